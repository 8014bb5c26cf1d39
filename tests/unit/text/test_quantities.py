"""Which number is which value: spellings, units, pairs, words for numbers, and what is none."""

import pytest

from hearthside.route.policy import Policy
from hearthside.text.numbers import numbers_in
from hearthside.text.quantities import Meter
from hearthside.text.words import Words, readable
from tests.unit.route.samples import sample

METER = Meter(Policy.from_toml(sample("clinic")).quantities)


def measured(text: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for one in METER.read(Words(readable(text), typos=True)):
        found.setdefault(one.name, []).append(round(one.value, 1))
    return found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("39.5", [39.5]),
        ("39,5", [39.5]),
        ("39\u00b75", [39.5]),
        ("1,200 and 12,345,678", [1200, 12345678]),
        ("\u0663\u0669", [39]),
        ("-18 or \u221218 but 5-6", [-18, -18, 5, 6]),
        ("at 10:30 on 5", [5]),
        ("thirty nine point five", [39.5]),
        ("a hundred and four, forty-one, twelve", [104, 41, 12]),
        ("seventy two and eighty", [72, 80]),
        ("nothing", []),
        (
            "\u0663\u0669\u066b\u0668 \u06f3\u06f9\u066b\u06f8 \u0969\u096f.\u096e",
            [39.8, 39.8, 39.8],
        ),
        ("39\u00bd and 1\u00bd, \u00bd", [39.5, 1.5, 0.5]),
        ("39 point 8, 39. 8, 39 .8, 39\u00b08, 39'8, 39-8", [39.8] * 6),
        ("39. 8 hours ago. 40. Temp", [39, 8, 40]),
        ("one eighty, one oh two, one oh two four, ninety eight six", [180, 102, 102.4, 98.6]),
        ("thirty-nine and a half, thirtynine, half a dozen", [39.5, 39, 6]),
        ("two thousand five hundred, a thousand, 2 hundred and fifty", [2500, 1000, 250]),
        ("1.499,00 1,499.00 1'499 1,00,000 1.499.000", [1499, 1499, 1499, 100000, 1499000]),
        ("1.499 but 1.499 euros, \u20ac1.499, 1 499,00 EUR", [1.499, 1499, 1499, 1499]),
        ("$1.5k, 2 grand, 1.5 million, \u20ac2m, 3 lakh", [1500, 2000, 1.5e6, 2e6, 3e5]),
        ("two packs of 16, 2 x 16 but 50 x 500mg", [32, 32, 50, 500]),
        ("12.11.2026, 2026-11-28, 10.30am, +49 30 1234567, 555 123 4567", []),
        ("10\u2079, 1.2.3.4", []),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers_in(readable(text))] == pytest.approx(values)


@pytest.mark.parametrize("text", ["80/50", "80 / 50", "80 over 50"])
def test_a_pair_is_one_number_with_two_halves(text: str) -> None:
    [number] = numbers_in(text)
    assert (number.value, number.second) == (80, 50)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("SpO2 88%", "oxygen saturation", 88),
        ("spo2: 88", "oxygen saturation", 88),
        ("SPO2=88 %", "oxygen saturation", 88),
        ("sats 88", "oxygen saturation", 88),
        ("88% sats", "oxygen saturation", 88),
        ("O2 sat was 88 percent", "oxygen saturation", 88),
        ("oxygen level is down to 88", "oxygen saturation", 88),
        ("oxygen of eighty eight per cent", "oxygen saturation", 88),
        ("T 39.5", "temperature", 39.5),
        ("T39.5", "temperature", 39.5),
        ("temp. 39,5 \u00b0C", "temperature", 39.5),
        ("Temperature this morning was 39.5", "temperature", 39.5),
        ("temprature 39.5", "temperature", 39.5),
        ("103.1 F", "temperature", 39.5),
        ("103.1\u00b0F", "temperature", 39.5),
        ("fever of 103.1", "temperature", 39.5),
        ("39.5 degrees celsius", "temperature", 39.5),
        ("T -39.5", "temperature", 39.5),
        ("39.5\u2103", "temperature", 39.5),
        ("HR 140", "pulse", 140),
        ("HR140", "pulse", 140),
        ("pulse of 140", "pulse", 140),
        ("heart rate: 140/min", "pulse", 140),
        ("140 bpm", "pulse", 140),
        ("140 beats a minute", "pulse", 140),
        ("RR 34", "breathing rate", 34),
        ("resp rate is 34", "breathing rate", 34),
        ("34 breaths per minute", "breathing rate", 34),
        ("breathing 34 times a minute", "breathing rate", 34),
        ("BP 80/50", "systolic blood pressure", 80),
        ("80/50", "systolic blood pressure", 80),
        ("blood pressure 80 over 50", "systolic blood pressure", 80),
        ("systolic 80", "systolic blood pressure", 80),
        ("BP 180/115 mmHg", "diastolic blood pressure", 115),
        ("sugar 2.6", "blood sugar", 2.6),
        ("glucose 54 mg/dl", "blood sugar", 3.0),
        ("3 years old", "age", 3),
        ("a 3-year-old", "age", 3),
        ("3yo", "age", 3),
        ("45 y/o", "age", 45),
        ("aged 82", "age", 82),
        ("6 months old", "age", 0.5),
        ("baby of 6 months", "age", 0.5),
        ("six month old", "age", 0.5),
        ("temp of 104 degrees", "temperature", 40),
        ("103.5\u00b0 fever", "temperature", 39.7),
        ("39\u2070C", "temperature", 39),
        ("bp one eighty over one ten", "diastolic blood pressure", 110),
        ("BP 180-110", "diastolic blood pressure", 110),
        ("BP 180 systolic and 110 diastolic", "diastolic blood pressure", 110),
        ("took 30+ tablets", "tablets", 30),
        ("30ish tablets", "tablets", 30),
        ("30 white tablets", "tablets", 30),
        ("50 x 500mg paracetamol tablets", "tablets", 50),
        ("tablets x30", "tablets", 30),
        ("two packs of sixteen paracetamol", "tablets", 32),
        ("temp 39 paracetamol given", "temperature", 39),
        ("She is 40. Temp 36.8.", "temperature", 36.8),
        ("temp 36.8, she is 40", "temperature", 36.8),
        ("40M, temp 36.8", "temperature", 36.8),
    ],
)
def test_a_value_is_found_in_many_spellings(text: str, name: str, value: float) -> None:
    assert measured(text)[name] == [pytest.approx(value, abs=0.06)]


def test_a_line_of_vital_signs_is_read_whole() -> None:
    assert measured("62 y/o, T 38.4, HR 112 RR 24, BP 100/64, SpO2 93%") == {
        "age": [62],
        "temperature": [38.4],
        "pulse": [112],
        "breathing rate": [24],
        "systolic blood pressure": [100],
        "diastolic blood pressure": [64],
        "oxygen saturation": [93],
    }


def test_every_reading_counts() -> None:
    assert measured("temp 38.2 then 39.9")["temperature"] == [38.2, 39.9]


@pytest.mark.parametrize(
    "text",
    [
        "fever for 3 days",
        "temperature for 40 hours",
        "took 40 mg after the pulse was felt",
        "24/7",
        "pain 10/10",
        "room 12, bed 4",
        "38 weeks pregnant",
        "call me at 10:30",
        "vitamin B12",
        "40M with fever",
        "room 40, fever",
        "fever since March 28",
        "temp 104 C",
        "age 150",
        "temp 1000",
        "fever, call 0555 123 4567",
        "took 5 mg tablets",
    ],
)
def test_other_numbers_are_no_readings(text: str) -> None:
    assert measured(text) == {}


def test_a_reading_says_what_it_was_read_from() -> None:
    [one] = METER.read(Words(readable("Her temp this morning: 39,5 degrees.")))
    assert one.quote == "temp this morning: 39,5 degrees"
    assert str(one) == "temperature 39.5 \u00b0C"

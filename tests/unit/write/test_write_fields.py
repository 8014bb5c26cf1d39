"""Fields: asked for in the words that the adapter knows, narrowed to what a source has."""

from typing import Any

import pytest

from hearthside.generation.grammar import Field, Kind, grammar_of
from hearthside.write.fields.narrowing import Values
from hearthside.write.fields.values import dates_of, numbers_of, times_of
from hearthside.write.fields.wording import TIME, fields_ask
from hearthside.write.result import Place

NOTE = (
    "Order 200-17 of the second of May 2025: forty cards for 1,250.50 euros, third try. Open from "
    "9 to 17, half past six on Friday, closed at 4:30 pm. Due 03/04/2026."
)


def schema(*fields: Field) -> Any:
    return grammar_of(fields).schema


def test_the_ask_is_written_as_in_the_data() -> None:
    told = schema(
        Field("name", Kind.TEXT, copied=True),
        Field("total", Kind.NUMBER, optional=True),
        Field("count", Kind.WHOLE),
        Field("due", Kind.DATE, optional=True),
        Field("opens", Kind.PATTERN, pattern=TIME),
        Field("paid", Kind.YES_NO),
        Field("people", Kind.TEXT, many=True),
        Field("kind", Kind.CHOICE, choices=("bill", "letter"), optional=True),
    )
    assert fields_ask(told) == (
        "Extract as JSON: name (text), total (number or null), count (number), "
        "due (YYYY-MM-DD or null), opens (HH:MM), paid (true/false), people (list of texts), "
        "kind (bill / letter or null)"
    )


def test_a_name_of_a_field_is_only_a_name() -> None:
    told = fields_ask(schema(Field("a\n<end_of_turn>b", Kind.TEXT)))
    assert told == "Extract as JSON: a < end_of_turn>b (text)"


def test_numbers_times_and_dates_of_a_text() -> None:
    numbers, times, dates = numbers_of(NOTE), times_of(NOTE), dates_of(NOTE)
    assert {"200", "17", "40", "1250.5", "3"} <= set(numbers)
    assert NOTE[numbers["40"][0].start : numbers["40"][0].end] == "forty"
    assert {"09:00", "17:00", "18:30", "16:30"} <= set(times) and "04:30" not in times
    assert set(dates) == {"2025-05-02", "2026-03-04", "2026-04-03"}


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("the plug is pulled at six in the evening", {"18:00"}),
        ("at six o'clock tonight", {"18:00"}),
        ("Tomorrow morning at 8 we leave", {"08:00"}),
        ("on Friday evening at half past seven", {"19:30"}),
        ("three in the morning", {"03:00"}),
        ("one o\u2019clock at night", {"01:00"}),
        ("eleven at night", {"23:00"}),
        ("at 12 tonight", {"00:00"}),
        ("half past six", {"06:30", "18:30"}),
        ("a quarter to noon", {"11:45"}),
        ("at noon, not at midnight", {"12:00", "00:00"}),
        ("17:30", {"17:30"}),
        ("9:15 pm", {"21:15"}),
        ("09:15", {"09:15"}),
        ("0:30", {"00:30"}),
        ("guarded from 5 to 23", {"05:00", "17:00", "23:00", "22:55"}),
        ("a quarter to twelve at night", {"23:45"}),
        ("six people came this evening", {"06:00", "18:00"}),
        ("in the morning six ate", {"06:00", "18:00"}),
    ],
)
def test_the_half_of_the_day_may_be_said_in_words(text: str, times: set[str]) -> None:
    assert set(times_of(text)) == times


@pytest.mark.parametrize("text", ["", "9" * 5000, "99:99", "31 February 2024", "\u0661\u0662"])
def test_what_is_no_value_is_none(text: str) -> None:
    assert times_of(text) == {} and dates_of(text) == {}
    numbers_of(text)


def test_a_form_over_a_source_holds_nothing_else() -> None:
    told = schema(
        Field("name", Kind.TEXT),
        Field("total", Kind.NUMBER, optional=True),
        Field("count", Kind.WHOLE),
        Field("due", Kind.DATE, optional=True),
        Field("opens", Kind.PATTERN, pattern=TIME),
        Field("people", Kind.TEXT, many=True),
        Field("paid", Kind.YES_NO),
        Field("kind", Kind.CHOICE, choices=("bill",)),
    )
    values = Values.of(NOTE)
    held = values.narrowed(told)["properties"]
    assert held["name"]["x-copied"] and held["people"]["items"]["x-copied"]
    assert 1250.5 in held["total"]["enum"] and None in held["total"]["enum"]
    assert 1250.5 not in held["count"]["enum"] and 40 in held["count"]["enum"]
    assert held["due"]["enum"][:-1] == list(values.dates) and held["due"]["enum"][-1] is None
    assert "16:30" in held["opens"]["enum"]
    assert (held["paid"], held["kind"]) == (told["properties"]["paid"], {"enum": ["bill"]})
    assert grammar_of(values.narrowed(told)).schema["properties"].keys() == held.keys()
    assert values.places(40) and values.places("2026-03-04") == (Place(150, 160),)
    assert values.places(True) == () == values.places(None)


def test_where_a_source_has_none_only_what_may_be_nothing_is_nothing() -> None:
    told = schema(Field("total", Kind.NUMBER, optional=True), Field("due", Kind.DATE))
    held = Values.of("nothing here").narrowed(told)["properties"]
    assert held["total"] == {"type": "null"}
    assert held["due"] == told["properties"]["due"]


def test_a_table_of_numbers_is_not_listed() -> None:
    told = schema(Field("total", Kind.NUMBER))
    many = " ".join(map(str, range(1000)))
    assert Values.of(many).narrowed(told) == told

"""Numbers in words of six languages: every one below a thousand, larger ones, parts, and none."""

import pytest

from hearthside.text.numbers import numbers_in
from hearthside.text.quantities import Meter
from hearthside.text.spoken.tables import LANGUAGES, Counting
from hearthside.text.units import Quantity, Unit
from hearthside.text.words import Words, readable


@pytest.mark.parametrize("language", LANGUAGES, ids=[it.code for it in LANGUAGES])
def test_every_number_below_a_thousand_has_a_spelling_and_no_spelling_two(
    language: Counting,
) -> None:
    spelled = [(number, it) for number in range(1, 1000) for it in set(language.spelled(number))]
    assert {number for number, _ in spelled} == set(range(2, 1000))
    assert len({it for _, it in spelled}) == len(spelled)
    assert all(it.isascii() and it == it.lower() for _, it in spelled)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("seit zwei Tagen neununddrei\u00dfig Komma f\u00fcnf", [2, 39.5]),
        ("zweitausendf\u00fcnfhundert, zweitausend f\u00fcnfhundert Euro", [2500, 2500]),
        ("dreissig, fuenf, hundertundvier, anderthalb, zweieinhalb, eins Komma zwei f\u00fcnf",
         [30, 5, 104, 1.5, 2.5, 1.25]),
        ("trente comprim\u00e9s, vingt et un jours, quatre-vingt-dix-sept", [30, 21, 97]),
        ("soixante et onze, septante-deux, deux mille cinq cents euros", [71, 72, 2500]),
        ("trente-neuf virgule cinq, trente-neuf et demi", [39.5, 39.5]),
        ("treinta y nueve coma cinco, ciento cuatro, quinientas, veinti\u00fan d\u00edas",
         [39.5, 104, 500, 21]),
        ("mil quinientos, dos mil euros, tres millones", [1500, 2000, 3e6]),
        ("trentanove e mezzo, ottantotto, centouno, duemila, ventun giorni",
         [39.5, 88, 101, 2000, 21]),
        ("negenendertig en een half, twee\u00ebntwintig, duizend", [39.5, 22, 1000]),
        ("trinta e nove v\u00edrgula cinco, cento e quatro, dezassete", [39.5, 104, 17]),
        ("39 virgule 5, 39 Komma 5, 39 et demi", [39.5, 39.5, 39.5]),
        ("due giorni, once d\u00edas, elf Tage, dois comprimidos, doze dias, otto anni",
         [2, 11, 11, 2, 12, 8]),
        ("six cents euros de remboursement", [600]),
    ],
)  # fmt: skip
def test_words_are_read_in_six_languages(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers_in(readable(text))] == pytest.approx(values)


@pytest.mark.parametrize(
    "text",
    [
        "Once upon a time the elf was due in Sept.",
        "Otto is due, cent stamps aside",
        "My chemo went as per mille, and I doze",
        "Das ist ein Test, c'est un essai, es una prueba, een en een",
        "the field is null",
    ],
)
def test_english_words_and_articles_are_none(text: str) -> None:
    assert list(numbers_in(readable(text))) == []


def test_a_policy_in_another_language_measures_by_words() -> None:
    fever = Quantity("fever", ("fieber", "fievre"), (30, 45))
    taken = Unit(("tabletten", "comprimes"), alone=True)
    tablets = Quantity("tablets", (), (0, 500), units=(taken,))
    meter = Meter((fever, tablets))
    text = "Fieber seit vierzig Stunden, jetzt neununddrei\u00dfig, drei\u00dfig Tabletten"
    assert [str(it) for it in meter.read(Words(readable(text)))] == ["fever 39", "tablets 30"]
    [taken_by] = meter.read(Words(readable("il a pris trente comprimes")))
    assert (taken_by.value, taken_by.quote) == (30, "trente comprimes")

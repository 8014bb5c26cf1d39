"""Numbers and names: what may be said beside a source, in each token and in the whole."""

import pytest

from hearthside.write.checks.known import Known, begins_sentence

LETTER = (
    "Dear Ms Achterberg,\nthe shelf (item 6612) costs 1,250 euros, the doors come on 28 March, "
    "at 4:30 pm, in twenty-one days.\nRolf Ansgar, Ansgar Woodworks"
)


@pytest.fixture(scope="module")
def known() -> Known:
    return Known.of(LETTER)


@pytest.mark.parametrize(
    "said",
    [
        "Ms Achterberg pays 1,250 euros on 28 March.",
        "It comes at 16:30, in 21 days, on 28.3.",
        "Rolf Ansgar's shelf is ready. Somebody should say so.",
        "The two pay Ansgar. I'll see Achterberg's shelf on the 28th.",
        "- The shelf is ready.\n- Ansgar waits.",
    ],
)
def test_what_the_source_says_may_be_said(known: Known, said: str) -> None:
    for at in range(len(said)):
        assert known.allows(said[:at], said[at]), said[: at + 1]
    strange = [said[mark.start : mark.end] for mark in known.strange(said)]
    assert strange in ([], ["two"])


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("It costs 12", "60"),
        ("It costs 1", "3"),
        ("It costs 125", " euros"),
        ("It is from ", "Vasquez"),
        ("It is from Ans", "elm"),
        ("It is from Ans", " and"),
        ("Mr", " Tan"),
        ("They came in", " Paris"),
    ],
)
def test_another_number_or_name_is_refused_as_soon_as_it_is_seen(
    known: Known, text: str, piece: str
) -> None:
    assert not known.allows(text, piece)


def test_what_slipped_through_is_marked_where_it_stands(known: Known) -> None:
    said = "Anna Berg owes ninety euros for 7 shelves, says Ansgar."
    marks = [(said[mark.start : mark.end], mark.what) for mark in known.strange(said)]
    assert marks == [("Berg", "name"), ("ninety", "number"), ("7", "number")]


def test_days_and_months_may_be_written_out() -> None:
    known = Known.of("Closed Mon 3/8 to Fri, back in Sept")
    assert known.strange("It is closed from Monday, 3 August, to Friday, until September.") == ()
    assert [m.what for m in known.strange("It opens on Tuesday, 4 May.")] == [
        "name",
        "number",
        "name",
    ]


def test_german_nouns_are_no_names() -> None:
    known = Known.of("Das Treffen ist am Montag um 9 Uhr im Haus, bitte bringt den Kuchen mit.")
    assert known.strange("Am Montag gibt es um 9 Uhr eine Versammlung mit Torte.") == ()
    assert [mark.what for mark in known.strange("Um 8 Uhr gibt es Torte.")] == ["number"]


@pytest.mark.parametrize("before", ["", "Yes. ", 'He said "', "Note:\n", "- ", "Why? ", "\n"])
def test_where_a_sentence_begins_a_capital_names_nobody(before: str) -> None:
    assert begins_sentence(before)


@pytest.mark.parametrize("before", ["Dear ", "Yes, ", "Dr. ", "the old "])
def test_elsewhere_it_may(before: str) -> None:
    assert not begins_sentence(before)


@pytest.mark.parametrize("text", ["", "\ud800", "9" * 10_000, "\u0663\u0664", "½", "A" * 5000])
def test_odd_sources_are_known_too(text: str) -> None:
    known = Known.of(text)
    assert known.strange(text.encode("utf-8", "replace").decode()) == ()
    assert known.allows("", "x")

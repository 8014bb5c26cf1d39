"""Rows without a model: who settled them, which wait for a person, and what is saved of them."""

import csv
import io

from hearthside.classify import Label
from hearthside.documents.tables import Table, csv_text
from hearthside.sort import (
    Counts,
    Evidence,
    Line,
    Row,
    Settings,
    Verdict,
    by_doubt,
    columns,
    counts_of,
    doubtful_rows,
    stands_from,
    weigh,
)

NAMES = ("good", "bad")
SETTINGS = Settings(labels=tuple([Label(name) for name in NAMES]))


def row(label: str, probability: float, *, strange: bool = False) -> Row:
    scores = ((label, probability),)
    return Row(Verdict(label, probability, 0.1, (label,), scores, strange=strange))


def test_a_person_s_word_counts_and_what_was_first_decided_is_remembered() -> None:
    first = row("good", 0.6)
    said = first.reviewed(("bad",), drawn=False)
    assert (said.review, said.labels, said.said) == ("corrected", ("bad",), ("good",))
    again = Row(Verdict("bad", 0.9, 0.1, ("bad",)), said.truth, said.said).reviewed(
        ("bad",), drawn=True
    )
    assert (again.review, again.drawn) == ("corrected", True), "though it is decided so by now"
    assert again.reviewed(("good",), drawn=False).review == "confirmed"
    assert said.unsaid() == first
    assert first.reviewed((), drawn=False).labels == (), "no label fits"


def test_a_label_of_the_table_is_given_until_a_person_speaks() -> None:
    given = Row(Verdict("good", 0.6, 0.1, ("good",)), ("bad",), given=True)
    assert (given.review, given.doubtful(1.0)) == ("given", False)
    assert given.reviewed(("good",), drawn=False).review == "confirmed"


def test_the_pile_has_the_doubtful_rows_lowest_first() -> None:
    rows = [row("good", 0.9), row("bad", 0.5), Row(), row("good", 0.7), row("bad", 0.6)]
    assert doubtful_rows(rows, 0.8) == [1, 3, 4]
    assert by_doubt(rows, range(5)) == [1, 4, 3, 0, 2], "what is not read comes last"
    rows[1] = rows[1].reviewed(("bad",), drawn=False)
    assert doubtful_rows(rows, 0.8) == [3, 4]


def test_rows_are_counted_by_kind() -> None:
    rows = [
        row("good", 0.9),
        row("bad", 0.5, strange=True),
        row("good", 0.5).reviewed(("bad",), drawn=False),
        row("good", 0.5).reviewed((), drawn=False),
        Row(),
    ]
    by_label = (("good", 1), ("bad", 2))
    assert counts_of(rows, NAMES, 1) == Counts(4, 1, 2, 2, 1, 1, by_label)


def test_a_goal_needs_evidence_and_a_line_of_one_s_own_none() -> None:
    assert stands_from(Line(at=0.7), None) == 0.7
    assert stands_from(Line("accuracy"), None) > 1.0
    found = weigh((), Line("cost", mistake=1.0, person=1.0), NAMES, drawn=False)
    assert isinstance(found, Evidence) and stands_from(Line("cost"), found) == 0.0
    assert "None of your 0" in weigh((), Line(), NAMES, drawn=False).threshold.words


def test_what_was_first_decided_is_saved_though_it_is_decided_otherwise_by_now() -> None:
    now = Verdict("good", 0.9, 0.1, ("good",))
    rows = [
        Row(now, ("good",), ("bad",)),
        Row(now, ("good", "bad"), ()),
        Row(None, ("good",), ("bad",)),
        Row(now, ("bad",), given=True),
    ]
    firsts = columns(rows, SETTINGS)["first decided"]
    assert firsts == ["bad", "none", "bad", "good"], "the last: nobody has looked at it yet"


def test_what_is_saved_has_label_probability_margin_and_review() -> None:
    rows = [
        row("good", 0.91236),
        row("bad", 0.5),
        row("bad", 0.5).reviewed(("good",), drawn=False),
        Row(truth=("bad",), given=True),
        row("bad", 0.5).reviewed((), drawn=False),
        Row(),
    ]
    table = Table("t", ("text", "label"), tuple([(str(at), "=A1") for at in range(6)]))
    text = csv_text(table, columns(rows, SETTINGS))
    read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [one["label (2)"] for one in read] == ["good", "bad", "good", "bad", "none", ""]
    assert [one["review"] for one in read] == [
        *("", "needs review", "corrected by a person", "labelled before"),
        *("corrected by a person", "not read"),
    ]
    assert [one["probability"] for one in read[:2]] == ["0.9124", "0.5"]
    assert read[2]["first decided"] == "bad"
    assert read[3]["first decided"] == read[5]["first decided"] == ""
    assert "expected place" not in read[0]
    assert "expected place" in columns(rows, Settings(labels=SETTINGS.labels, form="ordered"))

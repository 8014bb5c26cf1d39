"""The pile: doubt, corrections that teach, what is in sight, and the line a row must reach."""

from dataclasses import replace

import pytest

from app.rooms.sort.pile import WINDOW, arranged, changes_said, next_row
from app.rooms.sort.state import Sight, SortState
from hearthside.classify import Label
from hearthside.documents.tables import Table
from hearthside.sort import Line, Row, Settings, Verdict
from tests.unit.app.sort.table import ROWS, room, sorted_table

NAMES = ("good", "bad")


def verdict(label: str, probability: float) -> Verdict:
    return Verdict(label, probability, 0.1, (label,), ((label, probability),))


def sort_of(*chances: float, **sight: object) -> SortState:
    """Rows of these probabilities, by turns good and bad."""
    table = Table("t", ("text",), tuple([(f"row {at}",) for at in range(len(chances))]))
    rows = tuple([Row(verdict(NAMES[at % 2], chance)) for at, chance in enumerate(chances)])
    settings = Settings(labels=tuple([Label(name) for name in NAMES]))
    sort = SortState(key="k", table=table, settings=settings, rows=rows)
    return arranged(replace(sort, sight=replace(Sight(), **sight)))  # type: ignore[arg-type]


def test_doubtful_rows_come_with_the_lowest_probability_first() -> None:
    sort = sort_of(0.9, 0.5, 0.7, 0.6, show="doubt", order="doubt")
    assert sort.order == (1, 3, 2)
    assert (sort.counts.doubtful, sort.counts.by_label) == (3, (("good", 2), ("bad", 2)))
    assert next_row(sort, 0) == 1


def test_rows_are_found_by_label_by_review_and_by_words() -> None:
    assert sort_of(0.9, 0.9, 0.9, show="=good").order == (0, 2)
    assert sort_of(0.9, 0.9, 0.9, search="ROW 1").order == (1,)
    assert sort_of(0.9, 0.9, show="reviewed").order == ()


def test_rows_drawn_by_chance_come_in_one_order_for_one_sort() -> None:
    chances = [0.9] * 40
    first = sort_of(*chances, order="random").order
    assert first == sort_of(*chances, order="random").order
    assert sorted(first) == list(range(40)) != list(first)


def test_a_line_that_needs_evidence_lets_nothing_stand_without_it() -> None:
    sort = arranged(replace(sort_of(0.99, 0.5), line=Line("accuracy")))
    assert sort.counts.doubtful == 2


def test_what_changed_is_said_in_numbers() -> None:
    before = sort_of(0.9, 0.9, 0.9, 0.9).rows
    after = tuple([replace(row, verdict=verdict("good", 0.9)) for row in before])
    assert (
        changes_said(before, after) == "Learned from it. 2 other rows changed: 2 from bad to good."
    )
    assert "No other row" in changes_said(before, before)


async def test_a_correction_teaches_and_the_next_row_comes_up() -> None:
    home = await sorted_table(ROWS * 4)
    await home.do("sort.pick", row="1")
    await home.do("sort.label", label="praise")
    sort = room(home)
    assert sort.rows[1].review == "corrected"
    assert sort.rows[1].labels == ("praise",)
    assert sort.sight.current == 2
    assert "Learned from it." in home.text
    assert sort.rows[6].labels == ("praise",), "the same words again"
    assert sort.evidence is not None and sort.evidence.report.n == 1
    await home.do("sort.confirm")
    assert room(home).rows[2].review == "confirmed"
    await home.do("sort.pick", row="1")
    await home.do("sort.unsay")
    assert room(home).rows[1].review == ""
    assert room(home).rows[1].labels == ("complaint",)


async def test_rows_looked_at_by_chance_are_marked_as_such() -> None:
    home = await sorted_table(ROWS * 4)
    await home.do("sort.review", by="chance")
    for _ in range(12):
        await home.do("sort.confirm")
    sort = room(home)
    assert sum(row.drawn for row in sort.rows) == 12
    assert sort.evidence is not None and sort.evidence.drawn
    assert "came up by chance" in home.text


async def test_several_labels_are_put_together_and_kept_at_once() -> None:
    home = await sorted_table(form="many")
    await home.do("sort.pick", row="0")
    await home.do("sort.label", label="complaint")
    assert room(home).rows[0].truth is None
    picked = room(home).sight.picked
    assert picked is not None and "complaint" in picked
    await home.do("sort.confirm")
    assert room(home).rows[0].truth == picked


async def test_the_line_is_drawn_as_the_form_says() -> None:
    home = await sorted_table()
    await home.do("sort.line", **{"line-kind": "own", "line-at": "75"})
    assert room(home).line.at == 0.75
    await home.do("sort.line", **{"line-kind": "accuracy", "line-accuracy": "ninety"})
    assert "Please write a number" in home.text
    assert room(home).line.kind == "own"
    await home.do("sort.line", **{"line-kind": "accuracy", "line-accuracy": "95"})
    assert room(home).line.kind == "accuracy"
    assert room(home).counts.doubtful == len(ROWS)


async def test_many_rows_need_a_window_of_fifty() -> None:
    home = await sorted_table(tuple([f"praise {number}" for number in range(120)]))
    assert home.html.count("<li aria-posinset") == WINDOW
    await home.do("sort.scroll", first="110")
    assert room(home).sight.first == 120 - WINDOW
    assert 'id="sort-row-119"' in home.html
    await home.do("sort.pick", row="5")
    assert 'id="sort-row-5"' in home.html
    assert home.effects("reveal")[-1] == {"name": "reveal", "target": "sort-rows", "row": 5}
    for _ in range(3):
        await home.do("sort.step", by="1")
    assert room(home).sight.current == 8
    await home.do("sort.show", value="=complaint")
    assert "No row matches." in home.text


async def test_rows_labelled_before_become_examples_and_evidence() -> None:
    rows = tuple([f"{text} {number}" for number in range(10) for text in ROWS[:2]])
    home = await sorted_table(rows)
    lines = ["text,known"]
    lines += [
        f'"{text}",{"praise" if at % 2 == 0 else "complaint"}' for at, text in enumerate(rows)
    ]
    lines += [f"praise once more {number}," for number in range(5)]
    content = "\n".join(lines).encode()
    await home.do("sort.file", filename="known.csv", bytes=content, size_bytes=9)
    await home.do("sort.column", name="sort-column", value="0")
    await home.do("sort.given", name="sort-given", value="1")
    await home.do("sort.start", labels="praise\ncomplaint")
    sort = room(home)
    assert sort.complete
    assert sort.rows[0].review == "given" and sort.rows[24].review == ""
    assert sort.evidence is not None and sort.evidence.report.n == 4, "20 known, 16 in the prompt"


@pytest.mark.parametrize("form", ["one", "many"])
async def test_a_row_that_no_label_fits_is_said_so_and_counts_as_a_mistake(form: str) -> None:
    home = await sorted_table(form=form)
    await home.do("sort.pick", row="4")
    await home.do("sort.label", none="yes")
    row = room(home).rows[4]
    assert row.truth == () and row.labels == ()
    assert room(home).counts.none == 1
    evidence = room(home).evidence
    assert evidence is not None and evidence.report.n == 1
    await home.do("sort.show", value="none")
    assert room(home).order == (4,)
    assert "None of these (1)" in home.text
    await home.do("sort.export", form="csv")
    assert ",none," in home.effects("save")[-1]["bytes"].decode()


async def test_what_was_corrected_stays_so_when_it_is_said_again() -> None:
    home = await sorted_table()
    for _ in range(3):
        await home.do("sort.pick", row="0")
        await home.do("sort.label", label="complaint")
        assert room(home).rows[0].review == "corrected"
        assert room(home).counts.corrected == 1
    await home.do("sort.pick", row="0")
    await home.do("sort.label", label="praise")
    assert room(home).rows[0].review == "confirmed"

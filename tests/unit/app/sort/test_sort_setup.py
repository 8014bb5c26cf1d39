"""From a file to a question: what people write down, and what is wrong with it."""

import pytest

from app.rooms.sort.samples import TRIALS
from app.rooms.sort.setup import fields_of, settings_of
from hearthside.classify import Label, Labelled
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from tests.unit.app.sort.table import LABELS, bring, room, sorted_table, sorting


def test_labels_are_a_line_each_with_what_belongs_there() -> None:
    settings = settings_of({"labels": f"\n{LABELS}\n\n", "task": " What  is it? "}, 1, None)
    assert settings.labels[0] == Label("praise", "somebody is pleased")
    assert settings.names == ("praise", "complaint")
    assert (settings.task, settings.form, settings.even) == ("What is it?", "one", False)
    assert settings_of(fields_of(settings), 1, None) == settings


def test_examples_begin_with_a_label() -> None:
    fields = {"labels": LABELS, "examples": "Praise: I love it: truly\n"}
    assert settings_of(fields, 0, None).examples == (Labelled("I love it: truly", "praise"),)


@pytest.mark.parametrize(
    ("fields", "field", "part"),
    [
        ({"labels": ""}, "labels", "at least 2 labels"),
        ({"labels": "one"}, "labels", "at least 2 labels"),
        ({"labels": "good\nGood"}, "labels", "there twice"),
        ({"labels": "good\n: bad"}, "labels", "no name"),
        ({"labels": LABELS, "examples": "love: it"}, "examples", "Line 1"),
        ({"labels": LABELS, "examples": "praise:  "}, "examples", "Line 1"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    fields: dict[str, str], field: str, part: str
) -> None:
    home = await sorting("small")
    await bring(home)
    await home.do("sort.start", **fields)
    error = home.app.state.error
    assert error is not None
    assert (error.code, error.detail, error.place) == (Code.LABELS_INVALID, field, "sort")
    assert f'id="sort-{field}-wrong"' in home.html
    assert part in home.text
    assert home.effects("focus")[-1]["target"] == f"sort-{field}"
    assert not room(home).at_work


def test_labels_cannot_stand_where_the_texts_stand() -> None:
    with pytest.raises(InvalidInput, match="same column"):
        settings_of({"labels": LABELS}, 1, 1)


async def test_the_column_with_the_texts_is_guessed_and_can_be_chosen() -> None:
    home = await sorting("small")
    await bring(home)
    assert room(home).column == 1
    assert "reviews.csv" in home.text
    await home.do("sort.column", name="sort-column", value="0")
    assert room(home).column == 0
    await home.do("sort.column", name="sort-column", value="99")
    assert room(home).column == 0
    await home.do("sort.given", name="sort-given", value="0")
    await home.do("sort.labels.take", labels="2: second")
    assert home.effects("fill")[-1]["fields"]["labels"].splitlines()[:2] == ["1", "2: second"]


async def test_pasted_lines_become_a_table() -> None:
    home = await sorting("small")
    await home.do("sort.paste", pasted="I love it\nIt broke\n\nnever again")
    table = room(home).table
    assert table is not None
    assert len(table.rows) >= 3
    await home.do("sort.start", labels=LABELS)
    assert room(home).complete


@pytest.mark.parametrize("key", [trial.key for trial in TRIALS])
async def test_a_sample_opens_with_one_click_and_can_be_sorted_at_once(key: str) -> None:
    home = await sorting("small")
    await home.do("sort.sample", id=key)
    filled = home.effects("fill")[-1]
    assert filled["form"] == "sort-labels-form"
    await home.do("sort.start", **filled["fields"])
    assert home.app.state.error is None
    assert room(home).complete and room(home).column == 0


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ({"filename": "a.csv", "bytes": b"", "size_bytes": 0}, "is empty"),
        ({"filename": "a.csv", "refused": "unreadable", "size_bytes": 9}, "could not be read"),
        ({"filename": "a.csv", "refused": "large", "size_bytes": 10**9}, "1,000 MB"),
        ({"filename": "a.png", "bytes": b"\x89PNG\r\n\x1a\n\0\0\0", "size_bytes": 12}, "a.png"),
    ],
)
async def test_a_bad_file_is_refused_in_words_and_takes_nothing(
    data: dict[str, object], part: str
) -> None:
    home = await sorted_table()
    before = room(home).rows
    await home.do("sort.file", **data)
    assert home.app.state.error is not None
    assert part in home.text
    assert room(home).rows == before


async def test_the_first_row_can_be_a_row_like_the_others() -> None:
    home = await sorting("small")
    await bring(home)
    await home.do("sort.header", name="sort-header", value="no")
    table = room(home).table
    assert table is not None and len(table.rows) == 6
    assert [tag.key for tag in room(home).jobs or ()] == [room(home).key], "the first made way"

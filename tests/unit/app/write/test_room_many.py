"""Fields from one text and from many: asked in a form, extracted, stopped, gone on with, saved."""

import asyncio
import json
from typing import Any

import pytest

from app.rooms.write.many import ManyState
from app.rooms.write.schema import check_fields, wanted_in, without_row
from app.rooms.write.state import MOST_FIELDS, Wanted
from hearthside.wire import Code
from tests.unit.app.house import House
from tests.unit.app.write.visitor import asked, visitor, write

FIELDS = {
    "write-field-name-0": "who",
    "write-field-name-1": "the hour",
    "write-field-kind-1": "number",
}
ROWS = "id,text\n7,Anna leaves at 8.\n8,\n9,Anna stays until 9.\n"
FILES = json.dumps(
    [
        {"id": "1", "name": "a.txt", "size_bytes": 20},
        {"id": "2", "name": "b.exe", "size_bytes": 2},
    ]
)


def many(home: House) -> ManyState:
    return home.app.state.of(ManyState)


async def entered(**args: Any) -> House:
    """Somebody whose model reads Anna and the last number out of every text."""
    home = await visitor(**args)
    home.device.answer = lambda prompt: (
        f'{{"who":"Anna","the_hour":{9 if "until 9" in prompt else 8}}}'
    )
    await home.do("write.job", value="extract")
    return home


async def brought(**args: Any) -> House:
    home = await entered(**args)
    await home.do("write.many.table", filename="a.csv", size_bytes="9", bytes=ROWS.encode())
    return home


async def test_fields_of_one_text_point_at_their_places() -> None:
    home = await entered()
    await asked(home, "extract", "Dear all,\nAnna leaves at 8.", **FIELDS)
    [answer] = write(home).answers
    assert [(it.name, it.json) for it in answer.values] == [("who", '"Anna"'), ("the_hour", "8")]
    places = [it.place for it in answer.values]
    assert [(it.line, it.column, it.length) for it in places if it] == [(2, 0, 4), (2, 15, 1)]
    assert json.loads(answer.said[0].text) == {"who": "Anna", "the_hour": 8}
    await home.do("write.save", at="0", said="0", kind="csv")
    assert home.effects("save")[-1]["text"].endswith("who,the_hour\r\nAnna,8\r\n")
    await home.do("write.save", at="0", said="0")
    assert home.effects("save")[-1]["filename"] == "fields.json"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Name at least one field first."),
        (
            {"write-field-name-0": "a", "write-field-name-1": "a"},
            "An answer of this form cannot be asked for.",
        ),
        (
            {"write-field-name-0": "a", "write-field-kind-0": "choice"},
            "An answer of this form cannot be asked for.",
        ),
    ],
)
async def test_what_cannot_be_asked_is_said(fields: dict[str, str], said: str) -> None:
    home = await entered()
    before = len(home.device.history)
    await asked(home, "extract", **fields)
    assert said in home.text and len(home.device.history) == before
    error = home.app.state.error
    assert error is not None and error.code in (Code.CALL_INVALID, Code.GRAMMAR_INVALID)
    assert error.message


def test_a_form_is_read_row_by_row_and_a_row_can_be_taken_out() -> None:
    choices = ", ".join(f"choice {at}" for at in range(1_000))
    data = {
        "write-field-name-0": "  due   date ",
        "write-field-kind-0": "date",
        "write-field-name-2": "kind",
        "write-field-kind-2": "choice",
        "write-field-choices-2": f"{choices}, choice 5,, ",
    }
    first, second = wanted_in(data, 3)
    assert first == Wanted("due_date", "date")
    assert second.name == "kind" and len(second.choices) == 1_000
    assert wanted_in(data, 2) == (first,), "rows that are hidden ask for nothing"
    left = without_row(data, 0)
    assert left["write-field-name-1"] == "kind" and left["write-field-name-0"] == ""
    assert left[f"write-field-kind-{MOST_FIELDS - 1}"] == "text"


async def test_rows_of_a_table_are_gone_through_and_saved() -> None:
    home = await brought()
    assert (many(home).stage, many(home).of, many(home).column) == ("ready", 3, 1)
    await home.do("write.many.start", **FIELDS)
    found = many(home).found
    assert many(home).stage == "done" and [it.values for it in found] == [
        ('"Anna"', "8"),
        (),
        ('"Anna"', "9"),
    ]
    assert "no text" in found[1].error and "Anna stays until 9." in home.text
    await home.do("write.many.save", kind="csv")
    assert home.effects("save")[-1]["text"].splitlines()[1] == "7,Anna leaves at 8.,Anna,8,,"
    await home.do("write.many.save", kind="json")
    assert json.loads(home.effects("save")[-1]["text"])[2] == {
        "row": 3,
        "who": "Anna",
        "the_hour": 9,
    }


async def test_many_stop_and_go_on_after_the_tab_was_closed() -> None:
    home = await brought()
    stuck = False
    home.device.held = lambda: stuck
    await home.do_now("write.many.start", **FIELDS)
    while not many(home).found:
        await asyncio.sleep(0.001)
    stuck = True
    assert home.app.state.busy and many(home).of == 3
    await home.do("write.many.stop")
    assert many(home).stage == "stopped" and len(many(home).found) < 3
    later = await entered(shelf=home.shelf)
    assert many(later).stage == "stopped" and many(later).found == many(home).found
    await later.do("write.many.goon")
    assert many(later).stage == "done" and len(many(later).found) == 3
    await later.do("write.many.drop")
    assert many(later).stage == "" and await later.shelf.list("writing") == []


async def test_several_files_are_texts_and_those_that_cannot_be_read_are_named() -> None:
    home = await entered()
    await home.do_now("write.many.files", files=FILES, left_out="0")
    await asyncio.sleep(0.01)
    await home.do("file.content", id="1", bytes=b"Anna leaves at 8.")
    assert (many(home).stage, many(home).unit, many(home).of) == ("ready", "file", 1)
    assert "b.exe\u201d was left out" in " ".join(many(home).notes)
    await home.do("write.many.start", **FIELDS)
    await home.do("write.many.save", kind="csv")
    assert home.effects("save")[-1]["text"].splitlines()[1] == "a.txt,Anna,8,,"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\xff\xfe\x00" * 40])
async def test_what_is_no_table_is_refused_and_leaves_nothing_in_hand(content: bytes) -> None:
    home = await entered()
    await home.do("write.many.table", filename="a.csv", size_bytes="9", bytes=content)
    assert home.app.state.error is not None and many(home).stage == ""


def test_a_dataclass_is_read_and_never_run() -> None:
    text = """
@dataclass(frozen=True)
class Invoice:
    sender: str
    total: float | None
    paid: bool = print("run")
    due: datetime.date
    at: Optional[time]
    items: list[str]
    kind: Literal["bill", "letter"]
"""
    wanted = wanted_in({"write-dataclass": text, "write-field-name-0": "not this"}, 3)
    assert [(it.name, it.kind) for it in wanted] == [
        ("sender", "text"),
        ("total", "number"),
        ("paid", "yes-no"),
        ("due", "date"),
        ("at", "time"),
        ("items", "texts"),
        ("kind", "choice"),
    ]
    assert wanted[-1].choices == ("bill", "letter")
    check_fields(wanted)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("class A:\n  x: dict[str, A]", "x: that kind cannot be asked"),
        ("class A:\n  x: Literal[1]", "x: choices are texts"),
        ("class A(", "cannot be read"),
        ("(" * 5_000, "cannot be read"),
        ("x = 1", "Write one class"),
        ("class A: pass", "Name at least one field"),
        ("#" * 10_001, "more than 10,000"),
    ],
)
async def test_a_dataclass_that_cannot_be_asked_says_why(text: str, said: str) -> None:
    home = await entered()
    await asked(home, "extract", **{"write-dataclass": text})
    assert said in home.text and not write(home).answers

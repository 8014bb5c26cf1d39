"""Rows read and kept: going on after a pause, a closed tab, a lost engine, another model."""

import asyncio
import csv
import io
import re

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.documents.tables import read_table
from hearthside.errors import error_of
from hearthside.finetune.examples import read_rows
from hearthside.sort.kept import BLOCK_ROWS, READINGS, JobShelf
from hearthside.wire import Code, Op
from tests.unit.app.house import House, house
from tests.unit.app.sort.table import LABELS, ROWS, bring, room, sorted_table, sorting

MANY = tuple([f"{text} {number}" for number in range(60) for text in ROWS[:2]])


class SlowShelf(FakeShelf):
    """A shelf that gives no readings while it is held."""

    held = False

    async def get(self, collection: str, key: str) -> str | None:
        while self.held and collection == READINGS:
            await asyncio.sleep(0.01)
        return await super().get(collection, key)


async def begin(home: House, rows: int) -> None:
    """Start, and let it come as far as some rows and no further."""
    home.device.delay_s = 0.005  # the rows take longer than from one telling to the next
    home.device.held = lambda: room(home).counts.read >= rows
    await bring(home, MANY)
    await home.app.event({"name": "sort.start", "data": {"labels": LABELS}})
    while room(home).counts.read < rows:
        await asyncio.sleep(0.01)


def release(home: House) -> None:
    home.device.held = lambda: False
    home.device.delay_s = 0.0


async def test_every_row_gets_a_label_a_probability_and_a_bar() -> None:
    home = await sorted_table()
    sort = room(home)
    assert sort.complete and not sort.busy
    assert [row.labels for row in sort.rows[:4]] == [("praise",), ("complaint",)] * 2
    assert all(row.verdict and 0.5 <= row.verdict.probability <= 1 for row in sort.rows)
    assert home.html.count("<meter") >= 5
    assert "All 5 rows are read." in home.text


async def test_it_can_be_paused_and_goes_on_where_it_was() -> None:
    home = await sorting("small")
    await begin(home, 5)
    await home.do("sort.pause")
    read = room(home).counts.read
    assert 5 <= read < len(MANY)
    assert "Paused; nothing is lost." in home.text
    home.device.calls.clear()
    release(home)
    await home.do("sort.go")
    assert room(home).complete
    steps = sum(op == Op.STEP for op, _ in home.device.calls)
    assert steps <= 3 * (len(MANY) - read) + 20, "nothing is read twice"


async def test_a_closed_tab_finds_its_sort_again_and_goes_on_when_asked() -> None:
    shelf = FakeShelf()
    home = await sorting("small", shelf=shelf)
    await begin(home, 60)
    await home.do("sort.pause")
    read = room(home).counts.read

    again = await sorting("small", shelf=shelf)
    jobs = room(again).jobs
    assert jobs is not None and jobs[0].read == read
    assert not room(again).at_work
    await again.do("sort.open", id=jobs[0].key)
    assert room(again).counts.read == read, "what was decided is shown before anything is read"
    assert not room(again).busy
    await again.do("sort.go")
    assert room(again).complete
    assert len(await shelf.list(READINGS)) == 3


async def test_a_tab_closed_in_the_middle_finds_every_block_that_was_read() -> None:
    shelf = FakeShelf()
    home = await sorting("small", shelf=shelf)
    await begin(home, 60)  # and no pause: the tab is gone at once
    again = await sorting("small", shelf=shelf)
    jobs = room(again).jobs
    assert jobs is not None and jobs[0].read >= BLOCK_ROWS
    await again.do("sort.open", id=jobs[0].key)
    assert room(again).counts.read >= BLOCK_ROWS
    assert "rows read. Paused; nothing is lost." in again.text
    await again.do("sort.go")
    assert room(again).complete
    await home.do("sort.pause")


async def test_another_question_forgets_what_was_decided_before() -> None:
    shelf = FakeShelf()
    home = await sorting("small", shelf=shelf)
    await begin(home, 60)
    await home.do("sort.pause")
    await home.app.event({"name": "sort.start", "data": {"labels": "dog\ncat"}})
    await asyncio.sleep(0)
    again = await sorting("small", shelf=shelf)
    [job] = room(again).jobs or ()
    await again.do("sort.open", id=job.key)
    assert {row.verdict.label for row in room(again).rows if row.verdict} <= {"dog", "cat"}
    await home.do("sort.pause")


async def test_a_label_given_while_readings_load_is_learned_by_the_one_classifier() -> None:
    shelf = SlowShelf()
    home = await sorting("small", shelf=shelf)
    await bring(home)
    await home.do("sort.start", labels=LABELS)
    [job], _ = await JobShelf(shelf).tags()
    again = await sorting("small", shelf=shelf)
    shelf.held = True
    await again.app.event({"name": "sort.open", "data": {"id": job.key}})
    while not room(again).rows:
        await asyncio.sleep(0.01)
    await again.app.event({"name": "sort.pick", "data": {"row": "4"}})
    await again.app.event({"name": "sort.label", "data": {"label": "praise"}})
    await asyncio.sleep(0.02)
    shelf.held = False
    await again.app.settle()
    assert room(again).complete and not room(again).busy
    assert room(again).rows[4].labels == ("praise",)
    assert room(again).learned
    assert again.device.open_caches == home.device.open_caches


async def test_a_lost_mind_goes_on_by_itself_in_the_next_one() -> None:
    shelf = FakeShelf()
    home = await sorting("small", shelf=shelf)
    await begin(home, 55)
    kept = home.kept
    heir = house("small", shelf=shelf)
    await heir.start(fragment="#sort", kept=kept, settings={"revived": True})
    assert room(heir).complete
    assert "Every row that was read is kept." in heir.text
    await home.do("sort.pause")


@pytest.mark.parametrize("code", [Code.ENGINE_LOST, Code.MODEL_NONE])
async def test_a_lost_engine_loses_no_row(code: Code) -> None:
    home = await sorting("small")
    await begin(home, 5)
    home.device.fail_next(Op.STEP, code)
    release(home)
    while room(home).busy:
        await asyncio.sleep(0.005)
    read = room(home).counts.read
    assert room(home).wanted and 5 <= read < len(MANY)
    await home.do("engine.lost")
    assert room(home).complete
    assert "continues where it was" in home.text


async def test_without_a_model_the_question_waits_for_one() -> None:
    home = await sorting()
    await bring(home)
    await home.do("sort.start", labels=LABELS)
    assert room(home).at_work and room(home).wanted
    assert "First, download the language model" in home.text
    await home.do("load", model="small")
    assert room(home).complete


async def test_another_model_never_mixes_its_readings_with_the_first_one_s() -> None:
    home = await sorting("small")
    await begin(home, 5)
    await home.do("sort.pause")
    home.device.info = home.device.info.__class__(**{**_facts(home), "hash": "other"})
    await home.do("load", model="large")
    release(home)
    await home.do("sort.go")
    assert room(home).other_model == "large"
    assert "Another model read these rows" in home.text
    await home.do("sort.anew")
    assert room(home).complete and room(home).model == "large"


def _facts(home: House) -> dict[str, object]:
    info = home.device.info
    return {name: getattr(info, name) for name in info.__slots__}


async def test_a_full_disk_is_told_and_nothing_read_is_lost_from_sight() -> None:
    class FullShelf(FakeShelf):
        async def put(self, collection: str, key: str, text: str) -> None:
            if collection == READINGS:
                raise error_of(Code.STORAGE_FULL, "no room")
            await super().put(collection, key, text)

    home = await sorting("small", shelf=FullShelf())
    await bring(home, MANY)
    await home.do("sort.start", labels=LABELS)
    assert "The storage is full." in home.text
    assert room(home).counts.read >= 50


async def test_the_table_goes_out_with_what_was_decided_and_said() -> None:
    rows = (*ROWS, "=SUM(A1) praise")
    home = await sorted_table(rows)
    await home.do("sort.pick", row="1")
    await home.do("sort.label", label="praise")
    await home.do("sort.export", form="csv")
    saved = home.effects("save")[-1]
    assert saved["filename"] == "reviews-sorted.csv"
    read = list(csv.DictReader(io.StringIO(saved["bytes"].decode("utf-8-sig"))))
    assert [row["id"] for row in read] == [str(at) for at in range(1, 7)]
    assert (read[1]["label"], read[1]["review"]) == ("praise", "corrected by a person")
    assert read[1]["first decided"]
    assert 0 <= float(read[0]["probability"]) <= 1
    assert read[5]["text"] == "'=SUM(A1) praise", "no spreadsheet runs it"
    await home.do("sort.export", form="xlsx")
    assert home.effects("save")[-1]["bytes"][:2] == b"PK"


def _tag(home: House, id_: str) -> str:
    return next(tag for tag in re.findall(r"<button[^>]*>", home.html) if f'id="{id_}"' in tag)


async def test_what_a_person_said_goes_out_as_examples_that_can_be_taught() -> None:
    home = await sorted_table((*ROWS, "=SUM(A1) praise"))
    assert _tag(home, "sort-export-examples").endswith("disabled>")
    for row, label in (("1", "praise"), ("5", "complaint")):
        await home.do("sort.pick", row=row)
        await home.do("sort.label", label=label)
    assert not _tag(home, "sort-export-examples").endswith("disabled>")
    await home.do("sort.export", form="examples")
    saved = home.effects("save")[-1]
    assert saved["filename"] == "reviews-examples.csv"
    table = read_table(saved["filename"], saved["bytes"])
    found = [(it.input, it.output) for it in read_rows(table.rows, header=table.header)]
    assert found == [(ROWS[1], "praise"), ("'=SUM(A1) praise", "complaint")]


async def test_a_sort_is_deleted_only_when_asked_twice() -> None:
    home = await sorted_table()
    key = room(home).key
    await home.do("sort.delete", id=key)
    assert "This cannot be undone." in home.text
    await home.do("sort.delete.leave")
    assert room(home).at_work
    await home.do("sort.delete", id=key)
    await home.do("sort.delete.do", id=key)
    assert room(home).table is None and room(home).jobs == ()
    assert await home.shelf.list(READINGS) == []


async def test_a_damaged_sort_is_set_aside_and_can_be_deleted_with_all_of_it() -> None:
    shelf = FakeShelf()
    await shelf.put("sorting", "k", "{")
    await shelf.put("sorting.readings", "k-00003", "{}")
    home = await sorting("small", shelf=shelf)
    assert room(home).jobs == ()
    assert "1 sort is set aside" in home.text
    await home.do("sort.open", id="k")
    assert home.app.state.error is not None
    await home.do("aside.delete.do", collection="sorting", key="k")
    assert "Set aside" not in home.text
    assert await shelf.list("sorting.readings") == []


async def test_a_damaged_table_of_a_sound_sort_is_set_aside_and_saved_as_it_is() -> None:
    for damaged in ("{", '{"name": 7}', '{"name": "t", "columns": ["a"], "rows": [["b"]]}'):
        home = await sorted_table()
        key = room(home).key
        await home.shelf.put("sorting.tables", key, damaged)
        again = await sorting("small", shelf=home.shelf)
        assert "1 table is set aside" in again.text
        assert [tag.key for tag in room(again).jobs or ()] == [key]
        where = {"collection": "sorting.tables", "key": key}
        await again.do("aside.save", **where)
        assert again.effects("save")[-1]["text"] == damaged
        await again.do("aside.delete", **where)
        assert "This cannot be undone." in again.text
        await again.do("aside.delete.do", **where)
        assert "Set aside" not in again.text
        assert room(again).jobs == ()
        for collection in ("sorting", "sorting.tables", "sorting.readings"):
            assert await again.shelf.list(collection) == []

"""A sort kept on a shelf and taken up again: every reading and answer, and nothing damaged."""

import json

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.classify import Line
from hearthside.errors import InvalidInput
from hearthside.sort import Plan, Row, Settings, Sorting, begun_rows
from hearthside.sort.kept import BLOCK_ROWS, JOBS, READINGS, TABLES, Job, JobShelf, RowKeeper
from hearthside.wire import Code, Op
from tests.unit.sort.tables import LABELS, MANY, language, table_of

SETTINGS = Settings(column=1, labels=LABELS, task="mood")
TABLE = table_of(MANY)


async def kept(read: int, jobs: JobShelf) -> Sorting:
    """A sort under the key "k" of which so many rows are read, and the first is corrected."""
    _, model = await language()
    plan = Plan.of(TABLE, SETTINGS, model, begun_rows(TABLE, SETTINGS), "k")
    sorting = await Sorting.of(plan)

    async def keep() -> None:
        done = len(sorting.readings)
        job = Job(TABLE.name, len(MANY), SETTINGS, Line(at=0.7), sorting.answers, done, model="m")
        await jobs.put("k", job)

    await jobs.put_table("k", TABLE)
    keeper = RowKeeper(sorting, jobs, keep)
    async for step in sorting.read():
        await keeper.add(step.rows)
        if step.done >= read:
            break
    await sorting.correct(0, "complaint", drawn=True)
    await keeper.finish()
    return sorting


async def test_a_sort_is_taken_up_as_it_was_without_reading_again() -> None:
    shelf = FakeShelf()
    before = await kept(60, JobShelf(shelf))
    assert len(await shelf.list(READINGS)) == 2
    jobs = JobShelf(shelf)
    job, table = await jobs.job("k")
    assert table == TABLE and (job.settings, job.line, job.read) == (SETTINGS, Line(at=0.7), 60)
    rows = await jobs.rows("k", job)
    assert [row.verdict is not None for row in rows] == [True] * 60 + [False] * 60
    assert (rows[0].review, rows[0].drawn) == ("corrected", True)
    engine, model = await language()
    plan = Plan.of(table, job.settings or Settings(), model, job.rows, "k")
    assert plan.mark == before.mark
    again = await Sorting.of(plan, await jobs.readings("k", job.of, plan.mark))
    engine.calls.clear()
    first = await anext(again.read())
    assert first.done == 60 and again.rows() == before.rows()
    assert not [op for op, _ in engine.calls if op == Op.STEP]


async def test_a_whole_block_is_kept_while_the_next_is_read() -> None:
    shelf = FakeShelf()
    _, model = await language()
    plan = Plan.of(TABLE, SETTINGS, model, begun_rows(TABLE, SETTINGS), "k")
    sorting = await Sorting.of(plan)
    told: list[int] = []

    async def keep() -> None:
        told.append(len(sorting.readings))

    keeper = RowKeeper(sorting, JobShelf(shelf), keep)
    async for step in sorting.read():
        await keeper.add(step.rows)
    assert told == [BLOCK_ROWS, 2 * BLOCK_ROWS]
    await keeper.finish()
    assert told == [BLOCK_ROWS, 2 * BLOCK_ROWS, len(MANY)]
    await keeper.finish()
    assert len(told) == 3, "nothing is kept twice"


async def test_readings_of_another_model_and_damaged_ones_are_left_out() -> None:
    shelf = FakeShelf()
    sorting = await kept(10, JobShelf(shelf))
    jobs = JobShelf(shelf)
    assert await jobs.readings("k", len(MANY), "another") == {}
    [(key, text)] = await shelf.list(READINGS)
    document = json.loads(text)
    document["readings"]["3"] = "damaged"
    await shelf.put(READINGS, key, json.dumps(document))
    found = await jobs.readings("k", len(MANY), sorting.mark)
    assert set(found) == set(range(10)) - {3}
    await shelf.put(READINGS, key, "{")
    assert await jobs.readings("k", len(MANY), sorting.mark) == {}


async def test_sorts_are_listed_and_what_is_damaged_is_set_aside() -> None:
    shelf = FakeShelf()
    jobs = JobShelf(shelf)
    await kept(10, jobs)
    await shelf.put(JOBS, "bad", "{")
    tags, aside = await jobs.tags()
    assert [(tag.key, tag.name, tag.rows, tag.read, tag.reviewed) for tag in tags] == [
        ("k", "reviews.csv", 120, 10, 1)
    ]
    assert [one.key for one in aside] == ["bad"]
    assert await jobs.tables_aside(tags) == ()
    await shelf.put(TABLES, "k", "{")
    assert [one.key for one in await JobShelf(shelf).tables_aside(tags)] == ["k"]
    await jobs.delete("k")
    await jobs.delete("bad")
    for collection in (JOBS, TABLES, READINGS, "sorting.verdicts"):
        assert await shelf.list(collection) == []


async def test_a_sort_that_does_not_fit_its_table_is_refused() -> None:
    shelf = FakeShelf()
    jobs = JobShelf(shelf)
    await jobs.put_table("k", TABLE)
    for job in (
        Job("t", 3, SETTINGS, rows=(Row(),) * 3),
        Job("t", len(MANY), Settings(column=2, labels=LABELS), rows=(Row(),) * len(MANY)),
    ):
        await jobs.put("k", job)
        with pytest.raises(InvalidInput, match="does not fit its table") as refused:
            await jobs.job("k")
        assert refused.value.code == Code.SHELF_INVALID

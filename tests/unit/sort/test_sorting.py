"""A table sorted by the library alone: read, stopped, gone on with, put right, trusted or not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from hearthside.classify import Line
from hearthside.errors import InvalidInput, WorkerLost
from hearthside.sort import Progress, Sorting, learning
from hearthside.wire import Code, Op
from tests.unit.sort.tables import LABELS, MANY, ROWS, language, sorted_rows, table_of, vectors


async def until(steps: AsyncIterator[Progress], rows: int) -> Progress:
    """Read on until so many rows are read."""
    async for step in steps:
        if step.done >= rows:
            return step
    raise AssertionError("they were not read")


async def test_a_table_is_sorted_with_the_library_alone() -> None:
    engine, model = await language()
    async with await Sorting.begin(table_of(), LABELS, model=model) as sorting:
        assert sorting.settings.column == 1, "where the text is"
        told = [step async for step in sorting.read()]
        assert [step.done for step in told] == [0, 1, 2, 3, 4, 5]
        assert [at for step in told for at in step.rows] == [0, 1, 2, 3, 4]
        assert told[-1].verdicts[4] == sorting.rows()[4].verdict
        labels = [row.labels for row in sorting.rows()]
        assert labels[:4] == [("praise",), ("complaint",)] * 2
        chances = [row.verdict.probability for row in sorting.rows() if row.verdict]
        assert [chances[at] for at in sorting.review(1.1)] == sorted(chances)
    assert engine.open_caches == 0


async def test_texts_alone_are_a_table_and_names_alone_are_labels() -> None:
    _, model = await language()
    sorting = await Sorting.begin(ROWS, ["praise", "complaint"], model=model, task="mood")
    async for _ in sorting.read():
        pass
    assert sorting.rows()[1].labels == ("complaint",)
    assert sorting.text_of(1) == ROWS[1]


async def test_the_reading_is_left_and_taken_up_where_it_was() -> None:
    engine, model = await language()
    sorting = await Sorting.begin(MANY, LABELS, model=model)
    async with aclosing(sorting.read()) as steps:
        await until(steps, 7)
    assert sum(row.verdict is not None for row in sorting.rows()) == 7
    engine.calls.clear()
    steps = sorting.read()
    first = await anext(steps)
    assert (first.done, len(first.verdicts)) == (7, 7), "told again: it costs nothing"
    rest = [at async for step in steps for at in step.rows]
    assert rest == list(range(7, len(MANY)))


async def test_a_cancelled_reading_keeps_what_was_read() -> None:
    engine, model = await language()
    sorting = await Sorting.begin(MANY, LABELS, model=model)
    engine.delay_s = 0.005  # a timer in Pyodide too, where shorter sleeps are none
    reading = asyncio.ensure_future(until(sorting.read(), len(MANY)))
    while len(sorting.readings) < 5:
        await asyncio.sleep(0.005)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert 5 <= len(sorting.readings) < len(MANY)


async def test_a_lost_engine_is_told_and_loses_no_row() -> None:
    engine, model = await language()
    sorting = await Sorting.begin(MANY, LABELS, model=model)
    steps = sorting.read()
    await until(steps, 3)
    engine.fail_next(Op.STEP, Code.ENGINE_LOST)
    with pytest.raises(WorkerLost):
        await anext(steps)
    assert len(sorting.readings) == 3


async def test_the_same_text_is_read_once() -> None:
    engine, model = await language()
    sorting = await Sorting.begin(ROWS[:2] * 20, LABELS, model=model)
    await until(sorting.read(), 2)
    engine.calls.clear()
    await until(sorting.read(), 40)
    assert not [op for op, _ in engine.calls if op == Op.STEP]


async def test_how_fast_it_goes_is_said_when_it_is_no_guess() -> None:
    _, model = await language()
    sorting = await Sorting.begin(ROWS, LABELS, model=model)
    seconds = iter(range(100))
    told = [step async for step in sorting.read(lambda: float(next(seconds)))]
    assert [step.rows_per_second for step in told[:3]] == [0.0, 0.0, 0.0]
    assert (told[3].rows_per_second, told[3].seconds_left) == (1.0, 2.0)


async def test_a_correction_teaches_and_the_rows_that_changed_are_told() -> None:
    _, model = await language()
    sorting = await sorted_rows(ROWS * 4, model)
    changed = await sorting.correct(1, "praise")
    row = sorting.rows()[1]
    assert (row.review, row.labels, row.said) == ("corrected", ("praise",), ("complaint",))
    assert {6, 11, 16} <= set(changed), "the same words again"
    assert 1 not in changed
    assert await sorting.correct(1, "praise") == () and sorting.rows()[1].review == "corrected"
    assert (await sorting.evidence()).report.n == 1
    await sorting.learn((*sorting.rows()[:1], row.unsaid(), *sorting.rows()[2:]))
    assert sorting.rows()[6].labels == ("complaint",), "taken back, and forgotten"


async def test_no_label_fits_is_an_answer_and_a_mistake() -> None:
    _, model = await language()
    for form in ("one", "many"):
        sorting = await sorted_rows(ROWS, model, form=form)
        await sorting.correct(4)
        assert sorting.rows()[4].labels == ()
        evidence = await sorting.evidence()
        assert (evidence.report.n, evidence.drawn) == (1, False)


async def test_several_labels_hold_together_where_they_may() -> None:
    _, model = await language()
    sorting = await sorted_rows(ROWS, model, form="many")
    await sorting.correct(0, "praise", "complaint")
    assert sorting.rows()[0].labels == ("praise", "complaint")


async def test_what_cannot_be_said_is_refused_in_words() -> None:
    _, model = await language()
    sorting = await Sorting.begin(ROWS, LABELS, model=model)
    with pytest.raises(InvalidInput, match="not read") as refused:
        await sorting.correct(0, "praise")
    assert refused.value.code == Code.CALL_INVALID
    await until(sorting.read(), 1)
    for labels in (("fine",), ("praise", "complaint")):
        with pytest.raises(InvalidInput, match="cannot be the answer") as refused:
            await sorting.correct(0, *labels)
        assert refused.value.code == Code.LABELS_INVALID
    with pytest.raises(InvalidInput, match="column"):
        await Sorting.begin(table_of(), LABELS, model=model, column=2)
    with pytest.raises(InvalidInput, match="at least 2 labels"):
        await Sorting.begin(ROWS, ["one"], model=model)


async def test_rows_drawn_by_chance_are_the_evidence_for_all() -> None:
    _, model = await language()
    sorting = await sorted_rows(MANY[:40], model)
    for at in range(14):
        await sorting.correct(at, sorting.rows()[at].labels[0], drawn=at < 12)
    evidence = await sorting.evidence(Line("accuracy", accuracy=0.6))
    assert (evidence.drawn, evidence.report.n) == (True, 12)
    assert evidence.threshold.words.startswith("Of your 12 labelled rows")
    with pytest.raises(InvalidInput):
        await sorting.evidence(Line("accuracy", accuracy=1.0))


async def test_much_is_learned_from_thinly_so_that_nobody_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learning, "MOST_EXAMPLES", 4)
    monkeypatch.setattr(learning, "MOST_JUDGED", 6)
    _, model = await language()
    sorting = await sorted_rows(MANY[:10], model)
    rows = [row.reviewed(row.labels, drawn=False) for row in sorting.rows()[:9]]
    await sorting.learn((*rows, *sorting.rows()[9:]))
    assert (await sorting.evidence()).report.n == 6
    given = [row.__class__(truth=row.truth, given=True) for row in rows[:6]]
    assert learning.learned_from(range(9), [*given, *rows[6:]], by_vectors=False) == [6, 7, 8, 0]
    assert len(learning.learned_from(range(9), rows, by_vectors=True)) == 9


async def test_labels_said_to_be_even_are_balanced_as_rows_come_in() -> None:
    _, model = await language()
    texts = tuple([f"praise {number}" for number in range(40)])
    plain, even = [await sorted_rows(texts, model, even=even) for even in (False, True)]
    praised = [one.decide(0).scores[0][1] for one in (plain, even)]
    assert praised[1] < praised[0], "not all of them can be praise"
    sorting = await Sorting.begin(texts, LABELS, model=model, even=True)
    anew = [step.done async for step in sorting.read() if not step.rows]
    assert anew == [0, 32, 40], "at the start, when there are twice as many, at the end"


async def test_vectors_are_read_together_and_decide_too() -> None:
    texts = tuple([f"{label.own_words} {at}" for at in range(20) for label in LABELS])
    sorting = await Sorting.begin(texts, LABELS, model=await vectors())
    told = [step async for step in sorting.read()]
    assert [len(step.rows) for step in told] == [0, 16, 16, 8]
    assert sorting.by_vectors and sorting.model_id == "fake"
    assert [row.labels for row in sorting.rows()] == [("praise",), ("complaint",)] * 20

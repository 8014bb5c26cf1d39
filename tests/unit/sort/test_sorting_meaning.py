"""Rows that are alike, labels proposed from rows, and two models on the rows of a person."""

import pytest

from hearthside.errors import InvalidInput
from hearthside.sort import (
    LEAST_COMPARED,
    Sorting,
    alike,
    compare,
    near_duplicates,
    propose_labels,
)
from tests.unit.sort.tables import LABELS, ROWS, language, sorted_rows, vectors

TEXTS = tuple(
    f"{words} {number}"
    for number in range(12)
    for words in ("praise: somebody is pleased", "complaint: something went wrong")
)


async def test_rows_like_one_come_likest_first() -> None:
    sorting = await sorted_rows(TEXTS, await vectors())
    found = await alike(sorting, 3, 11)
    assert found[0] == 3 and len(found) == 12
    assert {at % 2 for at in found} == {1}, "complaints alone"
    with pytest.raises(InvalidInput, match="not read yet"):
        await alike(sorting, len(TEXTS))


async def test_near_duplicates_come_in_groups() -> None:
    texts = ("The kettle leaks", "Where is my parcel?", "the kettle leaks!", "A fine teapot")
    assert await near_duplicates(await sorted_rows(texts, await vectors())) == ((0, 2),)
    assert await near_duplicates(await sorted_rows(texts[1:], await vectors())) == ()


async def test_likeness_needs_vectors_of_rows_that_are_read() -> None:
    _, model = await language()
    with pytest.raises(InvalidInput, match="by the embedding model"):
        await alike(await sorted_rows(ROWS, model), 0)
    with pytest.raises(InvalidInput, match="No row is read yet"):
        await near_duplicates(await Sorting.begin(ROWS, LABELS, model=await vectors()))


async def test_labels_are_proposed_from_the_texts() -> None:
    model = await vectors()
    found = await propose_labels((*TEXTS, "", TEXTS[0]), model.embedder, model.matrices)
    assert len(found.labels) == 2 and found.texts == len(TEXTS)
    assert {label.description.split(":")[0] for label in found.labels} == {"praise", "complaint"}
    sorting = await Sorting.begin(TEXTS, found.labels, model=model)
    async for _ in sorting.read():
        pass
    assert len({row.labels for row in sorting.rows()}) == 2
    with pytest.raises(InvalidInput, match="too few to be grouped"):
        await propose_labels(TEXTS[:4], model.embedder, model.matrices)


async def labelled(sorting: Sorting, count: int) -> Sorting:
    """A person says what the first rows are."""
    rows = [row.reviewed((TEXTS[at].split(":")[0],), drawn=False)
            for at, row in enumerate(sorting.rows()[:count])]  # fmt: skip
    await sorting.learn((*rows, *sorting.rows()[count:]))
    return sorting


async def test_both_models_are_compared_on_labelled_rows() -> None:
    engine, model = await language()
    sorting = await labelled(await sorted_rows(TEXTS, await vectors()), 12)
    read = list[tuple[int, int]]()
    found = await compare(sorting, model, on_progress=lambda done, of: read.append((done, of)))
    assert found.n == 12 and "On your 12 labelled rows the embedding model was right" in found.words
    assert read[-1] == (12, 12)
    assert engine.open_caches == 0, "the other model gives back what it took"
    found = await compare(sorting, model, most=LEAST_COMPARED)
    assert found.n == LEAST_COMPARED


async def test_a_comparison_needs_rows_and_another_kind_of_model() -> None:
    _, model = await language()
    sorting = await labelled(await sorted_rows(TEXTS, model), 4)
    with pytest.raises(InvalidInput, match="4 rows are too few"):
        await compare(sorting, await vectors())
    with pytest.raises(InvalidInput, match="decides already"):
        await compare(sorting, model)

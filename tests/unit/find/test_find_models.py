"""Vectors of one model and one width at a time: refused, made anew, cut, and never mixed."""

import asyncio
from dataclasses import replace

import pytest

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.errors import InvalidInput, StorageError
from hearthside.find.store.store import id_of
from hearthside.wire import Code, Op
from tests.unit.find.library import BREAD, BRIDGE, OTHER_MODEL, House, document, sentences

BOOK = document("book.txt", sentences(400, "chapter"))


async def test_another_model_is_not_mixed_in_and_can_take_over() -> None:
    house = House()
    index = await house.open()
    for one in (BRIDGE, BREAD):
        await index.add(one)
    other = House(FakeEmbedder(info=OTHER_MODEL), house.matrices, house.encrypted)
    with pytest.raises(InvalidInput) as caught:
        await other.open()
    assert caught.value.code is Code.INDEX_MODEL and caught.value.detail == "fake-embedding"
    assert "fake-embedding" in caught.value.message and "other-embedding" in caught.value.message
    by_words = await other.open(model=False)
    assert (await by_words.search("bridge"))[0].path == BRIDGE.path
    with pytest.raises(InvalidInput):
        by_words.use(other.embedder())
    await by_words.rebuild(other.embedder())
    for one in (by_words, await other.open()):
        assert one.missing == 0 and one.figures().model == "other-embedding"
        hit = (await one.search(BRIDGE.sections[0].text, how="meaning"))[0]
        assert hit.path == BRIDGE.path and hit.cosine == pytest.approx(1.0, abs=0.2)
    with pytest.raises(InvalidInput):
        await house.open()


async def test_taking_over_can_be_stopped_and_goes_on() -> None:
    house = House()
    await (await house.open()).add(BOOK)
    other = House(FakeEmbedder(info=OTHER_MODEL, delay_s=0.01), house.matrices, house.encrypted)
    index = await other.open(model=False)
    begun = asyncio.Event()
    task = asyncio.create_task(index.rebuild(other.embedder(), on_progress=lambda *_: begun.set()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    again = await other.open()
    assert 0 < again.missing < again.figures().chunks
    missing, before = again.missing, other.engine.texts_embedded
    await again.embed_missing()
    assert again.missing == 0 and other.engine.texts_embedded - before == missing


async def test_vectors_are_cut_without_a_model_and_widened_only_with_one() -> None:
    house = House()
    index = await house.open(dimensions=64)
    await index.add(BOOK)
    await index.add(BRIDGE)
    wide, made = index.figures(), house.engine.texts_embedded
    house.encrypted.fail_next(Op.CHEST_WRITE, Code.STORAGE_FULL)
    with pytest.raises(StorageError):
        await index.narrow(16)
    assert index.figures() == wide
    await index.narrow(16)
    assert house.engine.texts_embedded == made and index.missing == 0
    for one in (index, await house.open(), await house.open(dimensions=16)):
        assert one.figures().dimensions == 16
        assert one.figures().vector_bytes * 3 < wide.vector_bytes
        assert (await one.search("Ada Stone bridge"))[0].path == BRIDGE.path
    assert index.figures().stored_bytes < wide.stored_bytes
    with pytest.raises(InvalidInput) as caught:
        await index.narrow(32)
    assert caught.value.code is Code.INDEX_MODEL
    with pytest.raises(InvalidInput) as caught:
        await house.open(dimensions=64)
    assert caught.value.code is Code.INDEX_MODEL
    await index.rebuild(house.embedder(), dimensions=32)
    assert index.missing == 0 and index.figures().dimensions == 32


async def test_a_stop_while_cutting_costs_nothing_but_room() -> None:
    house = House()
    index = await house.open(dimensions=64)
    for number in range(4):
        await index.add(document(f"d{number}", sentences(20, f"topic{number}")))
    writes = 0
    write = house.encrypted.write

    async def failing(collection: str, key: str, data: bytes) -> None:
        nonlocal writes
        writes += 1
        if writes == 3:
            raise StorageError(Code.STORAGE_FULL, "full")
        await write(collection, key, data)

    house.encrypted.write = failing  # type: ignore[method-assign]
    with pytest.raises(StorageError):
        await index.narrow(16)
    house.encrypted.write = write  # type: ignore[method-assign]
    again = await house.open()
    assert again.missing == 0 and again.figures().dimensions == 16
    assert (await again.search("topic2", how="meaning"))[0].path == "d2"


async def test_chunks_of_older_rules_are_cut_anew_when_all_is_made_anew() -> None:
    house = House()
    index = await house.open()
    await index.add(BRIDGE, embed=False)
    record = await index.record(BRIDGE.path)
    old = replace(record, edition=0, chunks=record.chunks * 3)
    await house.encrypted.write("letters", f"doc-{id_of(BRIDGE.path)}", old.to_bytes())
    again = await house.open()
    assert again.missing == 3
    await again.embed_missing()
    assert again.missing == 0 and (await again.record(BRIDGE.path)).edition == record.edition
    assert len((await again.record(BRIDGE.path)).chunks) == 1


async def test_rows_are_of_what_is_kept_now_whenever_the_matrix_is_filled() -> None:
    house = House()
    index = await house.open()
    texts = [sentences(60, "first"), "second and short", sentences(90, "third"), "fourth"]
    for text in texts:
        await index.add(document("same.txt", text))
        await index.add(BRIDGE)
    [best, *_] = await index.search("fourth", how="meaning")
    assert (best.path, best.text) == ("same.txt", "fourth")
    house.matrices.lose()
    assert (await index.search("fourth", how="meaning"))[0] == best
    # What was just read for opening is not read again for searching.
    again = await house.open()
    house.encrypted.fail_next(Op.CHEST_READ, Code.STORAGE_NONE)
    assert (await again.search("fourth", how="meaning"))[0] == best
    with pytest.raises(StorageError):
        await house.encrypted.read("letters", "manifest")


async def test_many_small_documents_fill_the_matrix_in_few_calls() -> None:
    house = House()
    index = await house.open(dimensions=8)
    for number in range(50):
        await index.add(document(f"d{number}", f"word{number}"))
    await index.remove("d10")
    added: list[int] = []
    add_rows = house.matrices.add_rows

    async def counting(matrix: int, rows: bytes, scales: bytes) -> int:
        added.append(len(scales) // 4)
        return await add_rows(matrix, rows, scales)

    house.matrices.add_rows = counting  # type: ignore[method-assign]
    for _ in range(2):
        hits = await index.search("word33", how="meaning", k=100)
        assert hits[0].path == "d33" and len(hits) == 49
        house.matrices.lose()
    assert added == [49, 49]

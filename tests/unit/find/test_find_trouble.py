"""When something fails in the middle: stops, full devices, lost workers, damage."""

import asyncio

import pytest

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.documents.document import Section
from hearthside.errors import InvalidInput, Stopped, StorageError, WorkerLost
from hearthside.find.index import Index
from hearthside.find.store.changes import BATCH_CHUNKS
from hearthside.find.store.store import id_of
from hearthside.wire import Code, Op
from tests.unit.find.library import BREAD, BRIDGE, OTHER_MODEL, House, document, sentences

BOOK = document("book.txt", sentences(1000, "chapter"))


async def embedded(house: House, index: Index) -> int:
    """How many chunks of the book were embedded by adding it (again)."""
    before = house.engine.texts_embedded
    await index.add(BOOK)
    return house.engine.texts_embedded - before


async def stopped_after(index: Index, batches: int) -> None:
    """Add the book, and stop when so many batches are done."""
    enough = asyncio.Event()

    def tell(done: int, total: int) -> None:
        if done >= batches * BATCH_CHUNKS:
            enough.set()

    task = asyncio.create_task(index.add(BOOK, tell))
    await enough.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_stop_loses_one_batch_and_what_is_done_is_found() -> None:
    house = House(FakeEmbedder(delay_s=0.01))
    index = await house.open()
    await stopped_after(index, 2)
    [entry] = index.documents
    assert entry.chunks > 5 * BATCH_CHUNKS
    assert entry.missing == entry.chunks - 2 * BATCH_CHUNKS
    # Words find all of it, meaning what is done.
    assert len(await index.search("chapter 999", how="words")) > 0
    hits = await index.search("chapter 3", how="meaning", k=500)
    assert {hit.chunk for hit in hits} == set(range(2 * BATCH_CHUNKS))
    assert hits.searched == 2 * BATCH_CHUNKS and "no vector yet" in hits.notes[0]
    # Another day, another session.
    again = await house.open()
    assert again.documents[0].missing == entry.missing
    assert await embedded(house, again) == entry.missing
    assert again.missing == 0
    assert [key for key in await house.encrypted.keys("letters") if key.startswith("part-")] == []
    fresh = House()
    whole = await fresh.open()
    await whole.add(BOOK)
    mended = (await again.record("book.txt")).vectors
    assert mended == (await whole.record("book.txt")).vectors


async def test_progress_tells_each_batch() -> None:
    index, told = await House().open(), []
    await index.add(BOOK, lambda *progress: told.append(progress))
    total = index.documents[0].chunks
    assert told == [(min(n + BATCH_CHUNKS, total), total) for n in range(0, total, BATCH_CHUNKS)]


async def test_a_full_device_is_said_nothing_is_torn_and_it_goes_on_later() -> None:
    house = House()
    index = await house.open()
    await index.add(BRIDGE)
    full_at = house.encrypted.size_bytes + 100_000
    await index.add(BOOK, embed=False)
    need = house.encrypted.size_bytes
    refused = 0
    # The record of the book, the parts, and at the end a whole record beside the old one.
    for limit in (full_at - 99_990, need + 2000, need + 12_000, need + 60_000, 10**9):
        house.encrypted.limit_bytes = limit
        try:
            await index.add(BOOK)
        except StorageError as error:
            assert error.code is Code.STORAGE_FULL
            refused += 1
        again = await house.open()
        assert again.damaged == () and again.has(BOOK.path, BOOK.hash)
        assert again.missing == index.missing
        assert (await again.search("granite", how="words"))[0].path == BRIDGE.path
        made = again.figures().chunks - again.missing
        assert len(await again.search("chapter 7", how="meaning", k=500)) == made
    assert refused >= 3 and index.missing == 0


async def test_a_device_that_is_full_from_the_start_keeps_the_old_version() -> None:
    house = House()
    index = await house.open()
    await index.add(BRIDGE)
    house.encrypted.limit_bytes = house.encrypted.size_bytes + 100
    changed = document(BRIDGE.path, sentences(100, "flood"))
    with pytest.raises(StorageError):
        await index.add(changed)
    for one in (index, await house.open()):
        assert one.has(BRIDGE.path, BRIDGE.hash)
        assert (await one.search("granite"))[0].path == BRIDGE.path


async def test_a_lost_engine_is_filled_again_at_the_next_search() -> None:
    house = House()
    index = await house.open()
    await index.add(BRIDGE)
    await index.add(BREAD)
    before = [(hit.id, hit.cosine) for hit in await index.search("bridge water")]
    house.matrices.lose()
    assert [(hit.id, hit.cosine) for hit in await index.search("bridge water")] == before
    house.matrices.fail_next(Op.MATRIX_NEAREST, Code.ENGINE_LOST)
    assert [(hit.id, hit.cosine) for hit in await index.search("bridge water")] == before
    house.matrices.fail_next(Op.MATRIX_ADD, Code.ENGINE_LOST)
    await index.add(document("new.txt", "a new bridge"))
    assert "new.txt" in {hit.path for hit in await index.search("bridge", how="meaning")}
    # Lost again and again: said, and no matrix is left behind.
    for _ in range(2):
        house.matrices.fail_next(Op.MATRIX_NEAREST, Code.ENGINE_LOST)
    with pytest.raises(WorkerLost):
        await index.search("bridge")
    await index.search("bridge")
    assert house.matrices.open_matrices == 1


async def test_a_model_lost_in_the_middle_goes_on_with_the_next() -> None:
    house = House()
    index = await house.open()
    house.engine.fail_next(Op.EMBED, Code.ENGINE_LOST)
    with pytest.raises(WorkerLost):
        await index.add(BOOK)
    assert index.missing == index.figures().chunks > 0
    await index.embed_missing()
    assert index.missing == 0


async def test_removed_while_it_is_added() -> None:
    house = House(FakeEmbedder(delay_s=0.01))
    index = await house.open()
    begun = asyncio.Event()
    task = asyncio.create_task(index.add(BOOK, lambda *_: begun.set()))
    await begun.wait()
    await index.remove(BOOK.path)
    with pytest.raises(Stopped):
        await task
    assert index.documents == () and len(await index.search("chapter 3")) == 0
    assert (await house.open()).documents == ()
    assert [key for key in await house.encrypted.keys("letters") if key != "manifest"] == []


async def test_a_stop_leaves_no_half_of_a_documents_words() -> None:
    house = House()
    index = await house.open(model=False)
    long = document("long.txt", *[Section(f"word{n}", (f"{n}", "x")) for n in range(1500)])
    task = asyncio.create_task(index.add(long))
    while not index.documents:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for word in ("word3", "word1499"):
        assert len(await index.search(word)) == 1


async def test_a_newer_version_stops_the_older() -> None:
    house = House(FakeEmbedder(delay_s=0.01))
    index = await house.open()
    begun = asyncio.Event()
    task = asyncio.create_task(index.add(BOOK, lambda *_: begun.set()))
    await begun.wait()
    newer = document(BOOK.path, "A short version.")
    await index.add(newer)
    with pytest.raises(Stopped):
        await task
    for one in (index, await house.open()):
        assert one.has(BOOK.path, newer.hash) and one.missing == 0
        assert [hit.text for hit in await one.search("version", how="meaning")] == [
            "A short version."
        ]


async def test_removed_while_searching() -> None:
    house = House(FakeEmbedder(delay_s=0.02))
    index = await house.open()
    for one in (BRIDGE, BREAD):
        await index.add(one)
    search = asyncio.create_task(index.search("bridge bread water"))
    await asyncio.sleep(0.01)
    await index.remove(BRIDGE.path)
    assert {hit.path for hit in await search} == {BREAD.path}


async def test_many_changes_leave_the_rows_right() -> None:
    house = House()
    index = await house.open(dimensions=8)
    for turn in range(4):
        for number in range(120):
            await index.add(document(f"d{number}", f"word{number} in turn {turn}"))
        hits = await index.search(f"word7 in turn {turn}", how="meaning", k=1)
        assert hits[0].path == "d7" and hits[0].cosine == pytest.approx(1.0, abs=0.02)
    for number in range(0, 120, 2):
        await index.remove(f"d{number}")
    hits = await index.search("word9 in turn 3", how="meaning", k=500)
    assert len(hits) == 60 and hits[0].path == "d9"
    again = await house.open()
    same = await again.search("word9 in turn 3", how="meaning", k=500)
    assert {(hit.id, hit.cosine) for hit in same} == {(hit.id, hit.cosine) for hit in hits}


async def test_a_damaged_record_is_named_and_the_others_work() -> None:
    house = House()
    index = await house.open()
    for one in (BRIDGE, BREAD, BOOK):
        await index.add(one)
    key = f"doc-{id_of(BRIDGE.path)}"
    data = bytearray(await house.encrypted.read("letters", key) or b"")
    data[len(data) // 2] ^= 1
    await house.encrypted.write("letters", key, bytes(data))
    house.encrypted.damage("letters", f"doc-{id_of(BOOK.path)}")
    again = await house.open()
    assert {one.path for one in again.damaged} == {BRIDGE.path, BOOK.path}
    assert all(one.path in one.message for one in again.damaged)
    assert [entry.path for entry in again.documents] == [BREAD.path]
    assert (await again.search("bread"))[0].path == BREAD.path
    with pytest.raises(InvalidInput):
        await again.record(BRIDGE.path)
    # Added again, or removed, it is whole.
    await again.add(BRIDGE)
    await again.remove(BOOK.path)
    assert again.damaged == () and (await house.open()).damaged == ()
    assert (await again.search("granite"))[0].path == BRIDGE.path


@pytest.mark.parametrize("damage", [b"", b"hearthside find 1\n", b"x" * 500])
async def test_any_bytes_in_place_of_a_record_are_borne(damage: bytes) -> None:
    house = House()
    await (await house.open()).add(BRIDGE)
    for key in [*await house.encrypted.keys("letters"), "doc-stray", "part-stray-0", "part-x"]:
        await house.encrypted.write("letters", key, damage)
    index = await house.open()
    assert len(index.damaged) == 2 and index.documents == ()
    await index.remove_damaged()
    await index.add(BRIDGE)
    assert (await house.open()).damaged == ()


async def test_a_damaged_manifest_is_told_by_the_records() -> None:
    house = House()
    index = await house.open(dimensions=16)
    await index.add(BRIDGE)
    await house.encrypted.write("letters", "manifest", b"junk")
    again = await house.open()
    assert again.missing == 0 and again.figures().dimensions == 16
    other = House(FakeEmbedder(info=OTHER_MODEL), house.matrices, house.encrypted)
    with pytest.raises(InvalidInput) as caught:
        await other.open()
    assert caught.value.code is Code.INDEX_MODEL and "another model" in caught.value.message


async def test_damaged_parts_are_made_anew() -> None:
    house = House(FakeEmbedder(delay_s=0.01))
    await stopped_after(await house.open(), 3)
    part = f"part-{id_of(BOOK.path)}-{BATCH_CHUNKS:08d}"
    await house.encrypted.write("letters", part, b"junk")
    index = await house.open()
    chunks = index.figures().chunks
    assert index.missing == chunks - BATCH_CHUNKS
    await index.embed_missing()
    assert index.missing == 0 and (await index.record(BOOK.path)).vectors is not None


async def test_a_sealed_collection_asks_for_its_passphrase() -> None:
    house = House()
    await house.encrypted.open("letters", "secret")
    index = await house.open()
    await index.add(BRIDGE)
    house.encrypted.reload()
    with pytest.raises(InvalidInput) as caught:
        await house.open()
    assert caught.value.code is Code.PASSPHRASE_NEEDED
    await house.encrypted.open("letters", "secret")
    again = await house.open()
    assert (await again.search("granite"))[0].path == BRIDGE.path
    assert BRIDGE.name not in " ".join(await house.encrypted.keys("letters"))

"""Two tabs on one collection: each sees what the other did, and undoes nothing of it."""

import asyncio

import pytest

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.errors import Stopped
from hearthside.find.index import Index
from hearthside.find.store.changes import BATCH_CHUNKS
from tests.unit.find.library import BREAD, BRIDGE, GARDEN, House, document, sentences

BOOK = document("book.txt", sentences(1000, "chapter"))
CHANGED = document("book.txt", sentences(200, "harbour"))


async def tabs(engine: FakeEmbedder | None = None) -> tuple[House, Index, Index]:
    """The second tab's house, and the collection as the first and the second have it."""
    first = House()
    second = House(engine=engine or FakeEmbedder(), encrypted=first.encrypted.tab())
    return second, await first.open(), await second.open()


async def paths(index: Index, query: str) -> list[str]:
    return [hit.path for hit in await index.search(query, how="words")]


async def test_what_one_tab_adds_changes_and_removes_the_other_finds() -> None:
    _, one, other = await tabs()
    await one.add(BRIDGE)
    await one.add(BREAD)
    assert await paths(other, "granite") == [BRIDGE.path]
    assert len(await other.search("granite", how="meaning")) == 2
    await other.remove(BRIDGE.path)
    await other.add(GARDEN)
    await other.add(document(BREAD.path, "Nothing but rye."))
    assert await paths(one, "granite five flour") == []
    assert sorted(await paths(one, "rye Rosen")) == sorted([GARDEN.path, BREAD.path])
    assert [entry.path for entry in one.documents] == [entry.path for entry in other.documents]
    assert not await one.catch_up() and not await other.catch_up()


async def test_what_another_tab_keeps_need_not_be_added_again() -> None:
    house, one, other = await tabs()
    await one.add(BOOK)
    await other.catch_up()
    assert other.has(BOOK.path, BOOK.hash) and other.missing == 0
    await other.add(BOOK)
    assert house.engine.texts_embedded == 0


async def test_a_file_that_another_tab_replaces_while_it_is_read_stays_replaced() -> None:
    _, one, other = await tabs(FakeEmbedder(delay_s=0.01))
    begun = asyncio.Event()

    def tell(done: int, total: int) -> None:
        begun.set()

    adding = asyncio.ensure_future(other.add(BOOK, tell))
    await begun.wait()
    await one.add(CHANGED)
    with pytest.raises(Stopped):
        await adding
    for index in (one, other):
        assert index.has(CHANGED.path, CHANGED.hash)
        assert await paths(index, "harbour 150") == [CHANGED.path]
        assert await paths(index, "chapter") == []
        record = await index.record(CHANGED.path)
        assert record.document == CHANGED and record.vectors is not None


async def test_two_tabs_that_make_the_same_vectors_do_not_both_make_all() -> None:
    house, one, other = await tabs(FakeEmbedder(delay_s=0.005))
    await one.add(BOOK, embed=False)
    await other.catch_up()
    total = other.missing
    assert total > 4 * BATCH_CHUNKS
    await asyncio.gather(one.embed_missing(), other.embed_missing())
    assert house.engine.texts_embedded < total
    for index in (one, other, await house.open()):
        await index.catch_up()
        assert index.missing == 0
        assert len(await index.search("chapter 7", how="meaning", k=500)) == total
    assert not [key for key in await house.encrypted.keys("letters") if key.startswith("part-")]


async def test_other_dimensions_and_a_cleared_collection_are_seen() -> None:
    house, one, other = await tabs()
    await one.add(BRIDGE)
    await other.catch_up()
    await one.narrow(8)
    hits = await other.search("granite", how="meaning")
    assert other.figures().dimensions == 8 and len(hits) == 1 and other.missing == 0
    await house.encrypted.tab().clear("letters")
    assert len(await other.search("granite")) == 0 and other.documents == ()
    await other.add(BREAD)
    assert await paths(one, "flour") == [BREAD.path]
    assert [entry.path for entry in one.documents] == [BREAD.path]


async def test_what_another_tab_damages_is_set_aside_and_mended() -> None:
    house, one, other = await tabs()
    await one.add(BRIDGE)
    [key] = [key for key in await house.encrypted.keys("letters") if key.startswith("doc-")]
    await house.encrypted.tab().write("letters", key, b"torn")
    assert len(await other.search("granite")) == 0
    assert [it.path for it in other.damaged] == [BRIDGE.path]
    await one.add(document(BRIDGE.path, "Of granite it is."))
    assert await paths(other, "granite") == [BRIDGE.path] and other.damaged == ()

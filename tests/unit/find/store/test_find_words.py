"""The words of a collection: settled, kept, taken again, and read in the background meanwhile."""

import asyncio

import pytest

from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.documents.document import Document, Section
from hearthside.errors import StorageError
from hearthside.find.index import Index
from hearthside.find.keywords import Keywords
from hearthside.find.lexical import gathering
from hearthside.find.store.record import Record
from hearthside.wire import Code, Op
from tests.unit.find.library import BRIDGE, House, document


def made(number: int) -> Document:
    """Four chunks, each under a heading of its own."""
    return document(
        f"d{number:03}.txt",
        *[Section(f"common text number{number}x{at}", (f"part {at}", "a")) for at in range(4)],
    )


MANY = [made(number) for number in range(300)]


class SlowStore(FakeEncryptedStore):
    """Gives others a turn at each reading, as a disk does."""

    async def read(self, collection: str, key: str) -> bytes | None:
        await asyncio.sleep(0)
        return await super().read(collection, key)


@pytest.fixture(autouse=True)
def quiet_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "QUIET_S", 0.0)


async def no_turn() -> None:
    pass


async def filled(house: House, documents: list[Document]) -> Index:
    index = await house.open()
    for one in documents:
        await index.add(one)
    return index


async def kept(house: House) -> bytes | None:
    """What is kept of words, once all that goes on is done."""
    for _ in range(2_000):
        await asyncio.sleep(0.01)
        if "words" in await house.encrypted.keys("letters"):
            break
    return await house.encrypted.read("letters", "words")


def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents whose words are read from now on."""
    read: list[str] = []
    add = Keywords.add

    def noted(self: Keywords, name: str, texts: list[str], first: int = 0) -> None:
        read.append(name)
        add(self, name, texts, first)

    monkeypatch.setattr(Keywords, "add", noted)
    return read


async def test_settled_and_kept_words_find_the_same() -> None:
    keywords = Keywords()
    for n in range(40):
        keywords.add(f"d{n}", [f"rose{n % 7} common {'pad ' * (n % 5)}", "猫が lily \ud800x"])
    for n in range(0, 40, 3):
        keywords.remove(f"d{n}")
    settled = await keywords.settled(no_turn)
    assert settled is not None and settled.young == settled.rows.wasted == 0
    again, marks = Keywords.from_bytes(settled.to_bytes({"d1": "as read"}))
    assert marks == {"d1": "as read"}
    for one in (settled, again):
        for query in ("rose3", "lily common", "猫が", "nowhere"):
            assert one.search(query, 99) == keywords.search(query, 99)
        one.add("d1", ["rose3 common late"])
        assert [place for place, _ in one.search("late", 9)] == [("d1", 0)]
        assert ("d1", 0) in [place for place, _ in one.search("rose3", 99)]


async def test_words_that_change_while_they_are_settled_are_left_as_they_are() -> None:
    keywords = Keywords()
    keywords.add("a", ["rose"])

    async def change() -> None:
        keywords.add("b", ["lily"])

    assert await keywords.settled(change) is None
    assert len(keywords.search("lily", 9)) == 1


async def test_kept_words_are_taken_whole_and_only_what_is_new_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    index = await filled(house, MANY)
    assert await kept(house)
    stored_bytes = index.figures().stored_bytes
    read = rows_read(monkeypatch)
    again = await house.open()
    assert [hit.id for hit in await again.search("number7x2", how="words")] == [("d007.txt", 2)]
    assert len(read) < len(MANY) / 3
    assert again.figures().stored_bytes == stored_bytes
    # What another session changed without keeping words is seen.
    await again.add(BRIDGE)
    await again.add(document("d007.txt", "nothing of that kind"))
    await again.remove("d008.txt")
    for one in (again, await house.open()):
        assert len(await one.search("number7x2 number8x2", how="words")) == 0
        assert (await one.search("granite", how="words"))[0].path == BRIDGE.path


@pytest.mark.parametrize("damage", ["store", "bytes", "edition", "mark"])
async def test_words_that_cannot_be_read_or_are_of_other_rules_are_read_again(
    damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House()
    await filled(house, MANY)
    data = await kept(house)
    assert data is not None
    if damage == "store":
        house.encrypted.damage("letters", "words")
    elif damage == "bytes":
        await house.encrypted.write("letters", "words", data[:-9])
    elif damage == "edition":
        monkeypatch.setattr("hearthside.find.keywords.TERMS_EDITION", 99)
    else:
        keywords, marks = Keywords.from_bytes(data)
        await house.encrypted.write(
            "letters", "words", keywords.to_bytes(dict.fromkeys(marks, "?"))
        )
    read = rows_read(monkeypatch)
    again = await house.open()
    assert [hit.id for hit in await again.search("number7x2", how="words")] == [("d007.txt", 2)]
    assert set(read) == {one.path for one in MANY}


class FullStore(FakeEncryptedStore):
    """Has room for documents, and none for words."""

    refused = 0

    async def write(self, collection: str, key: str, data: bytes) -> None:
        if key == "words":
            self.refused += 1
            raise StorageError(Code.STORAGE_FULL, "no room")
        await super().write(collection, key, data)


async def test_a_full_device_keeps_no_words_and_nobody_hears_of_it() -> None:
    encrypted = FullStore()
    house = House(encrypted=encrypted)
    index = await filled(house, MANY)
    while not encrypted.refused:
        await asyncio.sleep(0.01)
    for one in (index, await house.open()):
        assert [hit.id for hit in await one.search("number7x2", how="words")] == [("d007.txt", 2)]


async def test_a_question_asked_early_is_answered_by_meaning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    await filled(house, MANY[:50])
    release, take = asyncio.Event(), gathering.Words._take

    async def held(self: gathering.Words, record: Record) -> None:
        await release.wait()
        await take(self, record)

    monkeypatch.setattr(gathering.Words, "_take", held)
    index = await house.open()
    early = await index.search("number7x2")
    assert len(early) == 10 and early.how == "both" and early.notes == ()
    assert all(hit.words_rank is None for hit in early)
    waiting = asyncio.ensure_future(index.search("number7x2", how="words"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    release.set()
    assert [hit.id for hit in await waiting] == [("d007.txt", 2)]
    assert any(hit.words_rank == 1 for hit in await index.search("number7x2"))


async def test_what_is_removed_or_replaced_while_words_are_read_is_not_found() -> None:
    house = House(encrypted=SlowStore())
    await filled(house, MANY[:50])
    index = await house.open()
    await index.remove("d049.txt")
    await index.add(document("d048.txt", "quite another text"))
    assert len(await index.search("number49x1 number48x1", how="words")) == 0
    assert (await index.search("another", how="words"))[0].path == "d048.txt"
    assert len(await index.search("common", 500, how="words")) == 4 * 48


async def test_a_failure_while_words_are_read_is_told_to_who_waits_and_mended() -> None:
    house = House(encrypted=SlowStore())
    await filled(house, MANY[:50])
    index = await house.open()
    for _ in range(3):
        house.encrypted.fail_next(Op.CHEST_READ, Code.STORAGE_NONE)
    index._contents.store._held.clear()
    with pytest.raises(Exception, match="told to fail"):
        await index.search("number7x2", how="words")
    house.encrypted._faults = FakeEncryptedStore()._faults
    assert [hit.id for hit in await index.search("number7x2", how="words")] == [("d007.txt", 2)]

"""The log where others are: several tabs, little room, and what comes from elsewhere."""

import asyncio
import json
from dataclasses import asdict, fields, replace

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.generation.generate import StopRules, generate
from hearthside.log import COLLECTION, COMING, Entry, entry_text, files, occasion, read_entry
from hearthside.wire import Code, Op
from tests.unit.hostile import GARBAGE
from tests.unit.hostile import HOSTILE as HOSTILE_VALUES
from tests.unit.log.writers import HOSTILE, Rows, ask, entry, writer


async def test_two_tabs_write_one_log() -> None:
    store, shelf = FakeEncryptedStore(), FakeShelf()
    ours, our_engine, our_model = await writer(store, shelf)
    theirs, their_engine, their_model = await writer(store.tab(), shelf)
    for number in range(4):
        our_engine.enqueue(f"ours {number}")
        their_engine.enqueue(f"theirs {number}")
        await asyncio.gather(ask(our_model), ask(their_model))
        await asyncio.gather(ours.flush(), theirs.flush())
    expected = sorted(f"{who} {number}" for who in ("ours", "theirs") for number in range(4))
    for log in (ours, theirs):
        found = await log.look()
        assert sorted(one.response for one in found.entries) == expected
        assert found.total == 8


async def test_a_visit_goes_on_where_the_last_one_ended() -> None:
    store, shelf = FakeEncryptedStore(), FakeShelf()
    for number in range(5):
        log, engine, model = await writer(store, shelf)
        engine.enqueue(f"visit {number}")
        await ask(model)
        await log.flush()
    assert len(await store.keys(COLLECTION)) == 1
    assert (await log.look()).total == 5


async def test_deleting_takes_all_in_every_tab_and_nothing_comes_back() -> None:
    store, shelf = FakeEncryptedStore(), FakeShelf()
    ours, our_engine, our_model = await writer(store, shelf)
    theirs, their_engine, their_model = await writer(store.tab(), shelf)
    our_engine.enqueue("old", "new")
    their_engine.enqueue("old too", "half said and more", "newer")
    await asyncio.gather(ask(our_model), ask(their_model))
    await asyncio.gather(ours.flush(), theirs.flush())
    async with generate(their_model, "Hi") as tokens:
        await anext(tokens)
        await theirs.flush()
        await ours.delete()
        assert (await ours.look()).total == 0
        await anext(tokens)
        await theirs.flush()
    await asyncio.gather(ask(our_model), ask(their_model))
    await asyncio.gather(ours.flush(), theirs.flush())
    said = sorted(one.response for one in (await ours.look()).entries)
    assert said == ["new", "newer"]
    assert (await ours.look()).on, "the switch stays as it is"


async def test_full_files_are_left_and_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FILE_BYTES", 40_000)
    monkeypatch.setattr(files, "MAX_FILES", 3)
    store = FakeEncryptedStore()
    log, engine, model = await writer(store)
    for number in range(14):
        engine.enqueue(f"answer-{number} " + f"word{number} " * 300)
        await ask(model, "Hi " + f"{number} " * 900, rules=StopRules(max_tokens=4000))
        await log.flush()
    assert len(await store.keys(COLLECTION)) <= 3
    found = await log.look()
    assert found.entries[0].response.startswith("answer-13")
    assert 0 < found.total < 14
    assert (await log.look("answer-0")).entries == ()


async def test_no_room_is_said_and_nothing_else_fails() -> None:
    store = FakeEncryptedStore(limit_bytes=10)
    log, engine, model = await writer(store)
    engine.enqueue("first", "second")
    assert await ask(model) == "first"
    found = await log.look()
    assert (found.total, store.size_bytes) == (0, 0)
    assert "no room" in found.trouble
    store.limit_bytes = None
    assert await ask(model) == "second"
    found = await log.look()
    assert [one.response for one in found.entries] == ["second", "first"], "what waited is there"
    assert found.trouble == ""


async def test_when_the_device_is_full_the_oldest_part_makes_room() -> None:
    store, shelf = FakeEncryptedStore(), FakeShelf()
    log, engine, model = await writer(store, shelf)
    await store.write(COLLECTION, "0" * 26, b"\0" * 300_000)
    engine.enqueue("kept")
    await ask(model)
    store.fail_next(Op.CHEST_WRITE, Code.STORAGE_FULL)
    found = await log.look()
    assert [one.response for one in found.entries] == ["kept"]
    assert "0" * 26 not in await store.keys(COLLECTION)


async def test_the_export_is_one_file_of_all_tabs() -> None:
    store, shelf = FakeEncryptedStore(), FakeShelf()
    for number in range(3):
        log, engine, model = await writer(store.tab(), shelf)
        engine.enqueue(f"tab {number}")
        with occasion("Route"):
            await ask(model)
        await log.flush()
        await store.write(COLLECTION, f"{number}", await log.export())
    rows = Rows(await log.export())
    assert (sorted(rows.said), rows.names) == (["tab 0", "tab 1", "tab 2"], ["Route"])


async def test_what_came_from_where_there_is_no_store_is_taken_in_once() -> None:
    store, shelf = FakeEncryptedStore(), FakeShelf()
    log, engine, model = await writer(store, shelf)
    engine.enqueue("ours")
    await ask(model)
    await log.flush()
    early = entry(7, response="ha", output_tokens=1, outcome={}, name="Workbench")
    for coming in (early, replace(early, response="half", output_tokens=2)):
        await shelf.put(COMING, coming.id, entry_text(coming))
        assert (await log.look()).total == 2
        assert await shelf.list(COMING) == []
    (found,) = (await log.look("half")).entries
    assert (found.name, found.options) == ("Workbench", {"temperature": 0.5})
    await shelf.put(COMING, "late", entry_text(entry(8)))
    await log.delete()
    assert (await log.look()).total == 0


@pytest.mark.parametrize("text", [*GARBAGE, '{"id": 7}', "[" * 9, entry_text(entry())[:-9]])
async def test_what_is_no_entry_is_let_go_of(text: str) -> None:
    shelf = FakeShelf()
    log, _, _ = await writer(FakeEncryptedStore(), shelf)
    await shelf.put(COMING, "strange", text)
    await shelf.put(COMING, "sound", entry_text(entry(1)))
    found = await log.look()
    assert ([one.id for one in found.entries], found.trouble) == ([entry(1).id], "")
    assert await shelf.list(COMING) == []


@pytest.mark.parametrize("name", [it.name for it in fields(Entry)])
async def test_an_entry_with_any_value_breaks_nothing(name: str) -> None:
    shelf = FakeShelf()
    log, _, _ = await writer(FakeEncryptedStore(), shelf)
    for at, value in enumerate(HOSTILE_VALUES):
        await shelf.put(COMING, str(at), json.dumps({**asdict(entry(at)), name: value}))
    assert (await log.look()).trouble == ""
    Rows(await log.export())


@pytest.mark.parametrize("text", HOSTILE)
def test_an_entry_comes_back_from_its_text(text: str) -> None:
    odd = entry(1, prompt=text, response=text, options={"strings": [text]})
    kept = "".join(["\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text])
    assert read_entry(entry_text(odd)) == replace(odd, prompt=kept, response=kept)

"""The log where others are: several tabs, and little room."""

import asyncio

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.generation.generate import StopRules, generate
from hearthside.log import COLLECTION, occasion
from hearthside.log import log as log_module
from hearthside.wire import Code, Op
from tests.unit.log.writers import Rows, ask, writer


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
    monkeypatch.setattr(log_module, "FILE_BYTES", 40_000)
    monkeypatch.setattr(log_module, "MAX_FILES", 3)
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

"""The Log room over the fake engine: off, on, what rooms ask, sought, carried out, deleted."""

import sqlite3
from contextlib import closing

import pytest

from app.rooms.log.state import AT_ONCE, LogState
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.generation.generate import generate
from hearthside.log import COLLECTION, Log
from hearthside.wire import Code, Op
from tests.unit.app.find.visitor import FILES, give, in_the_room
from tests.unit.app.house import FORM, House, house
from tests.unit.app.ui.test_screens import EVIL, Checker
from tests.unit.hostile import HOSTILE


async def visitor(*, on: bool = True, encrypted: FakeEncryptedStore | None = None) -> House:
    """In the Log room, with a model that is awake."""
    home = house("small", encrypted=encrypted)
    await home.start(fragment="#log")
    if on:
        await home.do("log.switch")
    return home


def log_of(home: House) -> LogState:
    return home.app.state.of(LogState)


async def asked(home: House, prompt: str = "Why do kettles hum?") -> str:
    """Something is asked of the model as a room or a person's own Python would."""
    model = home.app._models.model
    assert model is not None
    return await generate(model, prompt).read()


async def looked(home: House, words: str = "") -> LogState:
    await home.do("fragment", fragment="#log")
    await home.do("log.search", **{"log-words": words})
    return log_of(home)


async def test_it_is_off_at_first_and_says_what_it_would_keep_and_where() -> None:
    home = await visitor(on=False)
    assert "The log is off" in home.text
    assert "lies on this device only" in home.text and "not encrypted" in home.text
    await asked(home)
    assert (await looked(home)).total == 0
    assert await home.encrypted.keys(COLLECTION) == []


async def test_a_story_is_in_it_prompt_and_answer_under_one_name() -> None:
    home = await visitor()
    assert "The log is on." in home.text
    await home.do("tell", **FORM, seed="7")
    log = await looked(home)
    assert log.total >= len(log.entries) > 1
    assert {one.name for one in log.entries} == {"Story"}
    assert any("lighthouse" in one.prompt for one in log.entries)
    assert all(one.answer and one.when.startswith("Today, ") for one in log.entries)
    entries = await Log(home.encrypted.tab(), home.shelf).look(most=1000)
    assert len({one.conversation for one in entries.entries}) == 1, "one story, one conversation"


async def test_words_are_sought_and_counted_and_more_is_shown() -> None:
    home = await visitor()
    for number in range(AT_ONCE + 3):
        await asked(home, f"question {number} of Zo\u00eb")
    assert len((await looked(home)).entries) == AT_ONCE
    assert f"The latest {AT_ONCE} of {AT_ONCE + 3} entries." in home.text
    await home.do("log.more")
    assert len(log_of(home).entries) == AT_ONCE + 3
    await looked(home, "QUESTION 27 zo\u00cb")
    assert f"Of {AT_ONCE + 3} entries, 1 holds" in home.text
    await looked(home, "nowhere")
    assert "None of 28 entries holds" in home.text


async def test_it_is_saved_as_a_file_that_sqlite_opens() -> None:
    home = await visitor()
    await asked(home)
    total = (await looked(home)).total
    await home.do("log.export")
    [file] = home.effects("save")
    assert file["filename"].startswith("hearthside-log-") and file["filename"].endswith(".db")
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(file["bytes"])
        assert base.execute("SELECT count(*) FROM responses").fetchone() == (total,)
    assert not log_of(home).exporting and "Saved as hearthside-log-" in home.text


async def test_switched_off_it_keeps_what_is_there_and_adds_nothing() -> None:
    home = await visitor()
    await asked(home)
    total = (await looked(home)).total
    await home.do("log.switch")
    assert "The log is off" in home.text
    await asked(home)
    assert (await looked(home)).total == total


async def test_deleting_is_asked_twice_and_takes_everything() -> None:
    home = await visitor()
    await asked(home)
    await looked(home)
    await home.do("log.delete")
    assert "Delete all of the log?" in home.text
    await home.do("log.keep")
    assert log_of(home).total
    await home.do("log.delete")
    await home.do("log.delete.do")
    assert "The log is deleted." in home.text
    assert (log_of(home).total, log_of(home).on) == (0, True)
    assert await home.encrypted.keys(COLLECTION) == []


async def test_the_switch_holds_for_the_next_visit_and_nothing_shown_is_kept_by_the_page() -> None:
    first = await visitor()
    await asked(first)
    await looked(first)
    assert "Why do kettles hum?" in first.html
    await first.do("fragment", fragment="#settings")
    assert log_of(first) == LogState()
    assert "log" not in first.kept
    second = house("small", shelf=first.shelf, encrypted=first.encrypted.tab())
    await second.start(fragment="#log")
    assert log_of(second).on and log_of(second).total


async def test_a_full_device_is_said_and_the_story_goes_on() -> None:
    home = await visitor(encrypted=FakeEncryptedStore(limit_bytes=10))
    await asked(home)
    await looked(home)
    assert "The log could not be written" in home.text
    assert "no room left" in home.text and "Everything else works" in home.text
    home.encrypted.limit_bytes = None
    await home.do("log.again")
    assert "could not be written" not in home.text and log_of(home).total


async def test_a_damaged_part_is_said_saved_and_deleted() -> None:
    encrypted = FakeEncryptedStore()
    await encrypted.write(COLLECTION, EVIL, b"not a database")
    home = await visitor(encrypted=encrypted)
    await asked(home)
    assert (await looked(home)).total
    assert "1 part of the log cannot be read" in home.text
    await home.do("log.damaged.save", key=EVIL)
    assert home.effects("save")[0]["bytes"] == b"not a database"
    await home.do("log.damaged.delete", key=EVIL)
    assert "cannot be read" not in home.text and log_of(home).total


async def test_a_store_that_fails_is_shown_in_the_room() -> None:
    home = await visitor()
    home.encrypted.fail_next(Op.CHEST_KEYS, Code.STORAGE_NONE)
    await home.do("log.export")
    assert home.app.state.error is not None and home.app.state.error.place == "log"
    assert not log_of(home).exporting


@pytest.mark.parametrize("text", [EVIL, "x" * 300_000, *[t for t in HOSTILE if isinstance(t, str)]])
async def test_any_text_is_shown_as_text(text: str) -> None:
    home = await visitor()
    sound = text[:3000].encode("utf-8", "replace").decode()
    home.device.enqueue(sound)
    await asked(home, sound)
    log = await looked(home, text)
    checker = Checker()
    checker.feed(home.html)
    assert not checker.faults and log.total == 1
    assert len(home.html) < 80_000, "all rooms, and of a long text the beginning"


@pytest.mark.parametrize(("passphrase", "total"), [("", 1), ("a long one", 0)])
async def test_what_is_asked_of_a_sealed_collection_is_not_in_it(
    passphrase: str, total: int
) -> None:
    home = await in_the_room("small", "vectors")
    await home.do("fragment", fragment="#log")
    await home.do("log.switch")
    await home.do("fragment", fragment="#find")
    secret = {"passphrase": passphrase, "passphrase-again": passphrase}
    await home.do("find.make", **{"collection-name": "Letters", **secret})
    await give(home, FILES)
    await home.do("find.ask", query="When is the water turned off?")
    assert "15 November" in home.text
    assert home.device.history, "the model was asked"
    assert (await looked(home)).total == total

"""The log: all that is asked, as it comes, and not a word when it is off."""

import asyncio

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.generation.generate import StopRules, generate
from hearthside.generation.model import load_model
from hearthside.generation.sampling import SamplingOptions
from hearthside.log import COLLECTION, Log, occasion
from hearthside.wire import Code, Op
from tests.unit.log.writers import HOSTILE, Rows, ask, writer


async def test_prompt_and_answer_are_written_down_with_how_they_came_about() -> None:
    log, engine, model = await writer()
    engine.enqueue("A kettle hums.")
    with occasion("Story") as story:
        await ask(model, options=SamplingOptions(seed=7), rules=StopRules(strings=("!",)))
    found = await log.look()
    (one,) = found.entries
    assert (one.prompt, one.response, one.model) == ("Hi", "A kettle hums.", "fake")
    assert (one.name, one.conversation) == ("Story", story.id)
    assert (one.options["seed"], one.options["strings"]) == (7, ["!"])
    assert (one.outcome["reason"], one.output_tokens, one.input_tokens) == ("end", 5, 2)
    assert (found.on, found.total, found.damaged, found.trouble) == (True, 1, (), "")
    assert found.size_bytes > 0


async def test_a_prompt_of_ids_is_spelled_out() -> None:
    log, engine, model = await writer()
    engine.enqueue("So.")
    await generate(model, await model.encode("Tell me")).read()
    (one,) = (await log.look()).entries
    assert one.prompt.endswith("Tell me")


async def test_what_is_asked_together_hangs_together_in_tasks_too() -> None:
    log, engine, model = await writer()
    engine.enqueue("one", "two", "three")
    with occasion("Sort"):
        await asyncio.gather(ask(model), ask(model))
    await ask(model)
    conversations = [(one.name, one.conversation) for one in (await log.look()).entries]
    assert sorted(name for name, _ in conversations) == ["Python", "Sort", "Sort"]
    assert len(set(conversations)) == 2


async def test_off_is_how_it_begins_and_nothing_is_written() -> None:
    store = FakeEncryptedStore()
    log, engine, model = await writer(store, on=False)
    engine.enqueue("secret", "public", "secret")
    await ask(model)
    found = await log.look()
    assert (found.on, found.total, store.size_bytes) == (False, 0, 0)
    await log.switch(on=True)
    await ask(model)
    await log.switch(on=False)
    await ask(model)
    found = await log.look()
    assert [one.response for one in found.entries] == ["public"]
    assert not found.on


async def test_what_is_under_way_is_kept_as_it_stands_and_then_whole() -> None:
    store = FakeEncryptedStore()
    log, engine, model = await writer(store)
    engine.enqueue("one two three four")
    async with generate(model, "Hi") as tokens:
        await anext(tokens)
        await anext(tokens)
        await log.flush()
        (part,) = (await Log(store.tab(), FakeShelf()).look()).entries  # the tab closes here
        assert (part.response, "reason" in part.outcome) == ("one two", False)
        await anext(tokens)
    (whole,) = (await log.look()).entries
    assert (whole.id, whole.response) == (part.id, "one two three")
    assert whole.outcome["reason"] == "stopped"


class CountingStore(FakeEncryptedStore):
    """Knows how often it was written to."""

    writes = 0

    async def write(self, collection: str, key: str, data: bytes) -> None:
        self.writes += 1
        await super().write(collection, key, data)


async def test_a_token_costs_no_write() -> None:
    store = CountingStore()
    log, engine, model = await writer(store)
    engine.enqueue("word " * 200, "word " * 200)
    await asyncio.gather(ask(model), ask(model))
    assert store.writes == 0
    await log.flush()
    await log.flush()
    assert store.writes == 1, "both in one, and once"


async def test_it_is_written_by_itself() -> None:
    store, shelf = CountingStore(), FakeShelf()
    log = Log(store, shelf, every_s=0.01)
    await log.switch(on=True)
    _, engine, _ = await writer()
    engine.enqueue("said")
    await ask(await load_model(engine, "fake", heard=log.heard))
    async with asyncio.timeout(5):
        while not store.writes:
            await asyncio.sleep(0.01)
    assert (await Log(store.tab(), shelf).look()).total == 1, "another visit finds it"


@pytest.mark.parametrize("text", HOSTILE)
async def test_any_text_may_be_asked_and_sought(text: str) -> None:
    log, engine, model = await writer()
    engine.enqueue("Fine.")
    await ask(model, text.encode("utf-8", "replace").decode())
    assert len((await log.look()).entries) == 1
    await log.look(text)


@pytest.mark.parametrize("how", ["bytes", "disk"])
async def test_a_damaged_file_is_put_aside_said_and_in_nobodys_way(how: str) -> None:
    store, shelf = FakeEncryptedStore(), FakeShelf()
    await store.write(COLLECTION, "7", b"no database")
    if how == "disk":
        store.damage(COLLECTION, "7")
    log, engine, model = await writer(store, shelf)
    engine.enqueue("sound")
    await ask(model)
    found = await log.look()
    assert [one.response for one in found.entries] == ["sound"]
    assert found.damaged == ("7",)
    if how == "bytes":
        assert await log.damaged("7") == b"no database"
    assert Rows(await log.export()).said == ["sound"]
    await log.forget("7")
    assert (await log.look()).damaged == ()


async def test_an_empty_log_is_exported_too() -> None:
    log, _, _ = await writer()
    assert Rows(await log.export()).said == []


async def test_a_prompt_that_failed_is_in_the_log_and_one_never_read_is_not() -> None:
    log, engine, model = await writer()
    generate(model, "never iterated")
    engine.fail_next(Op.STEP, Code.ENGINE_FAILED)
    with pytest.raises(Exception, match="told to fail"):
        await ask(model, "it fails")
    assert [(one.prompt, one.response) for one in (await log.look()).entries] == [("it fails", "")]


async def test_a_text_that_nobody_goes_on_with_is_let_go_of() -> None:
    now = [0.0]
    log = Log(FakeEncryptedStore(), FakeShelf(), every_s=0.001, clock=lambda: now[0])
    await log.switch(on=True)
    _, engine, _ = await writer()
    engine.enqueue("one two three")
    model = await load_model(engine, "fake", heard=log.heard)
    tokens = generate(model, "Hi")
    await anext(tokens)
    await log.flush()
    now[0] = 3600.0
    await log.flush()
    assert log._keeping is not None
    async with asyncio.timeout(5):
        await log._keeping
    await tokens.aclose()


async def test_a_listener_outside_of_a_loop_breaks_nothing() -> None:
    log, engine, model = await writer()
    engine.enqueue("said")
    text = await asyncio.get_running_loop().run_in_executor(None, generate, model, "Hi")
    assert await text.read() == "said"
    assert (await log.look()).total == 1

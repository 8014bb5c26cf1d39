"""A model that says what it is told, ready for tasks, and what comes of a task read to its end."""

from dataclasses import replace

from hearthside.adapters.fake.engine import FAKE_CHAT, FAKE_MODEL, FakeEngine
from hearthside.generation.model import Model, load_model
from hearthside.ports import ModelInfo
from hearthside.write import Piece, Sent, Writing, Written
from tests.unit.lora.adapters import FORM, small_adapter

CHATTING = replace(FAKE_MODEL, chat=FAKE_CHAT)


async def taught(context_tokens: int = 4096) -> tuple[FakeEngine, Model]:
    """A pretrained model with an adapter."""
    engine = FakeEngine(replace(FAKE_MODEL, adapters=FORM, context_tokens=context_tokens))
    model = await load_model(engine, "fake")
    return engine, await model.adapted(small_adapter())


async def chatting(info: ModelInfo = CHATTING) -> tuple[FakeEngine, Model]:
    """A model that was taught to answer."""
    engine = FakeEngine(info)
    return engine, await load_model(engine, "fake")


async def shown(writing: Writing) -> tuple[str, list[Sent], Written]:
    """The text as a page shows it, what was sent, and the result; both texts are the same."""
    text, sent = "", []
    async with writing:
        async for event in writing:
            if isinstance(event, Piece):
                text = event.text if event.anew else text + event.text
            else:
                sent.append(event)
    assert writing.result is not None
    assert writing.result.text == text
    return text, sent, writing.result

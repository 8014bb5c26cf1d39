"""A person in the Talk room, over the fake engine, with a model that sees and answers."""

import asyncio
from itertools import count
from typing import Any

from app.rooms.talk.state import TalkState
from hearthside.adapters.fake.engine import FAKE_SEEING, FakeShelf
from hearthside.talk import Conversation
from tests.unit.app.house import MODELS, FakeDevice, House
from tests.unit.app.look.test_look_room import SEER


async def visitor(
    *said: str, loaded: bool = True, shelf: FakeShelf | None = None, **args: Any
) -> House:
    device = FakeDevice(FAKE_SEEING)
    device.kept_models = {}
    device.enqueue(*said)
    seconds = count()  # whatever is kept once in a while is kept at each step
    home = House(device, shelf or FakeShelf(), clock=lambda: float(next(seconds)))
    settings = {"models": args.pop("models", [*MODELS, SEER])}
    await home.start(fragment="#talk", settings=settings, **args)
    if loaded:
        await home.do("talk.load", model="seer")
    return home


def room(home: House) -> TalkState:
    return home.app.state.of(TalkState)


def talk(home: House) -> Conversation:
    return room(home).talk


def path(home: House) -> list[str]:
    return [talk(home).turn(at).text for at in talk(home).path()]


async def ask(home: House, text: str, answer: str = "") -> None:
    if answer:
        home.device.enqueue(answer)
    await home.do("talk.ask", **{"talk-text": text})


async def half_said(home: House, text: str = "One two three four five six.") -> None:
    """A question whose answer stands still in the middle."""
    home.device.enqueue(text)
    home.device.held = lambda: len(room(home).live) > 8
    await home.app.event({"name": "talk.ask", "data": {"talk-text": "Count"}})
    while len(room(home).live) < 9:
        await asyncio.sleep(0)

"""A person in the Route room, over the fake engine."""

from typing import Any

from app.rooms.route.state import RouteState
from hearthside.adapters.fake.engine import FakeShelf
from tests.unit.app.house import House, house
from tests.unit.route.policies import SMALL

GOOD = " Please come in, the door is open for you.\n\n"
BAD = " I know a secret about you.\n\n"


async def in_the_room(*kept: str, shelf: FakeShelf | None = None, **start: Any) -> House:
    """A house whose visitor stands in the Route room; the models `kept` are on the device."""
    home = house(*kept, shelf=shelf)
    await home.start(fragment="#route", **start)
    return home


async def with_small(*kept: str) -> House:
    """The same, with a small policy of the visitor's own in hand."""
    home = await in_the_room(*kept)
    await home.do("route.policy.open", text=SMALL)
    return home


def room(home: House) -> RouteState:
    return home.app.state.of(RouteState)


def written(home: House) -> str:
    """The policy's text, as the page was last told to show it."""
    orders = [data for topic, data in home.notes if topic == "effect"]
    texts = [it["fields"]["policy-text"] for it in orders if it.get("form") == "policy-form"]
    return str(texts[-1])

"""A model that always has one more sentence, and stories made with it."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.generation.model import Model, load_model
from hearthside.story import (
    SceneDone,
    SceneRetried,
    SceneStarted,
    Story,
    StoryEvent,
    StoryForm,
    Storyteller,
    Telling,
    Words,
)

FIELDS = {"hero": "Mira, a little fox", "place": "the snowy forest", "wish": "to hear the sea"}


def _sentences() -> Iterator[str]:
    # Short words only: longer ones wear out (see checks).
    things = ("hen", "cow", "owl", "bee", "ant", "pig", "cat", "dog", "rat", "elk")
    deeds = ("ran", "sat", "ate", "hid", "fed", "won", "dug", "led", "lay", "hum")
    for place, (deed, thing) in product(("up", "on", "by", "in"), product(deeds, things)):
        yield f" the {thing} {deed} {place}. Then"


def endless() -> Callable[[str], str]:
    """An answer of its own for every prompt, a good one."""
    source = _sentences()
    return lambda prompt: next(source)


async def a_teller(
    answer: Callable[[str], str] | None = None, **options: Any
) -> tuple[FakeEngine, Storyteller]:
    engine = FakeEngine(answer=answer or endless(), **options)
    model: Model = await load_model(engine, "fake")
    return engine, Storyteller(model)


def a_form(**fields: str) -> StoryForm:
    return StoryForm.from_fields(FIELDS | {"mood": "gentle", "length": "short"} | fields)


async def all_of(telling: Telling) -> list[StoryEvent]:
    async with telling:
        return [event async for event in telling]


async def a_story(**fields: str) -> Story:
    _, teller = await a_teller()
    telling = teller.tell(a_form(**fields), seed=7)
    await all_of(telling)
    assert telling.story is not None
    return telling.story


def shown(events: list[StoryEvent]) -> list[str]:
    """The text of each scene as a page would hold it when the scene is done."""
    scenes: list[str] = []
    text = ""
    for event in events:
        if isinstance(event, SceneStarted):
            text = ""
        elif isinstance(event, Words):
            text += event.text
        elif isinstance(event, SceneRetried):
            assert text.startswith(event.kept)
            text = event.kept
        elif isinstance(event, SceneDone):
            scenes.append(text)
    return scenes

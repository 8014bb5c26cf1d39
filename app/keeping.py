"""What the page holds for the mind, part by part: enough to go on after a lost mind or a reload.

Typed text is not in it; the form's fields keep that. Knows nothing of when it is kept.
"""

import json
import operator
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

from app.rooms.find import state as find
from app.rooms.route import state as route
from app.rooms.sort import state as sort
from app.rooms.story.handlers.telling import interrupted
from app.state import Machine, Offer, Preferences, State, Telling
from hearthside.errors import InvalidInput
from hearthside.store import checked, read_as
from hearthside.story import Recipe, Story
from hearthside.wire.jsontext import read_json

# How often a story or a table under way is given to the page to keep.
MOVING_EVERY_S: Final = 1.0
# Random weights: on the site for the tests, and for nobody else to choose.
_FOR_TESTS: Final = ("tiny", "tiny-embedding")
_GENERATE, _EMBED = "generate", "embed"


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the state that lasts: the objects it is made of, how it is written as plain values,
    and how a state gets it back. Reading raises on what is not as it was written."""

    made_of: Callable[[State], tuple[object, ...]]
    write: Callable[[State], Any]
    read: Callable[[State, Any], State]
    # While this holds, every step changes the part, and it is written once in a while only.
    moving: Callable[[State], bool] = lambda _state: False


def _telling(state: State) -> tuple[object, ...]:
    telling = state.telling
    return (telling.recipe, *[getattr(telling, name) for name in _TOLD])


def _write_telling(state: State) -> dict[str, Any]:
    telling = state.telling
    recipe = telling.recipe.to_fragment() if telling.recipe else None
    return {**{name: getattr(telling, name) for name in _TOLD}, "recipe": recipe}


def _read_telling(state: State, kept: Any) -> State:
    recipe = Recipe.from_fragment(kept["recipe"]) if kept["recipe"] else None
    told = read_as(Telling, {name: kept[name] for name in _TOLD})
    telling = replace(told, story=state.telling.story, recipe=recipe)
    return replace(state, telling=interrupted(telling))


def _read_story(state: State, kept: Any) -> State:
    story = Story.from_json(kept) if kept else None
    return replace(state, telling=replace(state.telling, story=story))


_TOLD: Final = ("key", "title", "work", "scene", "live", "left_over", "stopped", "turns")
# Read in this order: the telling is of the story before it.
_PARTS: Final[dict[str, _Part]] = {
    "place": _Part(
        lambda state: (state.place,),
        lambda state: state.place,
        lambda state, kept: replace(state, place=read_as(State, {"place": kept}).place),
    ),
    "story": _Part(
        lambda state: (state.telling.story,),
        lambda state: state.telling.story.to_json() if state.telling.story else None,
        _read_story,
    ),
    "telling": _Part(_telling, _write_telling, _read_telling),
    "sort": _Part(
        lambda state: (state.sort.key, state.sort.wanted, state.sort.by),
        lambda state: sort.lasting(state.sort),
        lambda state, kept: replace(state, sort=sort.revived(kept)),
    ),
    "route": _Part(
        lambda state: route.seen(state.route),
        lambda state: route.lasting(state.route),
        lambda state, kept: replace(state, route=route.revived(kept)),
    ),
    "rows": _Part(
        lambda state: (state.route.stream,),
        lambda state: route.kept_rows(state.route),
        lambda state, kept: replace(state, route=route.with_rows(state.route, kept)),
        lambda state: state.route.work == "stream",
    ),
    "find": _Part(
        lambda state: (state.find.key, state.find.search),
        lambda state: find.lasting(state.find),
        lambda state, kept: replace(state, find=find.revived(kept)),
    ),
}


class Keeper:
    """Writes those parts of the state that are not the ones that it wrote last."""

    def __init__(self) -> None:
        self._made_of: dict[str, tuple[object, ...]] = {}
        self._texts: dict[str, str] = {}
        self._written_s: dict[str, float] = {}

    def changed(self, state: State, now_s: float) -> dict[str, str]:
        """The parts to be kept anew, as JSON text by name."""
        fresh = {}
        for name, part in _PARTS.items():
            made_of = part.made_of(state)
            if _same(made_of, self._made_of.get(name)):
                continue
            waited_s = now_s - self._written_s.get(name, -MOVING_EVERY_S)
            if part.moving(state) and waited_s < MOVING_EVERY_S:
                continue
            self._made_of[name], self._written_s[name] = made_of, now_s
            text = json.dumps(part.write(state))
            if text != self._texts.get(name):
                fresh[name] = self._texts[name] = text
        return fresh


def _same(now: tuple[object, ...], before: tuple[object, ...] | None) -> bool:
    """Whether they are the very same objects: nothing in the state is changed in place."""
    return before is not None and all(map(operator.is_, now, before))


def kept_state(parts: Mapping[str, str]) -> State:
    """The state that was kept, work under way cut short. A part that cannot be read, as an older
    version or a person's own hand left it in the tab's storage, begins afresh; no other does."""
    state = State()
    for name, part in _PARTS.items():
        with suppress(InvalidInput):
            state = checked(partial(_with_part, state, part), parts.get(name, ""))
    return state


def _with_part(state: State, part: _Part, text: str) -> State:
    return part.read(state, read_json(text))


def offers_of(models: object, asked_for: str = "") -> tuple[Offer, ...]:
    """The language models of the site's `models/index.json`; unreadable entries are left out.

    The tests' own model is offered only where the page's address asks for it.
    """
    return _listed(models, _GENERATE, asked_for)


def embedders_of(models: object, asked_for: str = "") -> tuple[Offer, ...]:
    """The embedding models of the same list, in the same way."""
    return _listed(models, _EMBED, asked_for)


def _listed(models: object, kind: str, asked_for: str) -> tuple[Offer, ...]:
    listed = models if isinstance(models, list) else []
    offers = [offer for entry in listed if (offer := _offer(entry, kind)) is not None]
    return tuple(offer for offer in offers if offer.id not in _FOR_TESTS or offer.id == asked_for)


def _offer(entry: Any, kind: str) -> Offer | None:
    try:
        if entry.get("kind", _GENERATE) != kind:
            return None
        licence = entry.get("licence") or {}
        file = licence.get("file") or ""
        return Offer(
            id=entry["id"],
            title=entry["title"],
            size_bytes=int(entry["bytes"]),
            language=entry.get("language", "en"),
            style=entry.get("style", "pretrained"),
            vocabulary=entry.get("vocabulary", "full"),
            licence_name=licence.get("name", ""),
            licence_url=licence.get("url", ""),
            licence_file=f"models/{entry['id']}/{file}" if file else "",
            default=bool(entry.get("default")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def machine_of(probe: Mapping[str, Any]) -> Machine:
    """What the engine's probe found, see `engine.probe`."""
    webgpu, wasm, storage = (probe.get(name) or {} for name in ("webgpu", "wasm", "storage"))
    maker = " ".join(filter(None, (webgpu.get("vendor"), webgpu.get("architecture"))))
    name = webgpu.get("description") or maker
    return Machine(
        webgpu=bool(webgpu.get("available")),
        webgpu_software=bool(webgpu.get("software")),
        webgpu_name=name,
        webgpu_reason=webgpu.get("reason") or "",
        simd=bool(wasm.get("simd", True)),
        threads=bool(wasm.get("threads")),
        storage=storage.get("kind", "memory"),
        quota_bytes=int(storage.get("quota_bytes") or 0),
        used_bytes=int(storage.get("used_bytes") or 0),
        persisted=bool(storage.get("persisted")),
    )


def preferences_text(preferences: Preferences) -> str:
    return json.dumps(asdict(preferences))


def read_preferences(text: str) -> Preferences:
    """Raises ValueError on what are no preferences."""
    return read_as(Preferences, read_json(text), "the settings")


def preferences_of(chosen: Preferences | None, settings: Mapping[str, Any]) -> Preferences:
    """What was chosen before; the page's own address (`?model=...&device=...`) goes first."""
    chosen = chosen or Preferences()
    device = settings.get("device")
    return replace(
        chosen,
        model=str(settings.get("model") or chosen.model),
        embedder=str(settings.get("embedder") or chosen.embedder),
        device=device if device in ("auto", "webgpu", "wasm") else chosen.device,
        software=settings.get("software") == "1" or chosen.software,
    )

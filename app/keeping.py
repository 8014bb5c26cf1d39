"""What the page holds for the mind, as JSON text: enough to go on after a lost mind or a reload.

Typed text is not in it; the form's fields keep that. Knows nothing of when it is kept.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from app.find import state as find
from app.route import state as route
from app.sort import state as sort
from app.state import Machine, Offer, Preferences, State, Telling
from app.updates.story import interrupted
from hearthside.jsontext import read_json
from hearthside.story import Recipe, Story

_FORMAT: Final = 3
# Random weights: on the site for the tests, and for nobody else to choose.
_FOR_TESTS: Final = ("tiny", "tiny-embedding")
_GENERATE, _EMBED = "generate", "embed"


def keep(state: State) -> str:
    """The state's lasting part."""
    telling = state.telling
    kept = {
        "format": _FORMAT,
        "place": state.place,
        "story": telling.story.to_json() if telling.story else None,
        "recipe": telling.recipe.to_fragment() if telling.recipe else None,
        "telling": {
            "key": telling.key,
            "title": telling.title,
            "work": telling.work,
            "scene": telling.scene,
            "live": telling.live,
            "left_over": telling.left_over,
            "stopped": telling.stopped,
            "turns": telling.turns,
        },
        "sort": sort.lasting(state.sort),
        "route": route.lasting(state.route),
        "find": find.lasting(state.find),
    }
    return json.dumps(kept)


def kept_state(text: str) -> State:
    """The state that was kept, work under way cut short. A fresh one if it cannot be read."""
    try:
        kept = read_json(text)
        if kept["format"] != _FORMAT:
            return State()
        told = kept["telling"]
        telling = Telling(
            story=Story.from_json(kept["story"]) if kept["story"] else None,
            recipe=Recipe.from_fragment(kept["recipe"]) if kept["recipe"] else None,
            **{**told, "turns": tuple(told["turns"])},
        )
        return State(
            place=kept["place"],
            telling=interrupted(telling),
            sort=sort.revived(kept["sort"]),
            route=route.revived(kept["route"]),
            find=find.revived(kept["find"]),
        )
    # Whatever an older version, or a person's own hand, left in the tab's storage: begin afresh.
    except Exception:
        return State()


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


def preferences_of(text: str | None, settings: Mapping[str, Any]) -> Preferences:
    """What was chosen before; the page's own address (`?model=...&device=...`) goes first."""
    try:
        chosen = Preferences(**read_json(text)) if text else Preferences()
    except (TypeError, ValueError):
        chosen = Preferences()
    device = settings.get("device")
    return replace(
        chosen,
        model=str(settings.get("model") or chosen.model),
        embedder=str(settings.get("embedder") or chosen.embedder),
        device=device if device in ("auto", "webgpu", "wasm") else chosen.device,
        software=settings.get("software") == "1" or chosen.software,
    )

"""What the site offers and what this device can do: its list of models, and the engine's probe.

Knows nothing of what comes of it.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.state import Machine, Offer, OnProcessor

# Random weights: on the site for the tests, and for nobody else to choose.
_FOR_TESTS: Final = ("tiny", "tiny-embedding", "tiny-gemma-4")
_GENERATE, _EMBED, _SEE = "generate", "embed", "multimodal"


def offers_of(models: object, asked_for: str = "") -> tuple[Offer, ...]:
    """The language models of the site's `models/index.json`; unreadable entries are left out.

    The tests' own model is offered only where the page's address asks for it.
    """
    return _listed(models, _GENERATE, asked_for)


def embedders_of(models: object, asked_for: str = "") -> tuple[Offer, ...]:
    """The embedding models of the same list, in the same way."""
    return _listed(models, _EMBED, asked_for)


def seers_of(models: object, asked_for: str = "") -> tuple[Offer, ...]:
    """The language models of the same list that see and hear."""
    return _listed(models, _SEE, asked_for)


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
        parts = entry.get("parts") or {}
        return Offer(
            id=entry["id"],
            title=entry["title"],
            size_bytes=int(parts.get("text") or entry.get("download_bytes", entry["bytes"])),
            room_bytes=int(entry["bytes"]),
            language=entry.get("language", "en"),
            style=entry.get("style", "pretrained"),
            vocabulary=entry.get("vocabulary", "full"),
            licence_name=licence.get("name", ""),
            licence_url=licence.get("url", ""),
            licence_file=f"models/{entry['id']}/{file}" if file else "",
            default=bool(entry.get("default")),
            image_bytes=int(parts.get("image", 0)),
            audio_bytes=int(parts.get("audio", 0)),
            on_processor=_on_processor(entry.get("processor")),
            needs_card="processor" in entry and entry["processor"] is None,
            context_tokens=int(entry.get("context_tokens", 0)),
            hub=str(entry.get("hub", "")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _on_processor(told: Any) -> OnProcessor | None:
    if told is None:
        return None
    token_ms, prompt_tokens_s = (float(told.get(x, 0)) for x in ("token_ms", "prompt_tokens_s"))
    return OnProcessor(int(told["memory_bytes"]), token_ms, prompt_tokens_s)


def machine_of(probe: Mapping[str, Any]) -> Machine:
    """What the engine's probe found, see `engine.probe`."""
    webgpu, wasm, storage = (probe.get(name) or {} for name in ("webgpu", "wasm", "storage"))
    maker = " ".join(filter(None, (webgpu.get("vendor"), webgpu.get("architecture"))))
    name, lost = webgpu.get("description") or maker, webgpu.get("lost") or ""
    return Machine(
        webgpu=bool(webgpu.get("available")) and not lost,
        webgpu_software=bool(webgpu.get("software")),
        webgpu_name=name,
        webgpu_reason=lost or webgpu.get("reason") or "",
        simd=bool(wasm.get("simd", True)),
        threads=bool(wasm.get("threads")),
        storage=storage.get("kind", "memory"),
        quota_bytes=int(storage.get("quota_bytes") or 0),
        used_bytes=int(storage.get("used_bytes") or 0),
        persisted=bool(storage.get("persisted")),
        memory_gb=float(probe.get("memory_gb") or 0),
    )

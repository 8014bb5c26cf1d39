"""A page's mind on CPython: the app over the fake engine, and all that it said to the page."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.app import App
from app.rooms.story.state import Telling
from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.adapters.fake.engine import FAKE_MODEL, FAKE_SEEING, FakeEngine, FakeShelf
from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.adapters.fake.site import FakeSite
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.adapters.fake.trainer import FakeTrainer
from hearthside.errors import error_of
from hearthside.ports import ModelInfo, StepResult
from hearthside.wire import Code

MODELS = [
    {
        "id": "small",
        "title": "Small & fine",
        "bytes": 163_000_000,
        "language": "en",
        "style": "pretrained",
        "vocabulary": "slice",
        "default": True,
        "licence": {"name": "Gemma Terms of Use", "url": "https://example.org", "file": "TERMS"},
    },
    {"id": "large", "title": "Large", "bytes": 286_000_000, "vocabulary": "full"},
]
EMBEDDERS = [
    {
        "id": "vectors",
        "title": "Vectors & more",
        "kind": "embed",
        "bytes": 310_000_000,
        "language": "many",
        "licence": {"name": "Gemma Terms of Use", "url": "https://example.org", "file": "TERMS"},
    },
    {"id": "vectors-compact", "title": "Compact vectors", "kind": "embed", "bytes": 190_000_000},
]
SEER = {
    "id": "e2b",
    "title": "Large & slow",
    "kind": "multimodal",
    "bytes": 3_400_000_000,
    "style": "instruct",
    "language": "many",
    "context_tokens": 131_072,
    "parts": {"text": 3_100_000_000, "image": 1, "audio": 1},
    "processor": {"memory_bytes": 1_300_000_000, "token_ms": 215},
}
SENTENCES = (
    " The wind sang softly over the water.",
    " A little bell answered from far away.",
    " Then the stars came out, one after another.",
    " Somewhere a kettle began to hum.",
)


class FakeDevice(FakeEngine):
    """A fake engine on a device that keeps models; its steps wait while `held` says so."""

    kept_models: dict[str, bool]
    probe_code: Code | None = None
    held: Callable[[], bool] = staticmethod(lambda: False)

    async def step(self, cache: int, ids: Sequence[int], **asked: Any) -> StepResult:
        while self.held():
            await asyncio.sleep(0.01)  # Pyodide runs sleeps under 4 ms at once, before any timer
        return await super().step(cache, ids, **asked)

    async def probe(self) -> dict[str, Any]:
        if self.probe_code is not None:
            raise error_of(self.probe_code, "no look around")
        return {
            "webgpu": {"available": False, "reason": "this browser offers no WebGPU"},
            "wasm": {"simd": True, "threads": True},
            "storage": {"kind": "opfs", "quota_bytes": 9_000_000_000, "used_bytes": 0},
            "memory_gb": 8,
        }

    async def kept(self) -> list[dict[str, Any]]:
        return [
            {"id": id_, "bytes": 9, "complete": whole} for id_, whole in self.kept_models.items()
        ]

    async def forget(self, model: str) -> None:
        self.kept_models.pop(model, None)


@dataclass
class House:
    """An app, what is around it, and the page as it last stood."""

    device: FakeDevice
    shelf: FakeShelf
    notes: list[tuple[str, Any]] = field(default_factory=list)
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    encrypted: FakeEncryptedStore = field(default_factory=FakeEncryptedStore)
    trainer: FakeTrainer = field(default_factory=FakeTrainer)
    site: FakeSite = field(default_factory=FakeSite)
    clock: Callable[[], float] = time.monotonic
    app: App = field(init=False)

    def __post_init__(self) -> None:
        self.app = App(
            self.device,
            self.shelf,
            lambda topic, data: self.notes.append((topic, data)),
            embedder=self.embedder,
            matrices=FakeMatrices(),
            encrypted=self.encrypted,
            trainer=self.trainer,
            site=self.site,
            clock=self.clock,
        )

    @property
    def html(self) -> str:
        return str(self.last("screen")["html"])

    @property
    def text(self) -> str:
        return re.sub(r"<[^>]+>", " ", self.html)

    @property
    def kept(self) -> dict[str, str]:
        """What the page holds for the next mind."""
        held: dict[str, str] = {}
        for topic, data in self.notes:
            if topic == "keep":
                held |= data["parts"]
        return held

    def last(self, topic: str) -> Any:
        return next(data for said, data in reversed(self.notes) if said == topic)

    def effects(self, name: str) -> list[Any]:
        return [data for topic, data in self.notes if topic == "effect" and data["name"] == name]

    async def start(self, **args: Any) -> None:
        settings = {"models": MODELS, **args.pop("settings", {})}
        await self.app.start({"kept": {}, "form": {}, "fragment": "", "settings": settings, **args})
        await self.app.settle()

    async def do_now(self, name: str, /, **data: Any) -> None:
        """An event, without waiting for work that is under way."""
        await self.app.event({"name": name, "data": data})
        await asyncio.sleep(0)

    async def do(self, name: str, /, **data: Any) -> None:
        """An event and all that comes of it."""
        await self.app.event({"name": name, "data": data})
        await self.app.settle()


def house(
    *kept: str,
    shelf: FakeShelf | None = None,
    encrypted: FakeEncryptedStore | None = None,
    delay_s: float = 0.0,
    clock: Callable[[], float] = time.monotonic,
    trainer: FakeTrainer | None = None,
) -> House:
    """A house in which the models `kept` are on the device."""
    device = FakeDevice(delay_s=delay_s)
    device.kept_models = dict.fromkeys(kept, True)
    calls = iter(range(1_000_000))
    device.answer = lambda _prompt: SENTENCES[next(calls) % len(SENTENCES)]
    encrypted = encrypted or FakeEncryptedStore()
    trainer = trainer or FakeTrainer()
    return House(device, shelf or FakeShelf(), encrypted=encrypted, trainer=trainer, clock=clock)


def with_seer(home: House, small: ModelInfo = FAKE_MODEL) -> None:
    """The device of `home` loads the model of SEER under its id, and `small` under any other."""
    load, large = home.device.load, replace(FAKE_SEEING, title="Large & slow")

    async def loaded(model: str, **asked_for: Any) -> ModelInfo:
        home.device.info = large if model == "e2b" else small
        await load(model, **asked_for)
        return home.device.info

    home.device.load = loaded  # type: ignore[method-assign]


FORM = {"hero": "Mila", "place": "a lighthouse", "wish": "to hear the sea", "length": "short"}


async def told() -> House:
    home = house("small")
    await home.start()
    await home.do("tell", **FORM, seed="7")
    return home


async def telling(home: House) -> None:
    """Begin a story and let it come as far as its second scene."""
    await home.app.event({"name": "tell", "data": {**FORM, "seed": "7"}})
    while home.app.state.of(Telling).scene < 1 or len(home.app.state.of(Telling).live) < 40:
        await asyncio.sleep(0)

"""An embedding model made of words: texts that share words or their parts are near one another.

    engine = FakeEmbedder(kin={"car": "automobile"})     # two words, one meaning
    embedder = await load_embedder(engine, "fake-embedding")
    engine.fail_next(Op.EMBED, Code.ENGINE_LOST)

Each word and each three letters of it point somewhere, the same on every machine; a text is their
sum. Prefixes that name a task are passed over, so queries and documents meet. Knows nothing of
language: what `kin` does not say is not alike.
"""

import asyncio
import math
import re
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from random import Random
from typing import Any, Final, Literal

from hearthside.adapters.fake.faults import Faults
from hearthside.adapters.manifest import EMBEDDING_GEMMA
from hearthside.errors import error_of
from hearthside.ports import Embedded, EmbedderInfo, LoadProgress
from hearthside.wire import Code, Op

FAKE_EMBEDDER: Final = EmbedderInfo(
    id="fake-embedding",
    title="A model that counts words",
    device="fake",
    device_reason="asked for",
    form="fake",
    hash="fake-embedding",
    dimensions=64,
    truncations=(64, 32, 16, 8),
    context_tokens=2048,
    prompts=EMBEDDING_GEMMA,
)

_MARKS: Final = 2  # of begin and end
_PIECE_LETTERS: Final = 6
_PART: Final = 0.3
_FAINT: Final = 0.05
# The first numbers say most, so that a cut keeps what is most alike (Matryoshka).
_FADING: Final = 0.985
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_PREFIX: Final = re.compile(r"(?:task: [^|]* \| [a-z]+: |title: (?:none \| text: )?)")


@dataclass
class FakeEmbedder:
    """An `EmbeddingEngine` for tests and for the app without a model.

    `info` is what loading answers (another `hash` is another model: its vectors differ);
    `delay_s` is how long each call takes; `kin` says which words (in small letters) mean another;
    `calls` are all that came.
    """

    info: EmbedderInfo = FAKE_EMBEDDER
    delay_s: float = 0.0
    kin: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[Op, dict[str, Any]]] = field(default_factory=list)
    loaded: bool = True

    def __post_init__(self) -> None:
        self._faults = Faults()

    @property
    def texts_embedded(self) -> int:
        """How many texts were made vectors so far."""
        return sum(len(args["texts"]) for op, args in self.calls if op is Op.EMBED)

    def fail_next(self, op: Op, code: Code, message: str = "told to fail") -> None:
        """Make the next call of `op` fail with `code`."""
        self._faults.add(op, code, message)

    async def load_embedder(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> EmbedderInfo:
        self._enter(Op.MODEL_LOAD, model=model, device=device, allow_software=allow_software)
        for progress in (
            LoadProgress("download", 500, 1000),
            LoadProgress("download", 1000, 1000),
            LoadProgress("load"),
            LoadProgress("selftest"),
        ):
            await asyncio.sleep(self.delay_s)
            if on_progress is not None:
                on_progress(progress)
        self.loaded = True
        self.info = replace(self.info, id=model)
        return self.info

    async def unload_embedder(self) -> None:
        self._enter(Op.MODEL_UNLOAD)
        self.loaded = False

    async def embed(self, texts: Sequence[str]) -> Embedded:
        self._enter(Op.EMBED, texts=tuple(texts))
        await asyncio.sleep(self.delay_s)
        room = self.info.context_tokens - _MARKS
        tokens = [_tokens(text) for text in texts]
        vectors = b"".join([self._vector(text, room) for text in texts])
        return Embedded(
            vectors=vectors,
            tokens=tuple(min(len(one), room) + _MARKS for one in tokens),
            cut=tuple(len(one) > room for one in tokens),
        )

    async def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self._enter(Op.EMBED_COUNT, texts=tuple(texts))
        return [len(_tokens(text)) for text in texts]

    def _enter(self, op: Op, **args: Any) -> None:
        self.calls.append((op, args))
        self._faults.meet(op)
        if op is not Op.MODEL_LOAD and not self.loaded:
            raise error_of(Code.MODEL_NONE, "Load a model first.")

    def _vector(self, text: str, room: int) -> bytes:
        pieces = _tokens(text)[:room]
        read = text if len(pieces) < room else " ".join(pieces)
        plain = _PREFIX.sub("", read, count=1).replace(" | text: ", " ", 1)
        words = Counter(re.findall(r"\w+", plain.casefold()))
        # What every text has: so an empty one has a direction too.
        total = [_FAINT * one for one in _place(self.info.hash, self.info.dimensions)]
        for word, count in words.items():
            place = _direction(self.info.hash, self.kin.get(word, word), self.info.dimensions)
            weight = 1.0 + math.log(count)
            total = [so_far + weight * one for so_far, one in zip(total, place, strict=True)]
        length = math.hypot(*total)
        return array("f", [one / length for one in total]).tobytes()


def _tokens(text: str) -> list[str]:
    """Words in pieces of six letters, signs one by one."""
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        pieces += [token[at : at + _PIECE_LETTERS] for at in range(0, len(token), _PIECE_LETTERS)]
    return pieces


@lru_cache(16384)
def _direction(model: str, word: str, width: int) -> tuple[float, ...]:
    """Where a word points, and a little where each three letters of it do."""
    total = list(_place(f"{model} {word}", width))
    for at in range(len(word) - 2):
        part = _place(f"{model} {word[at : at + 3]}...", width)
        total = [so_far + _PART * one for so_far, one in zip(total, part, strict=True)]
    return tuple(total)


@lru_cache(16384)
def _place(word: str, width: int) -> tuple[float, ...]:
    draw = Random(zlib.crc32(word.encode("utf-8", "replace")))
    return tuple(draw.uniform(-1.0, 1.0) * _FADING**at for at in range(width))

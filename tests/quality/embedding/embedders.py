"""The real embedding models, as all tests here use them: loaded once, each text read once.

Knows nothing of what is embedded, and of what for.
"""

from collections.abc import Sequence

import pytest

from hearthside.adapters.native.embedder import NativeEmbedder
from hearthside.embedding.embedder import Embedder, load_embedder
from hearthside.ports import Embedded
from models.__main__ import main
from models.cache import models_root, read_manifest

WHOLE = "embeddinggemma-300m"
COMPACT = "embeddinggemma-300m-compact"


class Memory:
    """An embedding engine that reads each text once."""

    def __init__(self, engine: NativeEmbedder) -> None:
        self._engine = engine
        self._known: dict[str, tuple[bytes, int, bool]] = {}
        self.load_embedder = engine.load_embedder
        self.unload_embedder = engine.unload_embedder
        self.count_tokens = engine.count_tokens

    async def embed(self, texts: Sequence[str]) -> Embedded:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            made = await self._engine.embed(missing)
            width = len(made.vectors) // len(missing)
            rows = [made.vectors[at : at + width] for at in range(0, len(made.vectors), width)]
            for text, *known in zip(missing, rows, made.tokens, made.cut, strict=True):
                self._known[text] = tuple(known)
        rows, tokens, cut = zip(*(self._known[text] for text in texts), strict=True)
        return Embedded(b"".join(rows), tokens, cut)


def built(model: str) -> str:
    """`model`, or the test is skipped by name: no test fetches 1.15 GB."""
    if read_manifest(models_root() / model) is None:
        pytest.skip(f"{model} is not built: python3 build.py models build {model}")
    return model


_LOADED: dict[str, Embedder] = {}


async def embedder(model: str = WHOLE) -> Embedder:
    """The model of that name, loaded once for all tests; the test is skipped where it is not built,
    and it is built again where its recipe has changed."""
    if model not in _LOADED:
        assert main(["build", built(model)]) == 0
        engine = Memory(NativeEmbedder(models_root()))
        _LOADED[model] = await load_embedder(engine, model)
    return _LOADED[model]

"""The embedding engine on CPython: ONNX Runtime on the CPU and a model folder.

    engine = NativeEmbedder(Path.home() / ".cache/hearthside/models")
    embedder = await load_embedder(engine, "embeddinggemma-300m")

Computes the same `wasm` form that browsers do: several texts of about one length in one run, each
blind to the others. Knows nothing of downloads, of prefixes, or of what vectors are for.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from hearthside.adapters.manifest import embedder_info
from hearthside.adapters.native.decoder import here, open_session
from hearthside.adapters.native.folder import read_manifest
from hearthside.errors import error_of
from hearthside.ports import Embedded, EmbedderInfo, LoadProgress
from hearthside.wire import Code

_Floats = npt.NDArray[np.float32]
_FORM: Final = "wasm"
_RUN_TOKENS: Final = 512
_MARKS: Final = 2  # <bos> and <eos>


@dataclass(frozen=True, slots=True)
class _Loaded:
    info: EmbedderInfo
    session: Any
    tokenizer: Any
    marks: tuple[int, int]


class NativeEmbedder:
    """An `EmbeddingEngine` over the model folders in `models`, with `threads` threads."""

    def __init__(self, models: Path, *, threads: int = 2) -> None:
        self._models = models
        self._threads = threads
        self._loaded: _Loaded | None = None

    async def load_embedder(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> EmbedderInfo:
        if device == "webgpu":
            raise error_of(Code.DEVICE_NONE, "There is no WebGPU outside a browser. Use auto.")
        await self.unload_embedder()
        tell = on_progress or (lambda _: None)
        tell(LoadProgress("load"))
        folder = self._models / model
        manifest = await asyncio.to_thread(read_manifest, folder, _FORM)
        if manifest.get("kind") != "embed":
            raise error_of(
                Code.MODEL_UNFIT, f"{model} makes no vectors. Load an embedding model instead."
            )
        loaded = await asyncio.to_thread(_load, folder, manifest, self._threads)
        tell(LoadProgress("selftest"))
        await asyncio.to_thread(_check_numbers, loaded, manifest["selftest"])
        self._loaded = loaded
        return loaded.info

    async def unload_embedder(self) -> None:
        self._loaded = None

    async def embed(self, texts: Sequence[str]) -> Embedded:
        loaded = self._model()
        most = loaded.info.context_tokens - _MARKS
        begin, end = loaded.marks
        plain = [_ids(loaded, text) for text in texts]
        whole = [[begin, *ids[:most], end] for ids in plain]
        vectors = np.zeros((len(texts), loaded.info.dimensions), "<f4")
        for places in _runs(list(map(len, whole)), _RUN_TOKENS):  # a stop waits for one run only
            some = [whole[place] for place in places]
            vectors[places] = await asyncio.to_thread(_computed, loaded, some)
        return Embedded(
            vectors=vectors.tobytes(),
            tokens=tuple(map(len, whole)),
            cut=tuple([len(ids) > most for ids in plain]),
        )

    async def count_tokens(self, texts: Sequence[str]) -> list[int]:
        loaded = self._model()
        return [len(_ids(loaded, text)) for text in texts]

    def _model(self) -> _Loaded:
        if self._loaded is None:
            raise error_of(Code.MODEL_NONE, "No embedding model is loaded. Load one first.")
        return self._loaded


def _load(folder: Path, manifest: dict[str, Any], threads: int) -> _Loaded:
    info = embedder_info({**manifest, **here(threads)})
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    marks = (manifest["bos_id"], manifest["eos_id"])
    return _Loaded(info, open_session(folder, manifest, threads), tokenizer, marks)


def _check_numbers(loaded: _Loaded, selftest: dict[str, Any]) -> None:
    """Raises device.wrong unless the golden vectors come out of one run."""
    made = _computed(loaded, selftest["texts_ids"])
    golden = np.array(selftest["vectors"])
    lengths = np.linalg.norm(made, axis=1) * np.linalg.norm(golden, axis=1)
    cosines = (made * golden).sum(axis=1) / lengths
    if not cosines.min() >= selftest["min_cosine"][_FORM]:
        raise error_of(
            Code.DEVICE_WRONG,
            "This machine computes the model wrongly.",
            f"a cosine is {cosines.min():.5f}",
        )


def _ids(loaded: _Loaded, text: str) -> list[int]:
    sound = text.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    ids: list[int] = loaded.tokenizer.encode(sound, add_special_tokens=False).ids
    return ids


def _runs(lengths: Sequence[int], most_tokens: int) -> Iterator[list[int]]:
    """Places of texts, short ones first: as many together as keep to the limit, padding among them,
    a longer one alone."""
    run: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if run and (len(run) + 1) * lengths[place] > most_tokens:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _computed(loaded: _Loaded, texts: Sequence[Sequence[int]]) -> _Floats:
    """float32 [texts, dimensions] of texts as ids with their marks, in one run."""
    lengths = np.array([len(ids) for ids in texts])
    mask = np.arange(lengths.max()) < lengths[:, None]
    ids = np.zeros(mask.shape, np.int64)
    ids[mask] = [one for text in texts for one in text]
    feeds = {"input_ids": ids, "attention_mask": mask.astype(np.int64)}
    try:
        [vectors] = loaded.session.run(["sentence_embedding"], feeds)
    except Exception as error:  # ONNX Runtime's errors have no public base class
        message = "The model could not be computed."
        raise error_of(Code.ENGINE_FAILED, message, str(error)) from error
    found: _Floats = vectors
    return found

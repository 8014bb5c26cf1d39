"""The models on the bench: loaded when a cell first asks for one, and kept for the cells after.

Knows nothing of pages or workers: it is handed an engine, the page's choices, and a way to report.
"""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from app.workbench.cell.pace import PacedEngine
from app.workbench.cell.terms import Report, Terms
from app.workbench.cell.told import Told
from hearthside import Code, Engine, LoadProgress, Model, ModelError, ModelInfo, load_model
from hearthside.embedding.embedder import Embedder, load_embedder
from hearthside.ports import EmbedderInfo, EmbeddingEngine, Matrices

Kind = Literal["generate", "embed"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page was told: the models by id, and how they may be computed.

    `offers` is `models` of models/index.json: the site's models, of each kind the default first.
    """

    model: str = ""
    embedder: str = ""
    device: Literal["auto", "webgpu", "wasm"] = "auto"
    allow_software: bool = False
    offers: list[dict[str, Any]] = field(default_factory=list)

    def offer(self, model: str, kind: Kind = "generate") -> dict[str, Any] | None:
        """The site's entry for `model`; for an empty name, the chosen or the default one's."""
        wanted = model or (self.model if kind == "generate" else self.embedder)
        for each in self.offers:
            if each["id"] == wanted or (not wanted and each.get("kind", "generate") == kind):
                return each
        return None


@dataclass(frozen=True, slots=True)
class Vectors:
    """What makes vectors and reckons with them."""

    engine: EmbeddingEngine
    matrices: Matrices


class Bench:
    """One engine, and at most one loaded model of each kind; none is fetched before its terms."""

    def __init__(
        self,
        engine: Engine,
        choices: Choices,
        report: Report,
        terms: Terms,
        vectors: Vectors | None = None,
    ) -> None:
        self.choices: Final = choices
        self.told: Final = Told(report)
        self._terms = terms
        self._report = report
        self.engine: Final = PacedEngine(engine, self._report_pace)
        self._vectors = vectors
        self._model: Model | None = None
        self._embedder: Embedder | None = None

    async def open(self, model: str) -> Model:
        """See `open_model`."""
        wanted = model or self.choices.model
        offer = self.choices.offer(wanted)
        name = offer["id"] if offer else wanted
        if not name:
            raise ModelError(Code.MODEL_NONE, "This site carries no model.")
        if self._model is None or self._model.info.id != name:
            self._model = None
            if offer:
                await self._terms.wait(offer)
            self._model = await load_model(
                self.engine,
                name,
                device=self.choices.device,
                allow_software=self.choices.allow_software,
                on_progress=self._report_progress,
                heard=self.told.heard,
            )
        self._report_model(self._model.info)
        return self._model

    async def writers(self) -> list[dict[str, Any]]:
        """The site's language models, the chosen one first; one that a hub has only where it is on
        this device: nothing but the site itself can be reached from here."""
        found = [
            each
            for each in self.choices.offers
            if each.get("kind", "generate") != "embed"
            and (not each.get("hub") or await self._terms.is_kept(each))
        ]
        return sorted(found, key=lambda each: each["id"] != self.choices.model)

    async def open_embedder(self, model: str) -> tuple[Embedder, Matrices]:
        """See `open_embedder`."""
        wanted, vectors = model or self.choices.embedder, self._vectors
        offer = self.choices.offer(wanted, "embed")
        name = offer["id"] if offer else wanted
        if not name or vectors is None:
            raise ModelError(Code.MODEL_NONE, "This site carries no embedding model.")
        if self._embedder is None or self._embedder.info.id != name:
            self._embedder = None
            if offer:
                await self._terms.wait(offer)
            self._embedder = await load_embedder(
                vectors.engine,
                name,
                device=self.choices.device,
                allow_software=self.choices.allow_software,
                on_progress=self._report_progress,
            )
        self._report_model(self._embedder.info)
        return self._embedder, vectors.matrices

    def forget(self) -> None:
        """The engine is gone, and what it had loaded with it."""
        self._model = self._embedder = None

    def _report_progress(self, progress: LoadProgress) -> None:
        self._report(
            {
                "name": "loading",
                "phase": progress.phase,
                "loaded_bytes": progress.loaded_bytes,
                "total_bytes": progress.total_bytes,
            }
        )

    def _report_model(self, info: ModelInfo | EmbedderInfo) -> None:
        self._report({"name": "model", "title": info.title, "device": info.device})

    def _report_pace(self, tokens_per_second: float) -> None:
        self._report({"name": "pace", "tokens_per_second": tokens_per_second})


_benches: Final[list[Bench]] = []


def furnish(bench: Bench) -> None:
    """Make `bench` the one that cells find."""
    _benches[:] = [bench]


async def open_model(model: str = "") -> Model:
    """The page's model, or another of this site's by id. Loaded once; later calls return at once.

    Errors: model.*, device.*, download.*, storage.*, engine.*.
    """
    return await _bench().open(model)


async def open_embedder(model: str = "") -> tuple[Embedder, Matrices]:
    """The page's embedding model, or another of this site's by id, and what reckons with vectors:
    `Embeddings(embedder, matrices)` takes both. Loaded once. Errors: those of `open_model`."""
    return await _bench().open_embedder(model)


def _bench() -> Bench:
    if not _benches:
        raise ModelError(Code.MODEL_NONE, "There is no engine here. Reload the page.")
    return _benches[0]

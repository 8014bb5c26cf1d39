"""The model on the bench: loaded when a cell first asks for it, and kept for the cells after.

Knows nothing of pages or workers: it is handed an engine, the page's choices, and a way to report.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from app.workbench.cell.pace import PacedEngine
from hearthside import Code, Engine, LoadProgress, Model, ModelError, ModelInfo, load_model

Report = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page was told: the model by id, and how it may be computed.

    `offers` is `models` of models/index.json: the site's models, the default one first.
    """

    model: str = ""
    device: Literal["auto", "webgpu", "wasm"] = "auto"
    allow_software: bool = False
    offers: list[dict[str, Any]] = field(default_factory=list)

    def offer(self, model: str) -> dict[str, Any] | None:
        """The site's entry for `model`; for an empty name, the chosen or the default one's."""
        wanted = model or self.model
        return next((each for each in self.offers if not wanted or each["id"] == wanted), None)


class Bench:
    """One engine and at most one loaded model."""

    def __init__(self, engine: Engine, choices: Choices, report: Report) -> None:
        self.choices: Final = choices
        self._report = report
        self.engine: Final = PacedEngine(engine, self._report_pace)
        self._model: Model | None = None

    async def open(self, model: str) -> Model:
        """See `open_model`."""
        wanted = model or self.choices.model
        offer = self.choices.offer(wanted)
        name = offer["id"] if offer else wanted
        if not name:
            raise ModelError(Code.MODEL_NONE, "This site carries no model.")
        if self._model is None or self._model.info.id != name:
            self._model = None
            self._model = await load_model(
                self.engine,
                name,
                device=self.choices.device,
                allow_software=self.choices.allow_software,
                on_progress=self._report_progress,
            )
        self._report_model(self._model.info)
        return self._model

    def forget(self) -> None:
        """The engine is gone, and what it had loaded with it."""
        self._model = None

    def _report_progress(self, progress: LoadProgress) -> None:
        self._report(
            {
                "name": "loading",
                "phase": progress.phase,
                "loaded_bytes": progress.loaded_bytes,
                "total_bytes": progress.total_bytes,
            }
        )

    def _report_model(self, info: ModelInfo) -> None:
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
    if not _benches:
        raise ModelError(Code.MODEL_NONE, "There is no engine here. Reload the page.")
    return await _benches[0].open(model)

"""What trains: a frozen model with the arrays of an adapter, behind a door. Values and protocols.

The trainer computes losses and gradients and holds the optimiser; which texts, in which order and
at what rate is the caller's. Knows nothing of browsers, ONNX or threads.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from hearthside.ports.adapters import AdapterForm, Stacked
from hearthside.ports.models import Device, LoadProgress


@dataclass(frozen=True, slots=True)
class TrainerInfo:
    """What is loaded for training. `form` is what its adapters are; a text has at most
    `max_tokens`."""

    id: str
    title: str
    form: AdapterForm
    device: Device
    device_reason: str
    vocab_size: int
    max_tokens: int
    bos_id: int
    eos_ids: tuple[int, ...]
    threads: int = 1


@dataclass(frozen=True, slots=True)
class TrainingText:
    """Token ids, the mark of begin first; those from `answer_at` (at least 1) on are learnt."""

    ids: tuple[int, ...]
    answer_at: int

    @property
    def answer_tokens(self) -> int:
        """How many tokens count in the loss."""
        return len(self.ids) - self.answer_at


@dataclass(frozen=True, slots=True)
class TrainerState:
    """All that goes on from where it was: the arrays, float32, and AdamW's moments of them (empty
    before the first step), after `steps` steps."""

    arrays: Mapping[str, Stacked]
    first: Mapping[str, Stacked]
    second: Mapping[str, Stacked]
    steps: int


@dataclass(frozen=True, slots=True)
class StepRates:
    """How one step changes the arrays by AdamW (Loshchilov & Hutter 2019), beta 0.9 and 0.999.

    Gradients are shrunk so that all together are no longer than `clip_norm`. `learning_rate` is
    A's; B's is `b_ratio` times as high, which is what the scale alpha / rank does where it is not
    folded into B (compare LoRA+, Hayou et al. 2024).
    """

    learning_rate: float
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    b_ratio: float = 2.0


@dataclass(frozen=True, slots=True)
class Loss:
    """The mean over the answers' tokens, in nats, and how many these were."""

    nats: float
    answer_tokens: int


class Trainer(Protocol):
    """A frozen model that adapters are trained on. One adapter at a time is held.

    Every method raises errors of `hearthside.errors` only: model.none where no model is loaded,
    call.invalid where nothing is to be trained yet (see `restore`) or a text has no answer, is too
    long or holds an unknown id, engine.failed where it cannot compute. Cancelling the awaiting task
    stops the call politely: a step is then taken whole or not at all.
    """

    async def load_trainer(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> TrainerInfo:
        """Load a model by its id for training, in place of the one that is loaded.

        Raises ModelError: model.unfit where it cannot be trained here; else as `Engine.load`.
        """
        ...

    async def unload_trainer(self) -> None:
        """Give the model and what was trained back. Does nothing where none is loaded."""
        ...

    async def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, without the marks of begin and end."""
        ...

    async def restore(self, state: TrainerState) -> None:
        """Hold these arrays and moments in place of what was held. Raises call.invalid where they
        are not of the model's form."""
        ...

    async def save(self) -> TrainerState:
        """What is held now, moments and all: some 20 MB."""
        ...

    async def arrays(self) -> dict[str, Stacked]:
        """The adapter as it is now, float32: a third of what `save` gives."""
        ...

    async def step(self, batch: Sequence[TrainingText], rates: StepRates) -> Loss:
        """One step on the mean loss of all answer tokens of the batch, as it was before the step.

        Where a loss or a gradient is not finite, nothing is changed and engine.failed is raised.
        """
        ...

    async def loss(self, batch: Sequence[TrainingText]) -> Loss:
        """The mean loss of all answer tokens of the batch; nothing is changed."""
        ...

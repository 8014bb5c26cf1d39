"""What training tells while it goes on, and what it gives in the end: values, and a clock's work.

Knows no trainer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hearthside.finetune.options import FinetuneOptions
from hearthside.lora import Adapter, AdapterManifest, Point, TrainingData, halves_of
from hearthside.ports import Stacked, TrainerInfo


@dataclass(frozen=True, slots=True)
class Started:
    """So many pairs are trained on, held out and left out (too long), in so many steps. `step` is
    where it goes on: 0, or where it was left."""

    trained: int
    held_out: int
    left_out: int
    step: int
    steps: int


@dataclass(frozen=True, slots=True)
class Stepped:
    """Step `step` of `steps` is done; `loss` is its batch's before it, in nats a token.

    `tokens_per_second` counts all tokens read, `seconds_left` is an estimate.
    """

    step: int
    steps: int
    loss: float
    tokens_per_second: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A point of the curve; `best` says that its arrays are the ones to keep so far."""

    point: Point
    best: bool


Event = Started | Stepped | Evaluated


@dataclass(frozen=True, slots=True)
class Finetuned:
    """What came of it: the arrays to keep, float32, of `kept_step`, and how they came about."""

    arrays: Mapping[str, Stacked]
    curve: tuple[Point, ...]
    kept_step: int
    stopped_early: bool
    info: TrainerInfo
    options: FinetuneOptions
    data: TrainingData

    def adapter(self, name: str, title: str, prompt_format: str, licence: str) -> Adapter:
        """The adapter, to be used and to be written to a file (see `AdapterManifest`).

        Raises InvalidInput (adapter.invalid) where a number has grown past what a file holds.
        """
        manifest = AdapterManifest(
            name=name,
            title=title,
            base=self.info.form.base,
            model=self.info.id,
            rank=self.options.rank,
            prompt_format=prompt_format,
            recipe=self.options.recipe(),
            data=self.data,
            curve=self.curve,
            kept_step=self.kept_step,
            licence=licence,
        )
        return Adapter(manifest, halves_of(self.arrays))


@dataclass(slots=True)
class Pace:
    """How fast tokens are read, and how long the rest takes. `to_come` are all tokens to read."""

    clock: Callable[[], float]
    to_come: int
    read: int = 0
    began_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.began_s = self.clock()

    def add(self, tokens: int) -> None:
        """So many tokens were read."""
        self.read += tokens

    def per_second(self) -> float:
        """Tokens per second since it began; 0 before the first."""
        spent_s = self.clock() - self.began_s
        return self.read / spent_s if spent_s > 0 else 0.0

    def seconds_left(self) -> float:
        """An estimate; 0 before anything was read."""
        speed = self.per_second()
        return max(0, self.to_come - self.read) / speed if speed else 0.0

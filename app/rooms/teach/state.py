"""What the Teach room shows, as frozen values. An adapter's numbers are not here: only actions have
them. Knows nothing of how any of it changes."""

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from app.state import Fetch, Part
from hearthside.finetune import Checked, Example, FinetuneOptions, Outcome
from hearthside.lora import AdapterCard, Point

Phase: TypeAlias = Literal["", "open", "train", "compare"]

# One WASM memory of four gigabytes would hold longer ones; a tab beside others should not.
MAX_TOKENS = 256
ROUNDS = (1, 2, 3, 5)
USUAL_ROUNDS = 3
# From so many examples on a tenth of them is enough to judge by.
_MANY = 200


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is taught, and to which model: all that a training needs to begin, or to go on."""

    name: str
    model: str
    rounds: int
    examples: tuple[Example, ...]

    def options(self) -> FinetuneOptions:
        """How it is trained: the numbers follow from how many examples there are."""
        count = len(self.examples)
        share = 0.1 if count >= _MANY else 0.2
        trained = round(count * (1 - share))
        batch = 4 if trained >= 40 else 2
        steps = self.rounds * -(-trained // batch)
        return FinetuneOptions(
            epochs=self.rounds,
            batch_texts=batch,
            warm_up_steps=min(10, steps // 5),
            max_tokens=MAX_TOKENS,
            held_out=share,
            evaluations=max(1, min(4, trained // 50)),
        )


@dataclass(frozen=True, slots=True)
class Going:
    """How the training goes along. `learnt` and `held_out` are counts of examples."""

    step: int = 0
    steps: int = 0
    learnt: int = 0
    held_out: int = 0
    tokens_per_second: float = 0.0
    seconds_left: float = 0.0


@dataclass(frozen=True, slots=True)
class Answers:
    """One input with what the model answers without the adapter and with it; None until it has.
    `wanted` is what a person wrote, "" where nobody did."""

    input: str
    wanted: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of a training: the adapter under `key`, how it did (None where nothing was held
    out), and answers side by side. `early`: it ended before its last step, for it got no better;
    `kept_step`: of which step the adapter is."""

    key: str
    name: str
    outcome: Outcome | None
    early: bool
    kept_step: int
    answers: tuple[Answers, ...] = ()


@dataclass(frozen=True, slots=True)
class TeachState(Part):
    """The whole room. `run` is the number of the last request: what comes of an older one is
    dropped. `measured`: a model has looked at the examples too. `unfinished` is after how many
    steps a training was broken off, None where none was. `key` is the adapter to be tried, `asking`
    the one about to be deleted; `answering`: the language model is at work."""

    given: int = 0
    checked: Checked | None = None
    measured: bool = False
    notes: tuple[str, ...] = ()
    name: str = ""
    rounds: int = USUAL_ROUNDS
    run: int = 0
    phase: Phase = ""
    model: str = ""
    fetch: Fetch = field(default_factory=Fetch)
    going: Going = Going()
    curve: tuple[Point, ...] = ()
    unfinished: int | None = None
    taught: Taught | None = None
    adapters: tuple[tuple[str, AdapterCard], ...] | None = None
    answering: bool = False
    key: str = ""
    tried: Answers | None = None
    asking: str = ""
    notice: str = ""

    @property
    def busy(self) -> bool:
        return self.answering

    @property
    def instead(self) -> str:
        if not self.phase:
            return ""
        return "An adapter is being trained in the Teach room, and both would not fit in memory."

    def lesson(self, model: str) -> Lesson | None:
        """What would be taught to `model` now; None where nothing can be."""
        if self.checked is None or self.checked.obstacle:
            return None
        return Lesson(self.name or "My adapter", model, self.rounds, self.checked.examples)

    def without_training(self) -> "TeachState":
        """The room as it is when none is under way."""
        return replace(self, phase="", going=Going(), fetch=Fetch())

"""What is said of an adapter, in its file: for what, from what and how it was made, and how well.

Plain values, read back with each checked against its annotation. Knows no file and no numbers.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from hearthside.store.plain import read_as
from hearthside.wire.jsontext import read_json

# Ranks beyond this bring nothing on a model of this size, and a file may claim anything.
MAX_RANK: Final = 64
_MAX_GOLDEN: Final = (400, 16)  # characters of a prompt, and answers to it


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """How it was trained, so that it can be made again: see `finetune.FinetuneOptions`."""

    seed: int
    epochs: int
    batch_texts: int
    learning_rate: float
    warm_up_steps: int
    weight_decay: float
    clip_norm: float
    max_tokens: int


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What it was trained on: `hash` is the SHA-256 of all pairs; how many were trained on, and how
    many held out."""

    hash: str
    trained: int
    held_out: int


@dataclass(frozen=True, slots=True)
class Point:
    """The losses after `step` steps, in nats a token of the answers.

    `trained` is the mean since the point before, None before the first step; `held_out` is over all
    pairs held out, None where there are none.
    """

    step: int
    trained: float | None
    held_out: float | None


@dataclass(frozen=True, slots=True)
class Golden:
    """What the model says with the adapter, as its makers computed it: after `prompt`, the `logits`
    of `answers`, each of which is one token. Texts, not ids: vocabularies number their tokens."""

    prompt: str
    answers: tuple[str, ...]
    logits: tuple[float, ...]

    def __post_init__(self) -> None:
        most_characters, most_answers = _MAX_GOLDEN
        fits = len(self.prompt) <= most_characters and 1 <= len(self.answers) <= most_answers
        if not fits or not all(self.answers) or len(self.answers) != len(self.logits):
            raise ValueError("its golden values are none")


@dataclass(frozen=True, slots=True)
class AdapterManifest:
    """All that a file says of its adapter, beside the numbers.

    `base` names the weights that it was trained on (see `AdapterForm.base`), `model` the model's id
    for people. `prompt_format` names the way its prompts were built, such as "tasks/1": an adapter
    answers prompts of that format only. `curve` are the losses from before the first step to the
    last; `kept_step` is the step whose numbers these are. `licence` is the adapter's own; it comes
    on top of the model's. `golden` is for a self-test, None where nobody computed it.
    """

    name: str
    title: str
    base: str
    model: str
    rank: int
    prompt_format: str
    recipe: TrainingRecipe
    data: TrainingData
    curve: tuple[Point, ...]
    kept_step: int
    licence: str
    golden: Golden | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.rank <= MAX_RANK:
            raise ValueError(f"its rank is {self.rank}, not 0 to {MAX_RANK}")

    def to_json(self) -> str:
        """The manifest as JSON, the same for the same values."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def manifest_of(text: str) -> AdapterManifest:
    """The manifest in a file's words. Raises ValueError."""
    return read_as(AdapterManifest, read_json(text), "the manifest")

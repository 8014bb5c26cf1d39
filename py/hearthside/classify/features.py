"""The features of a text, and what is decided from them: plain values.

Features cost model time and are worth keeping; a decision costs almost nothing.
"""

import base64
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify.labels import Form, Label
from hearthside.errors import InvalidInput
from hearthside.wire import Code

_LEVELS: Final = 127
_SCORE_DIGITS: Final = 4
_DAMAGED: Final = "A kept reading is damaged. Read the text again."


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Features:
    """A text as the model saw it.

    `scores` say how well each label fits, in their order, before anything was learned:
    log-probabilities, uncalibrated, or weighed cosines by embeddings. `hidden` is the model's last
    hidden state, or the text's vector (float32; empty where nothing was read);
    `tokens` is how many tokens of the text were read, 0 where there was nothing to read; `cut`
    says that only the stated part of a long text was.
    """

    scores: tuple[float, ...]
    hidden: Sequence[float]
    tokens: int
    cut: bool

    def __post_init__(self) -> None:
        # A quarter of a tuple's memory: a table has ten thousand rows.
        object.__setattr__(self, "hidden", array("f", self.hidden))

    def to_text(self) -> str:
        """Compact text to be stored; `from_text` gives equal features back (see `rounded`)."""
        step, levels = _levels(self.hidden)
        scores = ",".join(f"{score:g}" for score in self.scores)
        packed = base64.b64encode(array("b", levels).tobytes()).decode("ascii")
        return f"{self.tokens}{'+' if self.cut else ''};{scores};{step!r};{packed}"

    @classmethod
    def from_text(cls, text: str) -> "Features":
        """The features that `to_text` wrote. Raises InvalidInput (shelf.invalid)."""
        try:
            tokens, scores, step, packed = text.split(";")
            levels = array("b", base64.b64decode(packed, validate=True))
            hidden = [level * float(step) for level in levels]
            numbers = tuple(float(score) for score in scores.split(",") if score)
            sound = all(map(math.isfinite, [*numbers, *hidden]))
            features = cls(numbers, hidden, int(tokens.rstrip("+")), tokens.endswith("+"))
        except (ValueError, OverflowError) as error:
            raise InvalidInput(Code.SHELF_INVALID, _DAMAGED) from error
        if not sound:
            raise InvalidInput(Code.SHELF_INVALID, _DAMAGED)
        return features


def text_key(features: Features) -> bytes:
    """What features of one text share under one prompt, however they were made or kept.

    That is the hidden state: scores also depend on which branches of the labels were read.
    """
    return array("f", features.hidden).tobytes() or array("d", features.scores).tobytes()


def rounded(scores: Sequence[float], hidden: Sequence[float], tokens: int, cut: bool) -> Features:
    """Features rounded to what `to_text` keeps, so that keeping them changes no decision."""
    rough = Features(tuple(round(score, _SCORE_DIGITS) for score in scores), hidden, tokens, cut)
    return Features.from_text(rough.to_text())


def _levels(hidden: Sequence[float]) -> tuple[float, list[int]]:
    step = max(map(abs, hidden), default=0.0) / _LEVELS
    if not step:
        return 0.0, [0] * len(hidden)
    return step, [round(value / step) for value in hidden]


@dataclass(frozen=True, slots=True)
class Score:
    """A label with its probability, from 0 to 1."""

    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a text.

    `label` is the likeliest label, `probability` its own and `margin` how far it is ahead of the
    runner-up (both 0 to 1); `scores` has every label, highest first, and adds up to 1. `chosen` is
    (label,). In the form "many" each label stands for itself: `chosen` are those that are likelier
    than not, any number, `probability` is that all of them and no others hold (taking labels as
    independent), and `margin` is how far the most doubtful label is from even chances.
    `nearest` are the indices of the examples most like the text, the likest first: those given to
    `fit` are counted first, those taught later follow.
    `value` is the expected place on the scale, 1 to the number of labels (form "ordered" alone).
    `notes` are for people. `ood_score`, 0 to 1, is the share of the examples that come nearer to
    the others than this text does (out_of_distribution.py); None where there are too few to say.
    """

    label: str
    probability: float
    margin: float
    scores: tuple[Score, ...]
    chosen: tuple[str, ...]
    nearest: tuple[int, ...] = ()
    value: float | None = None
    notes: tuple[str, ...] = ()
    ood_score: float | None = None


def decision_of(
    labels: Sequence[Label],
    form: Form,
    probabilities: Sequence[float],
    note: str = "",
) -> Decision:
    """The decision by the probability of each label, in their order; of equals the first wins."""
    order = sorted(range(len(labels)), key=lambda at: -probabilities[at])
    scores = tuple([Score(labels[at].name, probabilities[at]) for at in order])
    chosen, margin, value = scores[:1], scores[0].probability - scores[1].probability, None
    probability = scores[0].probability
    if form == "many":
        chosen = tuple([score for score in scores if score.probability > 0.5])
        margin = min([abs(2 * chance - 1) for chance in probabilities])
        # That every label was rightly chosen or left: so a sure "none of them" counts as sure.
        probability = math.prod([max(chance, 1.0 - chance) for chance in probabilities])
    if form == "ordered":
        value = sum([place * chance for place, chance in enumerate(probabilities, start=1)])
    return Decision(
        label=scores[0].label,
        probability=probability,
        margin=margin,
        scores=scores,
        chosen=tuple([score.label for score in chosen]),
        value=value,
        notes=(note,) if note else (),
    )

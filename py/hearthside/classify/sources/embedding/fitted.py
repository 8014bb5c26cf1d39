"""What was learned from examples through the engine: directions that labels pull in.

A label's logit for a text is what its own words say (the cosine with its name or description) and
what the examples add: softmax regression on vectors about a centre, each of length 1. Both are
kept as one direction for each label, so that a decision costs a few dot products, whatever the
number of examples. Knows nothing of texts and of thresholds.
"""

import heapq
import math
import weakref
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add
from typing import Final

from hearthside.classify.features import Reading, text_key
from hearthside.classify.folds import held_out
from hearthside.classify.kernel import dot
from hearthside.classify.labels import Form
from hearthside.classify.sources.embedding.regression import (
    Floats,
    Problem,
    Solution,
    floats,
    solve,
    transposed,
)
from hearthside.classify.sources.embedding.slope import LEAST_TRIALS, measured, rule
from hearthside.classify.sources.likelihood.calibration import form_logits
from hearthside.classify.sources.likelihood.trie import log_softmax
from hearthside.ports import Matrices

# What the cosine with a label's own words weighs beside the examples; and how much steeper it is
# where there are none, when labels are taken one against all others (form "many").
ANCHOR_WEIGHT: Final = 7.25
_MANY_STEEPER: Final = 3.0
# A label's own lean, as a share of what a full likeness counts.
BIAS: Final = 0.1
# How much of its own pull an example keeps when it is judged as if it had not been shown.
OWN: Final = 0.75
_ROUNDS_HELD_OUT: Final = 6
_SHORTEST: Final = 1e-6
# As how many examples the labels' own words count in the centre: one example is not its own centre.
_ANCHORS_COUNT: Final = 4
NEAREST: Final = 3
_LOOKED_AT: Final = 16


@dataclass(frozen=True, slots=True)
class Lesson:
    """A labelled reading. `index` is the example's place among all that were ever given."""

    index: int
    reading: Reading
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Pull:
    """What examples add: a `direction` [dimensions] for each label and what it has at rest."""

    direction: tuple[float, ...]
    rest: float
    lean: float


@dataclass(frozen=True, slots=True)
class _Met:
    """What was computed of a reading; `nearest` by the labels that it was asked for."""

    reading: "weakref.ref[Reading]"
    logits: tuple[float, ...]
    nearest: dict[frozenset[int], list[tuple[float, int]]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known before a person teaches more.

    `anchors` [labels][dimensions] are the vectors of the labels' own words, `centre` what examples
    are looked at about; `pulls` one for each label, none where there were no examples; `nearness`
    what each example comes to without itself; `ratio` see slope.py.
    """

    form: Form
    anchors: tuple[Floats, ...]
    lessons: tuple[Lesson, ...] = ()
    centre: Floats = ()
    pulls: tuple[Pull, ...] = ()
    nearness: tuple[float, ...] = ()
    ratio: float = 1.0
    _met: dict[int, _Met] = field(default_factory=dict, compare=False, repr=False)

    def logits(self, reading: Reading) -> tuple[float, ...]:
        """The logit of each label, before any slope; computed once for each reading."""
        return self._of(reading).logits

    def nearest(self, reading: Reading, places: frozenset[int]) -> list[tuple[float, int]]:
        """The examples of these labels that are most like `reading`: (cosine, index).

        Of very many only some are looked at, evenly over all of them.
        """
        met = self._of(reading)
        if places not in met.nearest:
            own = [one for one in self.lessons if one.places & places]
            looked = min(len(own), _LOOKED_AT)
            few = [own[at * len(own) // looked] for at in range(looked)]
            likeness = [
                (dot(reading.hidden, one.reading.hidden), one.index)
                for one in few
                if one.reading is not reading
            ]
            met.nearest[places] = heapq.nlargest(NEAREST, likeness)
        return met.nearest[places]

    def _of(self, reading: Reading) -> _Met:
        met = self._met.get(id(reading))
        if met is None or met.reading() is not reading:
            key = id(reading)
            gone = weakref.ref(reading, lambda _: self._met.pop(key, None))
            met = self._met[key] = _Met(gone, self._computed(reading), {})
        return met

    def _computed(self, reading: Reading) -> tuple[float, ...]:
        offsets = offsets_of(self.form, reading)
        if not self.pulls:
            return tuple(offsets)
        hidden = list(reading.hidden)  # an array makes each of its numbers anew at every look
        length = max(math.dist(hidden, self.centre), _SHORTEST)
        return tuple(
            [
                offset + (dot(hidden, pull.direction) - pull.rest) / length + pull.lean
                for offset, pull in zip(offsets, self.pulls, strict=True)
            ]
        )


def offsets_of(form: Form, reading: Reading) -> list[float]:
    """What the labels' own words say, as logits."""
    if form != "many":
        return list(reading.scores)
    steep = [_MANY_STEEPER * one for one in reading.scores]
    return [one / _MANY_STEEPER for one in form_logits(form, log_softmax(steep))]


async def learned(
    matrices: Matrices, form: Form, anchors: Sequence[Floats], lessons: Sequence[Lesson]
) -> Knowledge:
    """What the lessons teach, all together. Raises what `Matrices.product` raises."""
    centre, labels = centre_of(anchors, lessons), len(anchors)
    if not lessons:
        return Knowledge(form, tuple(anchors), centre=centre)
    sides = [_side(lesson.reading, centre) for lesson in lessons]
    rows = array("f")
    for side in sides:
        rows += side
    width = len(sides[0])
    kernel = await matrices.product(rows.tobytes(), rows.tobytes(), width)
    problem = _problem(kernel, form, labels, lessons)
    solution = await solve(matrices, problem)
    ratio = await _ratio(matrices, kernel, form, labels, lessons)
    return Knowledge(
        form=form,
        anchors=tuple(anchors),
        lessons=tuple(lessons),
        centre=centre,
        pulls=await _pulls(matrices, solution, rows, centre, len(lessons)),
        nearness=_left_out(solution, labels),
        ratio=ratio,
    )


def _problem(kernel: bytes, form: Form, labels: int, lessons: Sequence[Lesson]) -> Problem:
    offsets = [one for lesson in lessons for one in offsets_of(form, lesson.reading)]
    return Problem(kernel, offsets, [one.places for one in lessons], labels, form == "many")


async def _ratio(
    matrices: Matrices, kernel: bytes, form: Form, labels: int, lessons: Sequence[Lesson]
) -> float:
    """How much steeper or flatter than the rule: one half of the lessons judged by the other."""
    texts = [text_key(lesson.reading) for lesson in lessons]
    shown, held = next(held_out(texts, [lesson.places for lesson in lessons], 2))
    if len(held) < LEAST_TRIALS:
        return 1.0
    n = len(lessons)
    whole = memoryview(kernel).cast("f")
    among, beyond = array("f"), array("f")
    for into, rows in ((among, shown), (beyond, held)):
        for at in rows:
            row = whole[at * n : (at + 1) * n]
            into.extend([row[other] for other in shown])
    problem = _problem(among.tobytes(), form, labels, [lessons[at] for at in shown])
    solution = await solve(matrices, problem, _ROUNDS_HELD_OUT)
    weights = transposed(solution.weights, labels)
    added = floats(await matrices.product(beyond.tobytes(), weights, len(shown)))
    offsets = [one for at in held for one in offsets_of(form, lessons[at].reading)]
    return measured(
        [one + more for one, more in zip(offsets, added, strict=True)],
        [lessons[at].places for at in held],
        labels,
        apart=form == "many",
        slope=rule(labels, len(shown)),
    )


async def _pulls(
    matrices: Matrices, solution: Solution, rows: "array[float]", centre: Floats, n: int
) -> tuple[Pull, ...]:
    """The directions [labels, dimensions] out of the weights of the examples."""
    labels, width = len(solution.weights) // n, len(rows) // n
    made = floats(
        await matrices.product(transposed(solution.weights, labels), transposed(rows, width), n)
    )
    pulls = []
    for label in range(labels):
        # The last number of a row is the same for all: what it gathers is the label's lean.
        direction = tuple(made[label * width : (label + 1) * width - 1])
        lean = made[(label + 1) * width - 1] * math.sqrt(BIAS)
        pulls.append(Pull(direction, dot(centre, direction), lean))
    return tuple(pulls)


def _left_out(solution: Solution, labels: int) -> tuple[float, ...]:
    """The highest logit of each example without (most of) what it added to its own."""
    share = OWN * (1.0 + BIAS)
    pairs = zip(solution.logits, solution.weights, strict=True)
    left = [logit - share * weight for logit, weight in pairs]
    return tuple([max(left[start : start + labels]) for start in range(0, len(left), labels)])


def _side(reading: Reading, centre: Floats) -> "array[float]":
    """The reading about the centre, of length 1, and one number more for the labels' lean."""
    apart = [one - other for one, other in zip(reading.hidden, centre, strict=True)]
    length = max(math.sqrt(dot(apart, apart)), _SHORTEST)
    return array("f", [*[one / length for one in apart], math.sqrt(BIAS)])


def centre_of(anchors: Sequence[Floats], lessons: Sequence[Lesson]) -> "array[float]":
    """The mean of the lessons' vectors; the labels' own words stand in for missing ones."""
    sums = [_ANCHORS_COUNT * sum(column) / len(anchors) for column in zip(*anchors, strict=True)]
    for lesson in lessons:
        sums = list(map(add, sums, lesson.reading.hidden))
    return array("f", [one / (len(lessons) + _ANCHORS_COUNT) for one in sums])

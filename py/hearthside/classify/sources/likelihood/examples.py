"""What is known when a reading is decided: the calibration, and labelled readings as lessons.

Values and arithmetic: nothing here reads a text. Knows nothing of prompts and engines.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from hearthside.classify.features import Decision, Reading, decision_of, text_key
from hearthside.classify.folds import held_out
from hearthside.classify.kernel import Head, Likeness, Products, nearest, teach
from hearthside.classify.labels import Form, Label, places
from hearthside.classify.out_of_distribution import Familiar
from hearthside.classify.sources.likelihood.calibration import (
    Calibration,
    chances,
    form_logits,
    trust,
)
from hearthside.classify.sources.likelihood.calibrator import (
    FOLDS,
    LEAST_LESSONS,
    Temper,
    Trial,
    tempered,
)
from hearthside.classify.sources.likelihood.reader import FIRST_TOKENS, LAST_TOKENS

NOTE_NOTHING: Final = "There is nothing to read in this text, so nothing was decided."
NOTE_CUT: Final = (
    f"This text is long. Only its first {FIRST_TOKENS} and last {LAST_TOKENS} tokens "
    "(pieces of words) were read."
)

# What a label's name or description counts beside an example, as long as there are none; with
# examples it fades, to half of it at one for each label.
_ANCHOR_HEFT: Final = 0.4
# Where labels are taken each by itself: more would part those that a text speaks for alike.
_ANCHOR_HEFT_MANY: Final = 0.1

# As alike as only a text and itself are.
_TWIN: Final = 0.9999


@dataclass(frozen=True, slots=True)
class Lesson:
    """A labelled reading. `index`: the example that it is, None for a label's own anchor.

    `shown`: its text stands in the prompt, so that its scores say nothing.
    """

    index: int | None
    reading: Reading
    places: frozenset[int]
    shown: bool = False

    @property
    def scores_count(self) -> bool:
        """Whether its scores are what they would be for any text."""
        return self.index is not None and not self.shown


@dataclass(frozen=True, slots=True)
class Known:
    """All that decisions go by; `met` is the sum of the hidden states of unlabelled texts."""

    labels: tuple[Label, ...]
    form: Form
    calibration: Calibration
    met: tuple[float, ...]
    met_count: int
    lessons: tuple[Lesson, ...] = ()
    example_count: int = 0

    def centre(self) -> list[float]:
        """The mean of all hidden states that were met."""
        hidden = [lesson.reading.hidden for lesson in self.lessons]
        count = self.met_count + len(hidden)
        return [sum(column) / count for column in zip(self.met, *hidden, strict=True)]

    def meeting(self, readings: Sequence[Reading]) -> "Known":
        """With the lean and the centre of these unlabelled readings too."""
        read = [reading for reading in readings if reading.tokens]
        return replace(
            self,
            calibration=self.calibration.balanced([reading.scores for reading in read]),
            met=tuple(map(sum, zip(self.met, *[one.hidden for one in read], strict=True))),
            met_count=self.met_count + len(read),
        )

    def learning(self, pairs: Sequence[tuple[Reading, str]]) -> "Known":
        """With these labelled readings too; a text that is known already is labelled anew.

        Raises InvalidInput (labels.invalid).
        """
        fresh = by_text(pairs, self.labels, self.form, self.example_count)
        older = [lesson for lesson in self.lessons if text_key(lesson.reading) not in fresh]
        return replace(
            self,
            lessons=(*older, *[Lesson(*one) for one in fresh.values()]),
            example_count=self.example_count + len(pairs),
        )

    @property
    def taught_examples(self) -> int:
        """The lessons that are examples, and no label's own."""
        return sum([lesson.index is not None for lesson in self.lessons])

    def hefts(self) -> list[float]:
        """How much each lesson counts."""
        full = _ANCHOR_HEFT_MANY if self.form == "many" else _ANCHOR_HEFT
        anchor = full / (1 + self.taught_examples / len(self.labels))
        return [anchor if lesson.index is None else 1.0 for lesson in self.lessons]

    def logits(self, reading: Reading) -> list[float]:
        """What is known of a reading without what was taught."""
        return form_logits(self.form, self.calibration.fair(reading.scores))

    def logits_before(self, lesson: Lesson) -> list[float]:
        """What a lesson's residual comes on top of: where its scores say nothing, even chances."""
        if lesson.scores_count:
            return self.logits(lesson.reading)
        return form_logits(self.form, [-math.log(len(self.labels))] * len(self.labels))


def by_text(
    pairs: Sequence[tuple[Reading, str]], labels: Sequence[Label], form: Form, first: int
) -> dict[bytes, tuple[int, Reading, frozenset[int]]]:
    """What is taught of each text that could be read: (index, reading, places of its labels).

    The pairs are numbered from `first` on. Of a text that stands twice the last pair counts, in the
    form "many" all together. Raises InvalidInput (labels.invalid).
    """
    found = places([label for _, label in pairs], labels, form)
    fresh: dict[bytes, tuple[int, Reading, frozenset[int]]] = {}
    for index, ((reading, _), place) in enumerate(zip(pairs, found, strict=True), start=first):
        if reading.tokens:
            key = text_key(reading)
            joined = fresh[key][2] if form == "many" and key in fresh else frozenset[int]()
            fresh[key] = (index, reading, joined | ({place} - {-1}))
    return fresh


class Mind:
    """Decides readings by what is known. `products` are shared by all minds of one prompt."""

    def __init__(self, known: Known, products: Products) -> None:
        self.known: Final = known
        self.products: Final = products
        readings = [lesson.reading for lesson in known.lessons]
        self._likeness = Likeness(products, known.centre(), readings)
        self._rows = [self._likeness.row(reading) for reading in readings]
        self._head = self._learned(range(len(readings)))
        self.temper: Final = self._tempered()
        self._examples = [at for at, one in enumerate(known.lessons) if one.index is not None]
        self._familiar = Familiar.of([self._nearness(self._rows[at], at) for at in self._examples])

    def decide(self, reading: Reading) -> Decision:
        """The decision for one reading; even chances where there was nothing to read."""
        known = self.known
        if not reading.tokens:
            even = [1 / len(known.labels)] * len(known.labels)
            return decision_of(known.labels, known.form, even, NOTE_NOTHING)
        logits, row = known.logits(reading), list[float]()
        if known.lessons:
            row = self._likeness.row(reading)
            logits = self._temper_for(row).logits(logits, self._head.residual(row))
        note = NOTE_CUT if reading.cut else ""
        decision = decision_of(known.labels, known.form, chances(known.form, logits), note)
        familiar = self._familiar
        far = None if familiar is None else familiar.strange(self._nearness(row))
        return replace(decision, nearest=self._nearest(reading, row, decision), strange=far)

    def _nearness(self, row: Sequence[float], left_out: int = -1) -> float:
        """How like the likest example, but for one, a reading is, -1 to 1."""
        return max([row[at] for at in self._examples if at != left_out], default=-1.0)

    def _temper_for(self, row: Sequence[float]) -> Temper:
        """What was said of a text holds for the same text again, whatever else is believed."""
        lessons = self.known.lessons
        twin = any(
            one > _TWIN and lesson.index is not None
            for one, lesson in zip(row, lessons, strict=True)
        )
        return replace(self.temper, trust=1.0) if twin else self.temper

    def _nearest(
        self, reading: Reading, row: Sequence[float], decision: Decision
    ) -> tuple[int, ...]:
        """The examples that speak most for what was chosen."""
        named = {decision.label, *decision.chosen}
        chosen = {at for at, label in enumerate(self.known.labels) if label.name in named}
        lessons = self.known.lessons
        among = [
            at
            for at, one in enumerate(lessons)
            if one.index is not None and one.reading is not reading and one.places & chosen
        ]
        found = [lessons[at].index for at in nearest(row, among)]
        return tuple([index for index in found if index is not None])

    def _learned(self, among: Sequence[int]) -> Head:
        """The head that some of the lessons teach; the others get no weight in it."""
        known = self.known
        if not among:
            return Head()
        hefts, lessons = known.hefts(), known.lessons
        head = teach(
            [[self._rows[at][other] for other in among] for at in among],
            [hefts[at] for at in among],
            [known.logits_before(lessons[at]) for at in among],
            [list(self._truth(lessons[at])) for at in among],
            partial(chances, known.form),
        )
        return head.spread(among, len(lessons))

    def _truth(self, lesson: Lesson) -> tuple[float, ...]:
        """What should hold. A label's own words say that it holds, and not how many do: in the form
        "many" the others lose together what it gains, or no three would ever be chosen."""
        known = self.known
        others = 0.0
        if lesson.index is None and known.form == "many":
            even = chances(known.form, known.logits_before(lesson))[0]
            others = max(0.0, even - (1.0 - even) / (len(known.labels) - 1))
        return tuple([1.0 if at in lesson.places else others for at in range(len(known.labels))])

    def _tempered(self) -> Temper:
        """Measured where there are lessons enough whose scores count, by rule where not."""
        known = self.known
        tried = [at for at, lesson in enumerate(known.lessons) if lesson.scores_count]
        texts = [text_key(known.lessons[at].reading) for at in tried]
        parts = held_out(texts, [known.lessons[at].places for at in tried], FOLDS)
        folds = [(learned, held) for learned, held in parts if held]
        if sum([len(held) for _, held in folds]) < LEAST_LESSONS:
            return Temper(trust(len(known.labels), known.taught_examples))
        always, trials = set(range(len(self._rows))).difference(tried), list[Trial]()
        for learned, held in folds:
            head = self._learned(sorted([*always, *[tried[at] for at in learned]]))
            trials += [self._trial(head, tried[at]) for at in held]
        return tempered(trials, partial(chances, known.form), apart=known.form == "many")

    def _trial(self, head: Head, at: int) -> Trial:
        lesson = self.known.lessons[at]
        known = tuple(self.known.logits(lesson.reading))
        return Trial(known, tuple(head.residual(self._rows[at])), self._truth(lesson))

"""What is decided from a vector: by what was learned at first, and by what a person taught since.

Lessons taught since are a residual on top (likelihood/head.py, in Python, at once); `Knowledge`
takes them in when there is time. Knows nothing of how vectors are made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final

from hearthside.classify.features import Decision, Reading, decision_of, text_key
from hearthside.classify.folds import held_out
from hearthside.classify.kernel import WEIGHT, Head, Likeness, Products, teach
from hearthside.classify.labels import Label
from hearthside.classify.out_of_distribution import Familiar
from hearthside.classify.sources.embedding.fitted import (
    BIAS,
    NEAREST,
    OWN,
    Knowledge,
    Lesson,
    centre_of,
    offsets_of,
)
from hearthside.classify.sources.embedding.regression import RIDGE
from hearthside.classify.sources.embedding.slope import LEAST_TRIALS, measured, rule
from hearthside.classify.sources.likelihood.calibration import chances
from hearthside.classify.sources.likelihood.examples import NOTE_NOTHING, by_text

NOTE_CUT: Final = (
    "This text is long. Only its beginning was read, as much as the embedding model can take in."
)
# How many texts count as much as no lean at all, when it is measured on texts.
_EVEN_COUNTS: Final = 16
_FOLDS: Final = 2


@dataclass(frozen=True, slots=True)
class Taught:
    """What a person taught since, and the lean that was met on unlabelled texts.

    `met` [labels] are the sums of what the labels' own words say of `met_count` unlabelled texts;
    `example_count` is how many examples and lessons were ever given.
    """

    lessons: tuple[Lesson, ...] = ()
    met: tuple[float, ...] = ()
    met_count: int = 0
    example_count: int = 0

    def learning(self, pairs: Sequence[tuple[Reading, str]], known: "Asked") -> "Taught":
        """With these labelled readings too; a text that is known already is labelled anew.

        Raises InvalidInput (labels.invalid).
        """
        fresh = by_text(pairs, known.labels, known.knowledge.form, self.example_count)
        older = [lesson for lesson in self.lessons if text_key(lesson.reading) not in fresh]
        return replace(
            self,
            lessons=(*older, *[Lesson(*one) for one in fresh.values()]),
            example_count=self.example_count + len(pairs),
        )

    def meeting(self, readings: Sequence[Reading], known: "Asked") -> "Taught":
        """With the lean of these unlabelled readings too."""
        said = [offsets_of(known.knowledge.form, one) for one in readings if one.tokens]
        before = self.met or (0.0,) * len(known.labels)
        return replace(
            self,
            met=tuple(map(sum, zip(before, *said, strict=True))),
            met_count=self.met_count + len(said),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is decided between, and what was learned of it at first."""

    labels: tuple[Label, ...]
    knowledge: Knowledge

    @property
    def many(self) -> bool:
        return self.knowledge.form == "many"


class Mind:
    """Decides readings. `products` are shared by all minds that come of one classifier.

    What was taught is learned when the first reading is decided: whoever is refined before that
    needs none of it, and of many lessons it takes many seconds.
    """

    def __init__(self, asked: Asked, taught: Taught, products: Products) -> None:
        self.asked: Final = asked
        self.taught: Final = taught
        self.products: Final = products

    def decide(self, reading: Reading) -> Decision:
        """The decision for one reading; even chances where there was nothing to read."""
        asked = self.asked
        form = asked.knowledge.form
        if not reading.tokens:
            even = [1 / len(asked.labels)] * len(asked.labels)
            return decision_of(asked.labels, form, even, NOTE_NOTHING)
        logits = self._known(reading)
        if self.taught.lessons:
            added = self._head.residual(self._likeness.row(reading))
            logits = [one + more for one, more in zip(logits, added, strict=True)]
        likely = chances(form, [self._slope * one for one in logits])
        decision = decision_of(asked.labels, form, likely, NOTE_CUT if reading.cut else "")
        far = None if self._familiar is None else self._familiar.strange(max(logits))
        return replace(decision, nearest=self._nearest(reading, decision), strange=far)

    @cached_property
    def _numbers(self) -> list[int]:
        return [self.products.number(one.reading) for one in self.taught.lessons]

    @cached_property
    def _likeness(self) -> Likeness:
        knowledge, lessons = self.asked.knowledge, self.taught.lessons
        centre = knowledge.centre if knowledge.pulls else centre_of(knowledge.anchors, lessons)
        return Likeness(self.products, centre, [one.reading for one in lessons])

    @cached_property
    def _rows(self) -> list[list[float]]:
        """How like each lesson is to all of them."""
        return [self._likeness.row(one.reading) for one in self.taught.lessons]

    @cached_property
    def _before(self) -> list[list[float]]:
        return [self._known(one.reading) for one in self.taught.lessons]

    @cached_property
    def _head(self) -> Head:
        return self._learned(range(len(self.taught.lessons)))

    @cached_property
    def _slope(self) -> float:
        return rule(len(self.asked.labels), self._count) * self._ratio()

    @cached_property
    def _familiar(self) -> Familiar | None:
        return Familiar.of([*self.asked.knowledge.nearness, *self._left_out()])

    @property
    def _count(self) -> int:
        return len(self.asked.knowledge.lessons) + len(self.taught.lessons)

    def _known(self, reading: Reading) -> list[float]:
        """The logits without what was taught since."""
        known = self.asked.knowledge.logits(reading)
        return [one - lean for one, lean in zip(known, self._lean, strict=True)]

    @cached_property
    def _lean(self) -> list[float]:
        """What a label's own words get of any text. It fades as examples say the same better."""
        taught, labels = self.taught, len(self.asked.labels)
        if not taught.met_count:
            return [0.0] * labels
        examples = len(self.asked.knowledge.lessons) / labels
        share = 1.0 / (taught.met_count + _EVEN_COUNTS) / (1.0 + examples)
        middle = sum(taught.met) / labels
        return [(one - middle) * share for one in taught.met]

    def _learned(self, among: Sequence[int]) -> Head:
        """The head that some of the lessons teach; the others get no weight in it."""
        if not among:
            return Head()
        head = teach(
            [[self._rows[at][other] for other in among] for at in among],
            [1.0] * len(among),
            [self._before[at] for at in among],
            [self._truth(at) for at in among],
            partial(chances, self.asked.knowledge.form),
            RIDGE * WEIGHT,
        )
        return head.spread(among, len(self.taught.lessons))

    def _truth(self, at: int) -> list[float]:
        held = self.taught.lessons[at].places
        return [float(label in held) for label in range(len(self.asked.labels))]

    def _ratio(self) -> float:
        """The slope beside the rule's: as first learned, or by these lessons, each half in turn."""
        lessons, knowledge = self.taught.lessons, self.asked.knowledge
        if knowledge.pulls or len(lessons) < LEAST_TRIALS:
            return knowledge.ratio
        logits: list[float] = []
        order: list[int] = []
        texts = [text_key(one.reading) for one in lessons]
        for learned, held in held_out(texts, [one.places for one in lessons], _FOLDS):
            head = self._learned(learned)
            for at in held:
                added = head.residual(self._rows[at])
                logits += [one + more for one, more in zip(self._before[at], added, strict=True)]
                order.append(at)
        labels = len(self.asked.labels)
        targets = [lessons[at].places for at in order]
        slope = rule(labels, len(lessons) // _FOLDS)
        return measured(logits, targets, labels, apart=self.asked.many, slope=slope)

    def _left_out(self) -> list[float]:
        """What each lesson comes to without most of what it added to itself."""
        found = []
        for at, row in enumerate(self._rows):
            added = self._head.residual(row)
            own = [OWN * WEIGHT * (1.0 + BIAS) * weights[at] for weights in self._head.weights]
            triples = zip(self._before[at], added, own, strict=True)
            found.append(max([one + more - mine for one, more, mine in triples]))
        return found

    def _nearest(self, reading: Reading, decision: Decision) -> tuple[int, ...]:
        """The examples most like the text among those of what was chosen."""
        named = {decision.label, *decision.chosen}
        chosen = frozenset(
            [at for at, label in enumerate(self.asked.labels) if label.name in named]
        )
        found = self.asked.knowledge.nearest(reading, chosen)
        if self.taught.lessons:
            _, products = self.products.of(reading)
            found = found + [
                (products[number], lesson.index)
                for number, lesson in zip(self._numbers, self.taught.lessons, strict=True)
                if lesson.places & chosen and lesson.reading is not reading
            ]
        ranked = sorted(found, key=lambda pair: (-pair[0], pair[1]))
        return tuple([index for _, index in ranked[:NEAREST]])

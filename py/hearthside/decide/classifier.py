"""Deciding between labels: one interface, and its implementation by the likelihood of the labels.

    async with await Classifier.fit(model, ["praise", "complaint"], examples) as classifier:
        reading = await classifier.read("It broke on the second day.")   # costs model time
        decision = classifier.decide(reading)                            # costs almost nothing
        classifier = classifier.taught([(reading, "complaint")])         # so does learning

Knows nothing of thresholds, of tables, or of what a label leads to.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Final, Self

from hearthside.decide.calibrate import Calibration, chances, form_logits, from_content_free
from hearthside.decide.head import Head, Likeness, nearest, teach
from hearthside.decide.labels import Form, Label, Labelled, checked_labels, one_line, places
from hearthside.decide.prompt import CONTENT_FREE, choose_read, choose_shots, make_frame
from hearthside.decide.reader import FIRST_TOKENS, LAST_TOKENS, Reader, spell
from hearthside.decide.reading import Decision, Reading, decision_of
from hearthside.model import Model
from hearthside.ports import Style

NOTE_NOTHING: Final = "There is nothing to read in this text, so nothing was decided."
NOTE_CUT: Final = (
    f"This text is long. Only its first {FIRST_TOKENS} and last {LAST_TOKENS} tokens "
    "(pieces of words) were read."
)


class Classifier(ABC):
    """Decides which of its labels a text belongs to. Close it, or use it in `async with`."""

    labels: tuple[Label, ...]
    form: Form
    style: Style

    @staticmethod
    async def fit(
        model: Model,
        labels: Sequence[Label | str],
        examples: Sequence[Labelled] = (),
        *,
        task: str = "",
        form: Form = "one",
        on_progress: Callable[[int, int], None] | None = None,
    ) -> "Classifier":
        """A classifier for these labels (for the form "ordered": in their order, lowest first).

        `task` is a sentence on what is decided. Reads content-free inputs and the examples;
        `on_progress` hears how many readings of how many are done. Raises InvalidInput
        (labels.invalid, context.full) and what the engine raises.
        """
        return await _fit(model, labels, examples, task, form, on_progress or (lambda *_: None))

    @abstractmethod
    async def read(self, text: str) -> Reading:
        """What the model makes of `text`. An empty text gives a reading of 0 tokens."""

    @abstractmethod
    def decide(self, reading: Reading) -> Decision:
        """The decision for a reading of this classifier (or of one it was taught from)."""

    @abstractmethod
    def taught(self, pairs: Sequence[tuple[Reading, str]]) -> "Classifier":
        """A classifier that has learned from these labelled readings too.

        A reading taught before is taught anew. In the form "many" a reading stands once for each
        label that holds, or with "". Quick, and reads nothing; the caches are shared: closing
        either closes both. Raises InvalidInput (labels.invalid).
        """

    @abstractmethod
    def balanced(self, readings: Sequence[Reading]) -> "Classifier":
        """A classifier calibrated on these unlabelled readings too (a table's, say). Quick.

        Assumes that no label is far commoner among them than another.
        """

    @abstractmethod
    async def close(self) -> None:
        """Give the engine's caches back. Decisions can still be made, readings cannot."""

    async def classify(self, text: str) -> Decision:
        """Read `text` and decide."""
        return self.decide(await self.read(text))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


async def classify(
    text: str,
    labels: Sequence[Label | str],
    *,
    model: Model,
    examples: Sequence[Labelled] = (),
    task: str = "",
    form: Form = "one",
) -> Decision:
    """One text, decided. For many texts fit a Classifier once. Errors: see `Classifier.fit`."""
    async with await Classifier.fit(model, labels, examples, task=task, form=form) as classifier:
        return await classifier.classify(text)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A labelled reading, the `index`th example. One that stands in the prompt teaches nothing:
    the model knows it by heart."""

    index: int
    reading: Reading
    places: frozenset[int]
    teaches: bool = True


class _Likelihood(Classifier):
    def __init__(
        self,
        labels: tuple[Label, ...],
        form: Form,
        reader: Reader,
        calibration: Calibration,
        likeness: Likeness,
        lessons: tuple[_Lesson, ...],
        example_count: int,
    ) -> None:
        self.labels = labels
        self.form = form
        self.style = reader.model.info.style
        self._reader = reader
        self._plain = calibration
        self._likeness = likeness
        self._lessons = lessons
        self._example_count = example_count
        self._numbers = likeness.numbers([lesson.reading for lesson in lessons])
        self._teaching = [at for at, lesson in enumerate(lessons) if lesson.teaches]
        taught = [lesson for lesson in lessons if lesson.teaches]
        self._calibration = _sloped(calibration, taught)
        self._head = self._learned(taught)

    async def read(self, text: str) -> Reading:
        return await self._reader.read(text, self._plain.lean)

    def decide(self, reading: Reading) -> Decision:
        if not reading.tokens:
            even = [1 / len(self.labels)] * len(self.labels)
            return decision_of(self.labels, self.form, even, notes=(NOTE_NOTHING,))
        row = self._likeness.row(reading, self._numbers)
        logits = form_logits(self.form, self._calibration.fair(reading.scores))
        residual = self._head.residual([row[at] for at in self._teaching])
        if residual is not None:
            logits = [one + more for one, more in zip(logits, residual, strict=True)]
        near = nearest(row, [lesson.reading is reading for lesson in self._lessons])
        return decision_of(
            self.labels,
            self.form,
            chances(self.form, logits),
            tuple([self._lessons[at].index for at in near]),
            (NOTE_CUT,) if reading.cut else (),
        )

    def taught(self, pairs: Sequence[tuple[Reading, str]]) -> Classifier:
        found = places([label for _, label in pairs], self.labels, self.form)
        fresh: dict[int, _Lesson] = {}
        for index, ((reading, _), place) in enumerate(
            zip(pairs, found, strict=True), start=self._example_count
        ):
            before = fresh.get(id(reading))
            joined = before.places if before and self.form == "many" else frozenset[int]()
            if reading.tokens:
                fresh[id(reading)] = _Lesson(index, reading, joined | ({place} - {-1}))
        older = [lesson for lesson in self._lessons if id(lesson.reading) not in fresh]
        count = self._example_count + len(pairs)
        return self._with(self._plain, (*older, *fresh.values()), count)

    def balanced(self, readings: Sequence[Reading]) -> Classifier:
        scores = [reading.scores for reading in readings if reading.tokens]
        return self._with(self._plain.balanced(scores), self._lessons, self._example_count)

    async def close(self) -> None:
        await self._reader.close()

    def _with(
        self, calibration: Calibration, lessons: tuple[_Lesson, ...], example_count: int
    ) -> Classifier:
        return _Likelihood(
            self.labels,
            self.form,
            self._reader,
            calibration,
            self._likeness,
            lessons,
            example_count,
        )

    def _learned(self, lessons: Sequence[_Lesson]) -> Head:
        every = range(len(self.labels))
        return teach(
            self._likeness,
            [lesson.reading for lesson in lessons],
            [form_logits(self.form, self._calibration.fair(one.reading.scores)) for one in lessons],
            [[float(place in lesson.places) for place in every] for lesson in lessons],
            partial(chances, self.form),
        )


def _sloped(calibration: Calibration, lessons: Sequence[_Lesson]) -> Calibration:
    single = [lesson for lesson in lessons if len(lesson.places) == 1]
    return calibration.fitted(
        [lesson.reading.scores for lesson in single],
        [next(iter(lesson.places)) for lesson in single],
    )


async def _fit(
    model: Model,
    labels: Sequence[Label | str],
    examples: Sequence[Labelled],
    task: str,
    form: Form,
    tell: Callable[[int, int], None],
) -> Classifier:
    known = checked_labels(labels)
    found = places([example.label for example in examples], known, form)
    sizes = [len(await model.encode(one_line(example.text), bos=False)) for example in examples]
    shots = choose_shots(found, sizes)
    shown = [Labelled(examples[at].text, known[found[at]].name) for at in shots]
    frame = make_frame(model.info.style, form, task, known, shown)
    spelling = await spell(model, frame, [label.name for label in known])
    reader = Reader(model, spelling, len(known))
    chosen = choose_read(found)
    total = len(CONTENT_FREE) + len(chosen)
    try:
        free = []
        for text in CONTENT_FREE:
            free.append(await reader.read(text, None))
            tell(len(free), total)
        calibration = from_content_free([reading.scores for reading in free])
        lessons: list[_Lesson] = []
        for at in chosen:
            reading = await reader.read(examples[at].text, calibration.lean)
            lessons.append(_Lesson(at, reading, frozenset({found[at]} - {-1}), at not in shots))
            tell(len(free) + len(lessons), total)
    except BaseException:
        await reader.close()
        raise
    return _Likelihood(
        known,
        form,
        reader,
        calibration,
        Likeness(_centre([*free, *[lesson.reading for lesson in lessons]])),
        tuple(lessons),
        len(examples),
    )


def _centre(readings: Sequence[Reading]) -> list[float]:
    """The mean of their hidden states."""
    read = [reading.hidden for reading in readings if reading.tokens]
    return [sum(column) / len(read) for column in zip(*read, strict=True)]

"""Deciding between labels: one interface, and its implementation by the likelihood of the labels.

The other implementation, by embeddings, is fitted through the same door: see `Source`.

    async with await Classifier.fit(model, ["praise", "complaint"], examples) as classifier:
        reading = await classifier.read("It broke on the second day.")   # costs model time
        decision = classifier.decide(reading)                            # costs almost nothing
        classifier = classifier.taught([(reading, "complaint")])         # so does learning

Knows nothing of thresholds, of tables, or of what a label leads to.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol, Self

from hearthside.classify.features import Decision, Reading
from hearthside.classify.kernel import Products
from hearthside.classify.labels import Form, Label, Labelled, checked_labels, places
from hearthside.classify.sources.likelihood.calibration import from_neutral
from hearthside.classify.sources.likelihood.examples import Known, Lesson, Mind
from hearthside.classify.sources.likelihood.memory import Remembering
from hearthside.classify.sources.likelihood.prompt import (
    Frame,
    anchor,
    choose_read,
    choose_shots,
    make_frames,
    neutral_texts,
)
from hearthside.classify.sources.likelihood.reader import Reader, Readers, spell
from hearthside.generation.model import Model
from hearthside.text.escape import safe_line


class Classifier(ABC):
    """Decides which of its labels a text belongs to. Close it, or use it in `async with`."""

    labels: tuple[Label, ...]
    form: Form

    @staticmethod
    async def fit(
        model: "Model | Source",
        labels: Sequence[Label | str],
        examples: Sequence[Labelled] = (),
        *,
        task: str = "",
        form: Form = "one",
        on_progress: Callable[[int, int], None] | None = None,
    ) -> "Classifier":
        """A classifier for these labels (for the form "ordered": in their order, lowest first).

        `model` is a language model, or `Embeddings`. `task` names what is decided in a word or two
        ("sentiment", "topic", "urgency"). Reads the labels' descriptions and the examples, and by a
        language model some neutral sentences; `on_progress` hears how many readings of how many are
        done. Raises InvalidInput (labels.invalid, context.full) and what the engine raises.
        """
        tell = on_progress or (lambda *_: None)
        if isinstance(model, Model):
            return await _fit(model, labels, examples, task, form, tell)
        return await model.fitted(labels, examples, form, tell)

    @abstractmethod
    async def read(self, text: str) -> Reading:
        """What the model makes of `text`. An empty text gives a reading of 0 tokens."""

    async def read_many(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> list[Reading]:
        """A reading for each text, in order; by embeddings far quicker than one at a time."""
        readings = []
        for text in texts:
            readings.append(await self.read(text))
            if on_progress is not None:
                on_progress(len(readings), len(texts))
        return readings

    @abstractmethod
    def decide(self, reading: Reading) -> Decision:
        """The decision for a reading of this classifier (or of one it was taught from)."""

    @abstractmethod
    def taught(self, pairs: Sequence[tuple[Reading, str]]) -> "Classifier":
        """A classifier that has learned from these labelled readings too.

        A text taught before is taught anew, whichever of its readings is given. In the form "many"
        a reading stands once for each label that holds, or with "". Quick, and reads nothing; the
        caches are shared: closing either closes both. Raises InvalidInput (labels.invalid).
        """

    @abstractmethod
    def balanced(self, readings: Sequence[Reading]) -> "Classifier":
        """A classifier calibrated on these unlabelled readings too (a table's, say). Quick.

        Assumes that no label is far commoner among them than another.
        """

    async def refined(self) -> "Classifier":
        """One that has learned thoroughly what `taught` told in haste; maybe itself.

        Worth waiting for (by embeddings a second or two of the engine) once many readings were
        taught. Raises what the engine raises.
        """
        return self

    @abstractmethod
    async def close(self) -> None:
        """Give the engine's caches back. Decisions can still be made, readings cannot."""

    async def classify(self, text: str) -> Decision:
        """Read `text` and decide."""
        return self.decide(await self.read(text))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class Source(Protocol):
    """What a classifier can be fitted with, beside a language model; `Embeddings` is one."""

    async def fitted(
        self,
        labels: Sequence[Label | str],
        examples: Sequence[Labelled],
        form: Form,
        tell: Callable[[int, int], None],
        /,
    ) -> Classifier: ...


async def classify(
    text: str,
    labels: Sequence[Label | str],
    *,
    model: Model | Source,
    examples: Sequence[Labelled] = (),
    task: str = "",
    form: Form = "one",
) -> Decision:
    """One text, decided. For many texts fit a Classifier once. Errors: see `Classifier.fit`."""
    async with await Classifier.fit(model, labels, examples, task=task, form=form) as classifier:
        return await classifier.classify(text)


class _Likelihood(Classifier):
    """One reader for all that come of it, and a mind of its own."""

    def __init__(self, reader: Readers, mind: Mind) -> None:
        self.labels = mind.known.labels
        self.form = mind.known.form
        self._reader = reader
        self._mind = mind

    async def read(self, text: str) -> Reading:
        return await self._reader.read(text, self._mind.known.calibration.lean)

    def decide(self, reading: Reading) -> Decision:
        return self._mind.decide(reading)

    def taught(self, pairs: Sequence[tuple[Reading, str]]) -> Classifier:
        return self._with(self._mind.known.learning(pairs))

    def balanced(self, readings: Sequence[Reading]) -> Classifier:
        return self._with(self._mind.known.meeting(readings))

    async def close(self) -> None:
        await self._reader.close()

    def _with(self, known: Known) -> Classifier:
        return _Likelihood(self._reader, Mind(known, self._mind.products))


async def _fit(
    model: Model,
    labels: Sequence[Label | str],
    examples: Sequence[Labelled],
    task: str,
    form: Form,
    tell: Callable[[int, int], None],
) -> Classifier:
    named = checked_labels(labels)
    found = places([example.label for example in examples], named, form)
    sizes = [len(await model.encode(safe_line(example.text), bos=False)) for example in examples]
    shots = choose_shots(found, sizes)
    names = [*[label.name for label in named], ""]  # the place of "none of them" is -1
    shown = [Labelled(examples[at].text, names[found[at]]) for at in shots]
    frames = make_frames(model.info.chat, form, task, named, shown)
    reader = Remembering(await _reader(model, frames, named), model, (frames, named))
    chosen = choose_read(found)
    # What stands in the prompt or is a label's own has no scores worth reading.
    texts = [(anchor(label), False) for label in named]
    texts += [(examples[at].text, at not in shots) for at in chosen]
    try:
        neutral, readings = await _read_all(reader, texts, tell)
    except BaseException:
        await reader.readers.close()
        raise
    own = [Lesson(None, one, frozenset({at})) for at, one in enumerate(readings[: len(named)])]
    lessons = [
        Lesson(at, reading, frozenset({found[at]} - {-1}), at in shots)
        for at, reading in zip(chosen, readings[len(named) :], strict=True)
    ]
    known = Known(
        labels=named,
        form=form,
        calibration=from_neutral([one.scores for one in neutral], len(found) if shots else 0),
        met=tuple(map(sum, zip(*[reading.hidden for reading in neutral], strict=True))),
        met_count=len(neutral),
        lessons=tuple(lesson for lesson in [*own, *lessons] if lesson.reading.tokens),
        example_count=len(examples),
    )
    return _Likelihood(reader.readers, Mind(known, Products()))


async def _reader(model: Model, frames: Sequence[Frame], labels: Sequence[Label]) -> Readers:
    names = [label.name for label in labels]
    spellings = [await spell(model, frame, names) for frame in frames]
    return Readers([Reader(model, spelling, len(labels)) for spelling in spellings])


async def _read_all(
    reader: Remembering, texts: Sequence[tuple[str, bool]], tell: Callable[[int, int], None]
) -> tuple[list[Reading], list[Reading]]:
    """Neutral sentences read, and the texts, each with whether its scores are wanted."""
    neutral: list[Reading] = []
    readings: list[Reading] = []
    sentences = neutral_texts(reader.readers.most_steps)
    total = len(sentences) + len(texts)
    for text in sentences:
        neutral.append(await reader.read(text))
        tell(len(neutral), total)
    lean = from_neutral([reading.scores for reading in neutral], 0).lean
    for text, scored in texts:
        readings.append(await reader.read(text, lean, scored=scored))
        tell(len(neutral) + len(readings), total)
    return neutral, readings

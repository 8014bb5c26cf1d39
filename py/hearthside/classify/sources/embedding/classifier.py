"""The second implementation of `Classifier`: by the vectors of an embedding model.

    classifier = await Classifier.fit(Embeddings(embedder, matrices), labels, examples)
    reading = await classifier.read("It broke on the second day.")
    decision = classifier.decide(reading)          # decision.strange: like nothing shown before?
    classifier = classifier.taught([(reading, "complaint")])     # at once, in Python
    classifier = await classifier.refined()                      # thoroughly, with the engine

Works before any example, by the labels' names and descriptions. Knows nothing of thresholds, of
tables, or of what a label leads to.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from hearthside.classify.classifier import Classifier
from hearthside.classify.features import Decision, Reading, rounded, text_key
from hearthside.classify.kernel import Products, dot
from hearthside.classify.labels import (
    Form,
    Label,
    Labelled,
    checked_labels,
    places,
    something_to_read,
)
from hearthside.classify.sources.embedding.fitted import ANCHOR_WEIGHT, Lesson, learned
from hearthside.classify.sources.embedding.predictor import Asked, Mind, Taught
from hearthside.classify.sources.embedding.regression import floats
from hearthside.classify.sources.likelihood.prompt import anchor, choose_read
from hearthside.ports import EmbedderInfo, Matrices
from hearthside.text.escape import safe_line

# More examples teach little more, and every pair of them has to be compared.
MOST_EXAMPLES: Final = 2000
_FEW: Final = 4
Progress = Callable[[int, int], None]


class Encoded(Protocol):
    """Texts as vectors of length 1; `find.vectors.Vectors` is one."""

    @property
    def dimensions(self) -> int: ...
    @property
    def long_texts(self) -> tuple[int, ...]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> "array[float]": ...
    def __iter__(self) -> "Iterator[array[float]]": ...
    def to_bytes(self) -> bytes: ...


class Encoder(Protocol):
    """What makes vectors of texts; `find.embedder.Embedder` is one."""

    @property
    def info(self) -> EmbedderInfo: ...
    async def encode(
        self,
        texts: list[str],
        *,
        task: Literal["classification"],
        on_progress: Progress | None = None,
    ) -> Encoded: ...
    async def encode_document(self, texts: list[str]) -> Encoded: ...
    async def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Embeddings:
    """What a classifier is fitted with in a language model's place; see `Classifier.fit`.

    Vectors have as many numbers as `embedder` keeps. Of more than MOST_EXAMPLES examples as many
    are learned from, labels taking turns. `task` is not asked for: labels say what they mean.
    """

    embedder: Encoder
    matrices: Matrices

    async def fitted(
        self,
        labels: Sequence[Label | str],
        examples: Sequence[Labelled],
        form: Form,
        tell: Progress,
    ) -> "EmbeddingClassifier":
        """Raises InvalidInput (labels.invalid) and what the engine raises."""
        named = checked_labels(labels)
        found = places([example.label for example in examples], named, form)
        chosen = choose_read(found, MOST_EXAMPLES)
        anchors = await self.embedder.encode_document([anchor(label) for label in named])
        own = tuple(anchors)
        texts = [examples[at].text for at in chosen]
        readings = await self.readings(texts, own, tell)
        lessons = _lessons(chosen, readings, found, form)
        knowledge = await learned(self.matrices, form, own, lessons)
        asked, taught = Asked(named, knowledge), Taught(example_count=len(examples))
        return EmbeddingClassifier(self, Mind(asked, taught, Products()))

    async def readings(
        self, texts: Sequence[str], anchors: Sequence[Sequence[float]], tell: Progress
    ) -> list[Reading]:
        """What each text's vector says of the labels; equal texts share a reading."""
        lines = list(map(safe_line, texts))
        different = [line for line in dict.fromkeys(lines) if something_to_read(line)]
        vectors = await self.embedder.encode(different, task="classification", on_progress=tell)
        counts = await self.embedder.count_tokens(different)
        long_texts = set(vectors.long_texts)
        said = await self._cosines(vectors, anchors)
        nothing = Reading((0.0,) * len(anchors), (), 0, False)
        known = {
            line: rounded(
                [ANCHOR_WEIGHT * one for one in said[at]],
                vectors[at],
                max(1, min(counts[at], self.embedder.info.context_tokens)),
                at in long_texts,
            )
            for at, line in enumerate(different)
        }
        return [known.get(line, nothing) for line in lines]

    async def _cosines(
        self, vectors: Encoded, anchors: Sequence[Sequence[float]]
    ) -> list[list[float]]:
        """[texts][labels]; of a few texts in Python, which is quicker than asking."""
        if len(vectors) <= _FEW:
            return [[dot(vector, one) for one in anchors] for vector in vectors]
        flat = array("f", [number for one in anchors for number in one])
        found = floats(
            await self.matrices.product(vectors.to_bytes(), flat.tobytes(), vectors.dimensions)
        )
        wide = len(anchors)
        return [found[at * wide : (at + 1) * wide].tolist() for at in range(len(vectors))]


class EmbeddingClassifier(Classifier):
    """Softmax regression on vectors, started from what the labels' own words say.

    Holds no cache of the engine: there is nothing to give back, and nothing is lost with it.
    """

    def __init__(self, embeddings: Embeddings, mind: Mind) -> None:
        self.labels = mind.asked.labels
        self.form = mind.asked.knowledge.form
        self._embeddings = embeddings
        self._mind = mind

    async def read(self, text: str) -> Reading:
        return (await self.read_many([text]))[0]

    async def read_many(
        self, texts: Sequence[str], on_progress: Progress | None = None
    ) -> list[Reading]:
        anchors = self._mind.asked.knowledge.anchors
        return await self._embeddings.readings(texts, anchors, on_progress or _unheard)

    def decide(self, reading: Reading) -> Decision:
        return self._mind.decide(reading)

    def taught(self, pairs: Sequence[tuple[Reading, str]]) -> Classifier:
        return self._with(self._mind.taught.learning(pairs, self._mind.asked))

    def balanced(self, readings: Sequence[Reading]) -> Classifier:
        return self._with(self._mind.taught.meeting(readings, self._mind.asked))

    async def refined(self) -> Classifier:
        taught, knowledge = self._mind.taught, self._mind.asked.knowledge
        if not taught.lessons:
            return self
        anew = {text_key(one.reading) for one in taught.lessons}
        older = [one for one in knowledge.lessons if text_key(one.reading) not in anew]
        lessons = (*older, *taught.lessons)
        more = await learned(self._embeddings.matrices, knowledge.form, knowledge.anchors, lessons)
        mind = Mind(Asked(self.labels, more), replace(taught, lessons=()), self._mind.products)
        return EmbeddingClassifier(self._embeddings, mind)

    async def close(self) -> None:
        """Nothing is held."""

    def _with(self, taught: Taught) -> Classifier:
        mind = self._mind
        return EmbeddingClassifier(self._embeddings, Mind(mind.asked, taught, mind.products))


def _lessons(
    chosen: Sequence[int], readings: Sequence[Reading], found: Sequence[int], form: Form
) -> list[Lesson]:
    """A lesson for each example that can be read; in the form "many" one for each text."""
    lessons: dict[int, Lesson] = {}
    for at, reading in zip(chosen, readings, strict=True):
        if not reading.tokens:
            continue
        key = id(reading) if form == "many" else at
        before = lessons.get(key)
        joined = before.places if before else frozenset[int]()
        index = before.index if before else at
        lessons[key] = Lesson(index, reading, joined | ({found[at]} - {-1}))
    return list(lessons.values())


def _unheard(done: int, total: int) -> None:
    """Nobody asked how it goes."""

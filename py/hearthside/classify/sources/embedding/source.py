"""Fits softmax regression to the vectors of examples, started from what labels' own words say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify.features import Features
from hearthside.classify.labels import TrainingSet, in_turns
from hearthside.classify.predictor import TrainingExample
from hearthside.classify.sources.embedding.fitted import FittedEmbedding
from hearthside.classify.sources.embedding.linear import fit_linear
from hearthside.classify.sources.embedding.reader import Encoder, Progress, Reader
from hearthside.ports import Matrices

# More examples teach little more, and every pair of them has to be compared.
MOST_EXAMPLES: Final = 2000


@dataclass(frozen=True, slots=True)
class Embeddings:
    """What a classifier is fitted with in a language model's place; see `Classifier.fit`.

    Vectors have as many numbers as `embedder` keeps. Of more than MOST_EXAMPLES examples as many
    are learned from, labels taking turns. `task` is not asked for: labels say what they mean.
    """

    embedder: Encoder
    matrices: Matrices

    @property
    def id(self) -> str:
        """The embedding model's id."""
        return self.embedder.info.id

    @property
    def hash(self) -> str:
        """Vectors of one hash can be compared: same model, and as many numbers."""
        return f"{self.embedder.info.hash}/{self.embedder.truncate_dim}"

    async def fit(
        self, training: TrainingSet, on_progress: Progress
    ) -> tuple[FittedEmbedding, tuple[TrainingExample, ...]]:
        """All examples are taken in at once; none is left to be taught. Raises what the engine
        raises."""
        chosen = in_turns(training.places, MOST_EXAMPLES)
        reader = Reader(self.embedder, self.matrices)
        anchors = tuple(
            await self.embedder.encode_document([one.own_words for one in training.labels])
        )
        texts = [training.examples[at].text for at in chosen]
        read = await reader.read(texts, anchors, on_progress)
        examples = _examples(chosen, read, training)
        linear = await fit_linear(self.matrices, training.form, anchors, examples)
        return FittedEmbedding(reader, training.form, anchors, linear), ()


def _examples(
    chosen: Sequence[int], read: Sequence[Features], training: TrainingSet
) -> list[TrainingExample]:
    """Each example that can be read; in the form "many" each text once, with all its labels."""
    found: dict[int, TrainingExample] = {}
    for at, features in zip(chosen, read, strict=True):
        if features.tokens:
            key = id(features) if training.form == "many" else at
            before = found.get(key, TrainingExample(at, features, frozenset()))
            labels = before.labels | ({training.places[at]} - {-1})
            found[key] = TrainingExample(before.index, features, labels)
    return list(found.values())

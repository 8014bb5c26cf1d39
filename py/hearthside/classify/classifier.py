"""Deciding between labels, by the likelihood of the labels or by embeddings.

    async with await Classifier.fit(model, ["praise", "complaint"], examples) as classifier:
        features = await classifier.read("It broke on the second day.")  # costs model time
        decision = classifier.decide(features)                           # costs almost nothing
        classifier = classifier.partial_fit([(features, "complaint")])   # so does learning
        classifier = await classifier.refit()                            # thoroughly

Works before any example, by the labels' names and descriptions. Knows nothing of thresholds, of
tables, or of what a label leads to.
"""

from collections.abc import Callable, Sequence
from typing import Literal, Protocol, Self, TypeAlias

from hearthside.classify.features import Decision, Features
from hearthside.classify.kernel import Products
from hearthside.classify.labels import Form, Label, Labelled, TrainingSet
from hearthside.classify.predictor import Fitted, Predictor, TrainingExample
from hearthside.classify.sources.likelihood.source import Likelihood
from hearthside.generation.model import Model

# Which kind of model decides: a language model by the likelihood of the labels, or an embedding
# model by what it was shown.
SourceKind: TypeAlias = Literal["likelihood", "embedding"]


class Source(Protocol):
    """What a classifier can be fitted with, beside a language model; `Embeddings` is one."""

    async def fit(
        self, training: TrainingSet, on_progress: Callable[[int, int], None], /
    ) -> tuple[Fitted, tuple[TrainingExample, ...]]:
        """What is known of the labels, and the examples that are left for a predictor to learn."""
        ...


class Classifier:
    """Decides which of its labels a text belongs to. Close it, or use it in `async with`."""

    labels: tuple[Label, ...]
    form: Form

    def __init__(self, predictor: Predictor) -> None:
        self.labels = predictor.labels
        self.form = predictor.form
        self._predictor = predictor

    @staticmethod
    async def fit(
        model: Model | Source,
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
        language model some neutral sentences; `on_progress` hears how many texts of how many are
        read. Raises InvalidInput (labels.invalid, context.full) and what the engine raises.
        """
        source = Likelihood(model) if isinstance(model, Model) else model
        training = TrainingSet.of(labels, form, task, examples)
        fitted, taught = await source.fit(training, on_progress or _unheard)
        count = len(training.examples)
        return Classifier(Predictor(training.labels, form, fitted, taught, count, Products()))

    async def read(self, text: str) -> Features:
        """The features of `text`. Of an empty text they are of 0 tokens."""
        [features] = await self.read_many([text])
        return features

    async def read_many(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> list[Features]:
        """The features of each text, in order; by embeddings far quicker than one at a time."""
        return await self._predictor.fitted.read(texts, on_progress or _unheard)

    def decide(self, features: Features) -> Decision:
        """The decision by features that this classifier read (or one that it came of)."""
        return self._predictor.decide(features)

    def partial_fit(self, pairs: Sequence[tuple[Features, str]]) -> "Classifier":
        """A classifier that has learned from these labelled texts too.

        A text given before is labelled anew, whenever it was read. In the form "many" a text stands
        once for each label that holds, or with "". Quick, and reads nothing; the caches are shared:
        closing either closes both. Raises InvalidInput (labels.invalid).
        """
        return Classifier(self._predictor.partial_fit(pairs))

    def balanced(self, features: Sequence[Features]) -> "Classifier":
        """A classifier calibrated on these unlabelled texts too (a table's, say). Quick.

        Assumes that no label is far commoner among them than another.
        """
        predictor = self._predictor
        return Classifier(predictor.with_fitted(predictor.fitted.balanced(features)))

    async def refit(self) -> "Classifier":
        """One that has learned thoroughly what `partial_fit` took in haste; maybe itself.

        Worth waiting for (by embeddings a second or two of the engine) once many texts were
        labelled. Raises what the engine raises.
        """
        predictor = self._predictor
        fitted, examples = await predictor.fitted.refit(predictor.examples)
        if fitted is predictor.fitted:
            return self
        return Classifier(predictor.with_fitted(fitted, examples))

    async def close(self) -> None:
        """Give the engine's caches back. Decisions can still be made, texts cannot be read."""
        await self._predictor.fitted.close()

    async def classify(self, text: str) -> Decision:
        """Read `text` and decide."""
        return self.decide(await self.read(text))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


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


def _unheard(done: int, total: int) -> None:
    """Nobody asked how it goes."""

"""What an embedding model knows of labels and texts: vectors, and a regression on them."""

import heapq
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from hearthside.classify.calibration import FOLDS, Calibrator, Trial
from hearthside.classify.features import Features, text_key
from hearthside.classify.kernel import WEIGHT, dot
from hearthside.classify.labels import Form
from hearthside.classify.predictor import Predictor, TrainingExample
from hearthside.classify.sources.embedding.linear import (
    OWN,
    Linear,
    anchor_logits,
    centre_of,
    fit_linear,
    slope_by_rule,
    slope_ratio,
)
from hearthside.classify.sources.embedding.reader import Reader
from hearthside.classify.sources.embedding.regression import RIDGE, Floats

NOTE_CUT: Final = (
    "This text is long. Only its beginning was read, as much as the embedding model can take in."
)
NEAREST: Final = 3
# Of very many examples only so many are looked at for the nearest, evenly over all of them.
_LOOKED_AT: Final = 16
# How many texts count as much as an even prior, when it is measured on texts.
_EVEN_COUNTS: Final = 16


@dataclass(frozen=True, slots=True)
class _Computed:
    """What was computed of a text; `nearest` by the labels that it was asked for."""

    features: "weakref.ref[Features]"
    logits: list[float]
    nearest: dict[frozenset[int], list[tuple[float, int]]]


@dataclass(frozen=True, slots=True)
class FittedEmbedding:
    """A regression, and the prior met on unlabelled texts; see `predictor.Fitted`.

    `anchors` [labels][hidden] are the vectors of the labels' own words; `anchor_sum` [labels] what
    they say of `anchor_count` unlabelled texts, added up.
    """

    note_cut: ClassVar[str] = NOTE_CUT
    ridge: ClassVar[float] = RIDGE * WEIGHT

    reader: Reader
    form: Form
    anchors: tuple[Floats, ...]
    linear: Linear
    anchor_sum: tuple[float, ...] = ()
    anchor_count: int = 0
    computed: dict[int, _Computed] = field(default_factory=dict, compare=False, repr=False)

    async def read(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None]
    ) -> list[Features]:
        """All texts together; equal texts share their features."""
        return await self.reader.read(texts, self.anchors, on_progress)

    def prior(self, features: Features) -> list[float]:
        """What was learned, less what a label's own words get of any text."""
        logits = self._of(features).logits
        if not self.anchor_count:
            return list(logits)
        # It fades as examples say the same better.
        examples = len(self.linear.examples) / len(self.anchors)
        share = 1.0 / (self.anchor_count + _EVEN_COUNTS) / (1.0 + examples)
        middle = sum(self.anchor_sum) / len(self.anchors)
        return [
            one - (excess - middle) * share
            for one, excess in zip(logits, self.anchor_sum, strict=True)
        ]

    def centre(self, examples: Sequence[TrainingExample]) -> Floats:
        return self.linear.centre if self.linear.labels else centre_of(self.anchors, examples)

    def calibrator(
        self, examples: Sequence[TrainingExample], trials: Callable[[], list[Trial]]
    ) -> Calibrator:
        """By a rule, and as first learned, or else by these examples."""
        labels, ratio = len(self.anchors), self.linear.ratio
        if not self.linear.labels:
            ratio = slope_ratio(trials(), self.form, slope_by_rule(labels, len(examples) // FOLDS))
        count = len(self.linear.examples) + len(examples)
        return Calibrator(slope=slope_by_rule(labels, count) * ratio)

    def nearness(
        self, examples: Sequence[TrainingExample], row: Sequence[float], logits: Sequence[float]
    ) -> float:
        """The highest logit."""
        return max(logits)

    def left_out(self, predictor: Predictor) -> list[float]:
        """Without most of what each example added to itself."""
        found, classifier = list(self.linear.nearness), predictor.classifier
        for at, row in enumerate(predictor.similarities):
            added, own = classifier.residual(row), classifier.left_out(at, OWN)
            triples = zip(predictor.offsets[at], added, own, strict=True)
            found.append(max([one + more - mine for one, more, mine in triples]))
        return found

    def nearest(
        self,
        predictor: Predictor,
        features: Features,
        row: Sequence[float],
        chosen: frozenset[int],
    ) -> tuple[int, ...]:
        """The examples of what was chosen with the highest cosine."""
        found, examples = self._nearest(features, chosen), predictor.examples
        if examples:
            cosines = predictor.similarity.products(features)
            found = found + [
                (cosine, one.index)
                for cosine, one in zip(cosines, examples, strict=True)
                if one.index is not None and one.labels & chosen and one.features is not features
            ]
        ranked = sorted(found, key=lambda pair: (-pair[0], pair[1]))
        return tuple([index for _, index in ranked[:NEAREST]])

    def balanced(self, features: Sequence[Features]) -> "FittedEmbedding":
        said = [anchor_logits(self.form, one) for one in features if one.tokens]
        before = self.anchor_sum or (0.0,) * len(self.anchors)
        return replace(
            self,
            anchor_sum=tuple(map(sum, zip(before, *said, strict=True))),
            anchor_count=self.anchor_count + len(said),
        )

    async def refit(
        self, examples: tuple[TrainingExample, ...]
    ) -> "tuple[FittedEmbedding, tuple[TrainingExample, ...]]":
        """The engine fits them with those that it knows; a text known already is labelled anew."""
        if not examples:
            return self, ()
        anew = {text_key(one.features) for one in examples}
        older = [one for one in self.linear.examples if text_key(one.features) not in anew]
        matrices, every = self.reader.matrices, (*older, *examples)
        linear = await fit_linear(matrices, self.form, self.anchors, every)
        return replace(self, linear=linear, computed={}), ()

    async def close(self) -> None:
        """Nothing of the engine is held."""

    def _of(self, features: Features) -> _Computed:
        key = id(features)
        known = self.computed.get(key)
        if known is None or known.features() is not features:
            gone = weakref.ref(features, lambda _: self.computed.pop(key, None))
            logits = self.linear.logits(self.form, features)
            known = self.computed[key] = _Computed(gone, logits, {})
        return known

    def _nearest(self, features: Features, chosen: frozenset[int]) -> list[tuple[float, int]]:
        """The examples that the engine knows: (cosine, index)."""
        known = self._of(features)
        if chosen not in known.nearest:
            own = [one for one in self.linear.examples if one.labels & chosen]
            looked = min(len(own), _LOOKED_AT)
            few = [own[at * len(own) // looked] for at in range(looked)]
            alike = [
                (dot(features.hidden, one.features.hidden), one.index)
                for one in few
                if one.features is not features and one.index is not None
            ]
            known.nearest[chosen] = heapq.nlargest(NEAREST, alike)
        return known.nearest[chosen]

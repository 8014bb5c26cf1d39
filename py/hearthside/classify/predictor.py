"""Decides from features: what a source knows by itself, and what labelled examples add to it.

A label's logit is the source's prior plus a residual that examples taught (kernel.py), and both are
calibrated on held-out examples (calibration.py). Where texts come from, and what a source knows of
them, is the source's business (`Fitted`).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import ClassVar, Final, Protocol

from hearthside.classify.calibration import (
    FOLDS,
    LEAST_TRIALS,
    Calibrator,
    Trial,
    form_logits,
    probabilities,
)
from hearthside.classify.features import Decision, Features, decision_of, text_key
from hearthside.classify.folds import held_out
from hearthside.classify.kernel import KernelClassifier, Products, Similarity, fit_kernel
from hearthside.classify.labels import Form, Label, places
from hearthside.classify.out_of_distribution import Reference

NOTE_NOTHING: Final = "There is nothing to read in this text, so nothing was decided."

# What a label's name or description counts beside an example, as long as there are none; with
# examples it fades, to half of it at one for each label.
_ANCHOR_WEIGHT: Final = 0.4
# Where labels are taken each by itself: more would part those that a text speaks for alike.
_ANCHOR_WEIGHT_MANY: Final = 0.1
# As alike as only a text and itself are.
_TWIN: Final = 0.9999


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """The features of a text, and which labels hold for it.

    `index`: which of all examples ever given it is, None for a label's own words. `in_prompt`: the
    text stands in the prompt, so that its scores say nothing.
    """

    index: int | None
    features: Features
    labels: frozenset[int]
    in_prompt: bool = False

    @property
    def scores_count(self) -> bool:
        """Whether its scores are what they would be for any text."""
        return self.index is not None and not self.in_prompt


class Fitted(Protocol):
    """What a source knows once it is fitted to labels: everything but what is taught later.

    `note_cut` tells people of a text that was read in part; `ridge` is the L2 penalty on what
    examples add.
    """

    note_cut: ClassVar[str]
    ridge: ClassVar[float]

    async def read(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None]
    ) -> list[Features]:
        """The features of each text, in order. Raises what the engine raises."""
        ...

    def prior(self, features: Features) -> list[float]:
        """The logit of each label before anything was taught."""
        ...

    def centre(self, examples: Sequence[TrainingExample]) -> Sequence[float]:
        """About which point hidden states are compared, [hidden]."""
        ...

    def calibrator(
        self, examples: Sequence[TrainingExample], trials: Callable[[], list[Trial]]
    ) -> Calibrator:
        """How far to believe the examples, and how sure to be; `trials` are dear."""
        ...

    def nearness(
        self, examples: Sequence[TrainingExample], row: Sequence[float], logits: Sequence[float]
    ) -> float:
        """How near a text comes to what is known: by its similarities `row` [examples], or by its
        uncalibrated logits [labels]."""
        ...

    def left_out(self, predictor: "Predictor") -> list[float]:
        """The nearness of each example, had it not been shown."""
        ...

    def nearest(
        self,
        predictor: "Predictor",
        features: Features,
        row: Sequence[float],
        chosen: frozenset[int],
    ) -> tuple[int, ...]:
        """Indices of the examples of the `chosen` labels that are most like a text."""
        ...

    def balanced(self, features: Sequence[Features]) -> "Fitted":
        """With the prior of these unlabelled texts too, labels about equally frequent."""
        ...

    async def refit(
        self, examples: tuple[TrainingExample, ...]
    ) -> "tuple[Fitted, tuple[TrainingExample, ...]]":
        """With what the examples say taken in thoroughly, and the examples still to be taught."""
        ...

    async def close(self) -> None:
        """Give the engine's caches back."""
        ...


class Predictor:
    """Decides for `labels`, by what `fitted` knows and `examples` teach.

    `count` is how many examples were ever given. `products` is shared by all predictors that come
    of one classifier. What examples teach is learned when the first text is decided: whoever refits
    before that needs none of it, and of many examples it takes many seconds.
    """

    def __init__(
        self,
        labels: tuple[Label, ...],
        form: Form,
        fitted: Fitted,
        examples: tuple[TrainingExample, ...],
        count: int,
        products: Products,
    ) -> None:
        self.labels: Final = labels
        self.form: Final[Form] = form
        self.fitted: Final = fitted
        self.examples: Final = examples
        self.count: Final = count
        self.products: Final = products

    def decide(self, features: Features) -> Decision:
        """The decision for one text; even chances where there was nothing to read."""
        labels, form, fitted = self.labels, self.form, self.fitted
        if not features.tokens:
            return decision_of(labels, form, [1 / len(labels)] * len(labels), NOTE_NOTHING)
        prior, row, residual = fitted.prior(features), list[float](), [0.0] * len(labels)
        if self.examples:
            row = self.similarity.row(features)
            residual = self.classifier.residual(row)
        likely = probabilities(form, self._calibrator_for(row).logits(prior, residual))
        decision = decision_of(labels, form, likely, fitted.note_cut if features.cut else "")
        named = {decision.label, *decision.chosen}
        chosen = frozenset([at for at, label in enumerate(labels) if label.name in named])
        return replace(
            decision,
            nearest=fitted.nearest(self, features, row, chosen),
            ood_score=self._ood_score(row, prior, residual),
        )

    def partial_fit(self, pairs: Sequence[tuple[Features, str]]) -> "Predictor":
        """With these labelled texts too; a text that is known already is labelled anew.

        Of a text that stands twice the last pair counts, in the form "many" all together. Raises
        InvalidInput (labels.invalid).
        """
        found = places([label for _, label in pairs], self.labels, self.form)
        fresh: dict[bytes, TrainingExample] = {}
        for index, ((features, _), place) in enumerate(
            zip(pairs, found, strict=True), start=self.count
        ):
            if features.tokens:
                key = text_key(features)
                known = fresh[key].labels if self.form == "many" and key in fresh else frozenset()
                fresh[key] = TrainingExample(index, features, known | ({place} - {-1}))
        older = [one for one in self.examples if text_key(one.features) not in fresh]
        examples, count = (*older, *fresh.values()), self.count + len(pairs)
        return Predictor(self.labels, self.form, self.fitted, examples, count, self.products)

    def with_fitted(
        self, fitted: Fitted, examples: tuple[TrainingExample, ...] | None = None
    ) -> "Predictor":
        """The same with another fitted source, and other examples where they are given."""
        kept = self.examples if examples is None else examples
        return Predictor(self.labels, self.form, fitted, kept, self.count, self.products)

    def sample_weights(self) -> list[float]:
        """How much each example counts: a label's own words less, the more examples there are."""
        full = _ANCHOR_WEIGHT_MANY if self.form == "many" else _ANCHOR_WEIGHT
        shown = sum([one.index is not None for one in self.examples])
        anchor = full / (1 + shown / len(self.labels))
        return [anchor if one.index is None else 1.0 for one in self.examples]

    @cached_property
    def similarity(self) -> Similarity:
        """Cosines with the examples, about the centre."""
        examples = [one.features for one in self.examples]
        return Similarity(self.products, self.fitted.centre(self.examples), examples)

    @cached_property
    def similarities(self) -> list[list[float]]:
        """How like each example is to all of them, [examples][examples]."""
        return [self.similarity.row(one.features) for one in self.examples]

    @cached_property
    def offsets(self) -> list[list[float]]:
        """The logits that each example's residual comes on top of: where its scores say nothing,
        even chances. [examples][labels]"""
        even = form_logits(self.form, [-math.log(len(self.labels))] * len(self.labels))
        return [
            self.fitted.prior(one.features) if one.scores_count else even for one in self.examples
        ]

    @cached_property
    def classifier(self) -> KernelClassifier:
        """What all examples teach."""
        return self._fitted_on(range(len(self.examples)))

    @cached_property
    def calibrator(self) -> Calibrator:
        """How far the examples are believed, and how sure decisions are."""
        return self.fitted.calibrator(self.examples, self._trials)

    @cached_property
    def _reference(self) -> Reference | None:
        return Reference.of(self.fitted.left_out(self))

    def _calibrator_for(self, row: Sequence[float]) -> Calibrator:
        """What was said of a text holds for the same text again, whatever else is believed."""
        calibrator = self.calibrator
        twin = calibrator.trust < 1.0 and any(
            one > _TWIN and example.index is not None
            for one, example in zip(row, self.examples, strict=True)
        )
        return replace(calibrator, trust=1.0) if twin else calibrator

    def _ood_score(
        self, row: Sequence[float], prior: Sequence[float], residual: Sequence[float]
    ) -> float | None:
        if self._reference is None:
            return None
        logits = [one + more for one, more in zip(prior, residual, strict=True)]
        return self._reference.ood_score(self.fitted.nearness(self.examples, row, logits))

    def _fitted_on(self, among: Sequence[int]) -> KernelClassifier:
        """What some of the examples teach; the others get no weight in it."""
        if not among:
            return KernelClassifier()
        weights = self.sample_weights()
        found = fit_kernel(
            [[self.similarities[at][other] for other in among] for at in among],
            [weights[at] for at in among],
            [self.offsets[at] for at in among],
            [self._target(at) for at in among],
            partial(probabilities, self.form),
            self.fitted.ridge,
        )
        return found.spread(among, len(self.examples))

    def _target(self, at: int) -> list[float]:
        """What should hold. A label's own words say that it holds, and not how many do: in the form
        "many" the others lose together what it gains, or no three would ever be chosen."""
        example, others = self.examples[at], 0.0
        if example.index is None and self.form == "many":
            even = probabilities(self.form, self.offsets[at])[0]
            others = max(0.0, even - (1.0 - even) / (len(self.labels) - 1))
        return [1.0 if one in example.labels else others for one in range(len(self.labels))]

    def _trials(self) -> list[Trial]:
        """Examples whose scores count, decided without themselves; none where there are few."""
        tried = [at for at, one in enumerate(self.examples) if one.scores_count]
        texts = [text_key(self.examples[at].features) for at in tried]
        parts = list(held_out(texts, [self.examples[at].labels for at in tried], FOLDS))
        if sum([len(held) for _, held in parts]) < LEAST_TRIALS:
            return []
        always, trials = set(range(len(self.examples))).difference(tried), list[Trial]()
        for learned, held in parts:
            if held:
                found = self._fitted_on(sorted([*always, *[tried[at] for at in learned]]))
                trials += [self._trial(found, tried[at]) for at in held]
        return trials

    def _trial(self, classifier: KernelClassifier, at: int) -> Trial:
        residual = classifier.residual(self.similarities[at])
        return Trial(self.offsets[at], residual, self.examples[at].labels)

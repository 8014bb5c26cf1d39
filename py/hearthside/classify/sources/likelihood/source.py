"""Fits the likelihood of labels under a prompt: neutral sentences, the labels' words, examples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify.features import Features
from hearthside.classify.labels import Labelled, TrainingSet, in_turns
from hearthside.classify.predictor import TrainingExample
from hearthside.classify.sources.likelihood.fitted import FittedLikelihood, from_neutral
from hearthside.classify.sources.likelihood.memory import Remembering
from hearthside.classify.sources.likelihood.prompt import (
    choose_shots,
    make_frames,
    neutral_texts,
)
from hearthside.classify.sources.likelihood.reader import Reader, Readers, spell
from hearthside.generation.model import Model
from hearthside.text.escape import safe_line

# Examples that are read: more belong to a source that learns from many.
READ_EXAMPLES: Final = 300


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A language model as what a classifier is fitted with; see `classifier.Source`."""

    model: Model

    async def fit(
        self, training: TrainingSet, on_progress: Callable[[int, int], None]
    ) -> tuple[FittedLikelihood, tuple[TrainingExample, ...]]:
        """Reads some neutral sentences, the labels' own words and the examples.

        Raises InvalidInput (labels.invalid, context.full) and what the engine raises.
        """
        model, examples, places = self.model, training.examples, training.places
        sizes = [len(await model.encode(safe_line(one.text), bos=False)) for one in examples]
        shots = choose_shots(places, sizes)
        names = [*[label.name for label in training.labels], ""]  # "none of them" is at -1
        shown = [Labelled(examples[at].text, names[places[at]]) for at in shots]
        frames = make_frames(model.info.chat, training.form, training.task, training.labels, shown)
        spellings = [await spell(model, frame, names[:-1]) for frame in frames]
        readers = Readers([Reader(model, one, len(training.labels)) for one in spellings])
        remembering = Remembering(readers, model, (frames, training.labels))
        chosen = in_turns(places, READ_EXAMPLES)
        # What stands in the prompt or is a label's own has no scores worth reading.
        texts = [(label.own_words, False) for label in training.labels]
        texts += [(examples[at].text, at not in shots) for at in chosen]
        try:
            neutral, read = await _read_all(remembering, texts, on_progress)
        except BaseException:
            await readers.close()
            raise
        own = [TrainingExample(None, one, frozenset({at})) for at, one in enumerate(read)]
        own = own[: len(training.labels)]
        more = [
            TrainingExample(at, one, frozenset({places[at]} - {-1}), at in shots)
            for at, one in zip(chosen, read[len(own) :], strict=True)
        ]
        fitted = FittedLikelihood(
            readers=readers,
            form=training.form,
            calibration=from_neutral([one.scores for one in neutral], len(places) if shots else 0),
            hidden_sum=tuple(map(sum, zip(*[one.hidden for one in neutral], strict=True))),
            hidden_count=len(neutral),
        )
        return fitted, tuple([one for one in (*own, *more) if one.features.tokens])


async def _read_all(
    reader: Remembering, texts: Sequence[tuple[str, bool]], tell: Callable[[int, int], None]
) -> tuple[list[Features], list[Features]]:
    """Neutral sentences read, and the texts, each with whether its scores are wanted."""
    neutral: list[Features] = []
    found: list[Features] = []
    sentences = neutral_texts(reader.readers.most_steps)
    total = len(sentences) + len(texts)
    for text in sentences:
        neutral.append(await reader.read(text))
        tell(len(neutral), total)
    prior = from_neutral([one.scores for one in neutral], 0).prior
    for text, scored in texts:
        found.append(await reader.read(text, prior, scored=scored))
        tell(len(neutral) + len(found), total)
    return neutral, found

"""What a sorting will be, before anything is read: its examples, and the mark of its readings.

Knows which rows stand in a prompt; reads nothing.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias

from hearthside.classify import PROMPT_EDITION, Classifier, Embeddings, Labelled
from hearthside.documents.tables import Table
from hearthside.generation.model import Model
from hearthside.sort.given import prompt_examples, shown_examples, truths
from hearthside.sort.rows import Row
from hearthside.sort.settings import Settings

# A loaded model that decides.
Decider: TypeAlias = Model | Embeddings


@dataclass(frozen=True, slots=True)
class Plan:
    """A table, a question and a model. `rows` are as a person left them, `key` the place on a shelf
    ("": it is not kept). `in_prompt` are the rows that stand in the prompt among the `examples`;
    `mark` says which readings belong here."""

    table: Table
    settings: Settings
    model: Decider
    rows: tuple[Row, ...]
    key: str
    examples: tuple[Labelled, ...]
    in_prompt: frozenset[int]
    mark: str

    @classmethod
    def of(
        cls,
        table: Table,
        settings: Settings,
        model: Decider,
        rows: Sequence[Row],
        key: str = "",
    ) -> "Plan":
        """The plan for a table whose columns the settings fit; a row for each of the table's."""
        # By vectors all rows labelled before are learned from: none has to stand in a prompt.
        known = truths(table, settings) if settings.by == "likelihood" else {}
        chosen = prompt_examples(table, settings, known)
        examples = (*settings.examples, *shown_examples(table, settings, chosen))
        mark = _mark(identity_of(model)[1], settings, examples)
        return cls(table, settings, model, tuple(rows), key, examples, frozenset(chosen), mark)

    async def classifier(self, on_progress: Callable[[int, int], None] | None = None) -> Classifier:
        """What decides, fitted; nothing of the rows is learned yet. Errors: `Classifier.fit`."""
        asked = self.settings
        return await Classifier.fit(
            self.model,
            asked.labels,
            self.examples,
            task=asked.task,
            form=asked.form,
            on_progress=on_progress,
        )


def identity_of(model: Decider) -> tuple[str, str]:
    """The model's id, and the hash of what its readings depend on."""
    if isinstance(model, Embeddings):
        return model.id, model.hash
    return model.info.id, model.info.hash


def _mark(model_hash: str, settings: Settings, examples: Sequence[Labelled]) -> str:
    """Readings of one mark can be decided together: same model, same prompts, same question."""
    asked = [asdict(label) for label in settings.labels]
    shown = [asdict(example) for example in examples]
    whole = [model_hash, PROMPT_EDITION, asked, settings.task, settings.form, settings.column]
    return hashlib.sha256(json.dumps([*whole, shown]).encode()).hexdigest()[:16]

"""When the adapter says that a text does not say: prints what `answers._SILENT_AT` and
`_ASKED_WEIGHS` would best be.

    PYTHONPATH=py .venv/bin/python -m tests.quality.write.silence

On questions that tests/quality/write does not report: the half of XQuAD that no figure is of, each
paragraph with a question of its own and one of its neighbour's; and the answers that the adapter
was trained on, once each. Prints F1 of "does not say" on both for the best of a grid in which at
most one in five of XQuAD's answers is missed. Three minutes.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random

from hearthside.adapters.native.engine import NativeEngine
from hearthside.generation.model import load_model
from hearthside.lora import read_adapter
from hearthside.write.asks import Job, cleaned, question_ask
from hearthside.write.checks.shape import Lines, Rules
from hearthside.write.drawing import Drawer, Request
from hearthside.write.jobs.answers import says_nothing, share_told
from hearthside.write.prompt import NOT_SAID
from models.adapters.corpus.lines import read_lines
from models.cache import models_root
from tests.evaluation.sets import xquad
from tests.quality.conftest import MODEL
from tests.quality.write.conftest import ADAPTER
from tests.quality.write.held_out import held_out
from tests.quality.write.measures import f1_of_label

PARAGRAPHS, NEIGHBOURS, BEST = 120, 5, 5
MOST_MISSED = 0.2
# Who wrote XQuAD's questions took words from its texts; people take less: no heavier weight.
WEIGHTS = [half / 2 for half in range(7)]
THRESHOLDS = [-tenth / 10 for tenth in range(80)]


@dataclass(frozen=True)
class Case:
    """A question: whether its text says nothing, the adapter's log-probability of saying so, and
    the share of the question's words that the text has."""

    silent: bool
    silence: float
    told: float


def questions() -> Iterator[tuple[str, str, bool]]:
    """(text, question, whether the text says nothing) of XQuAD."""
    draw, paragraphs = Random(1), xquad("en")[:PARAGRAPHS]
    for place, paragraph in enumerate(paragraphs):
        text = paragraph["context"]
        yield text, draw.choice(paragraph["qas"])["question"], False
        first = place - place % NEIGHBOURS
        other = draw.choice([it for it in range(first, first + NEIGHBOURS) if it != place])
        asked = draw.choice(paragraphs[other]["qas"])
        if asked["answers"][0]["text"].lower() not in text.lower():
            yield text, asked["question"], True


def jobs() -> Iterator[tuple[str, str, bool]]:
    """The same of the jobs that the adapter was trained on."""
    left_out = {job.text for job in held_out("answer")}
    for job in (line.value for line in read_lines("tasks")):
        if job["task"] == "answer" and job["input"] not in left_out:
            yield job["input"], job["ask"], says_nothing(job["output"])


async def case(drawer: Drawer, text: str, question: str, silent: bool) -> Case:
    job = Job("answer", cleaned(text), question_ask(question))
    asked = Request(job, Rules(Lines(1), may_refuse=True), 80)
    _, (silence,) = await drawer.scored(asked, [NOT_SAID])
    return Case(silent, silence, share_told(job))


def said_of(cases: list[Case], weight: float, threshold: float) -> list[bool]:
    return [one.silence - weight * one.told > threshold for one in cases]


def agreement(cases: list[Case], *at: float) -> float:
    return f1_of_label(said_of(cases, *at), [one.silent for one in cases])


def missed(cases: list[Case], *at: float) -> float:
    """The share of answers that are taken for silence."""
    answered = [one for one in cases if not one.silent]
    return sum(said_of(answered, *at)) / len(answered)


async def main() -> None:
    model = await load_model(NativeEngine(models_root()), MODEL)
    adapter = read_adapter(await asyncio.to_thread(ADAPTER.read_bytes))
    drawer = Drawer(await model.adapted(adapter))
    sets = [[await case(drawer, *one) for one in asked()] for asked in (questions, jobs)]
    print(f"XQuAD {len(sets[0])} questions, jobs {len(sets[1])}")
    found = [
        (sum(scores := [agreement(cases, *at) for cases in sets]), at, scores)
        for at in product(WEIGHTS, THRESHOLDS)
        if missed(sets[0], *at) <= MOST_MISSED
    ]
    for _, (weight, threshold), scores in sorted(found, reverse=True)[:BEST]:
        shown = ", ".join(f"{score:.3f}" for score in scores)
        print(f"weighs {weight}, silent at {threshold}: F1 of XQuAD and of jobs {shown}")


if __name__ == "__main__":
    asyncio.run(main())

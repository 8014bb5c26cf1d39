"""The jobs that the adapter `tasks` was not trained on, asked as a person would through `Writer`.

Knows nothing of what is measured.
"""

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from hearthside.finetune.pairs import held_out_of
from hearthside.write import How, Kind, Writer, Writing
from models.adapters.corpus.lines import DATA, read_lines
from models.adapters.pairs import task_pairs
from models.adapters.recipes import RECIPES

_HOWS: dict[str, How] = {
    "polite": "polite",
    "simpl": "simpler",
    "plain": "simpler",
    "shorter": "shorter",
    "orrect": "correct",
}


@dataclass(frozen=True)
class HeldOut:
    """One job of the data, and what a person wrote for it."""

    kind: Kind
    text: str
    ask: str
    wanted: str


@cache
def held_out(kind: Kind) -> tuple[HeldOut, ...]:
    """Those of one kind, in a shuffled order that stays the same."""
    found = [
        HeldOut(kind, job["input"], job["ask"], job["output"])
        for job in (line.value for line in read_lines("tasks"))
        if job["task"] == kind and job["input"] in _texts()
    ]
    Random(kind).shuffle(found)
    return tuple(found)


@cache
def _texts() -> frozenset[str]:
    """The tenth of all texts that is held out, but for what the committed adapter has seen."""
    recipe = RECIPES["tasks"]
    share, learnt_from = recipe.options.held_out, recipe.pairs(DATA)
    seen = {it.group for it in learnt_from} - {it.group for it in held_out_of(learnt_from, share)}
    return frozenset({it.group for it in held_out_of(task_pairs(), share)} - seen)


def asked(writer: Writer, job: HeldOut) -> Writing | None:
    """The job through the library; None where it has no such ask."""
    text, ask = job.text, job.ask
    match job.kind:
        case "summarise":
            child = "child" in ask or "six-year-old" in ask
            if "bullet" in ask:
                return writer.summarise(text, bullets=3, for_child=child)
            one = re.search(r"\bone\b|\bsingle\b|one-sentence", ask, re.IGNORECASE)
            return writer.summarise(text, sentences=1 if one else 2, for_child=child)
        case "answer":
            return writer.answer(text, ask)
        case "reply":
            return writer.reply(text, [ask.partition(":")[2]])
        case "rewrite":
            how = next((how for part, how in _HOWS.items() if part in ask), None)
            return None if how is None else writer.rewrite(text, how)
        case "title":
            return writer.title(text)
        case "keywords":
            return writer.keywords(text)
        case _:
            return writer.classify(text, ask.partition("Labels:")[2].split(","))

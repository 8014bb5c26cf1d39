"""Everyday jobs on a text: summarise, answer, reply, rewrite, name, label, extract.

    async with Writer(model) as writer:
        written = await writer.answer(text, "Until when is it closed?").read()

`prompt` is what the adapter `tasks` was taught with, each job its own marker. Knows nothing of
screens, and of where a text comes from.
"""

from hearthside.write.asks import How, Tone
from hearthside.write.drawing import unfit_for
from hearthside.write.fields.wording import TIME
from hearthside.write.jobs.extracting import Fields
from hearthside.write.prompt import KINDS, NOT_SAID, PROMPT_FORMAT, Kind, task_answer, task_prompt
from hearthside.write.result import Cut, Event, Mark, Piece, Place, PromptPart, Row, Sent, Written
from hearthside.write.writer import Writer
from hearthside.write.writing import Writing

__all__ = [
    "KINDS",
    "NOT_SAID",
    "PROMPT_FORMAT",
    "TIME",
    "Cut",
    "Event",
    "Fields",
    "How",
    "Kind",
    "Mark",
    "Piece",
    "Place",
    "PromptPart",
    "Row",
    "Sent",
    "Tone",
    "Writer",
    "Writing",
    "Written",
    "task_answer",
    "task_prompt",
    "unfit_for",
]

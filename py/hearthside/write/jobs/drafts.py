"""What all tasks do with drafts: draw one, draw another where a check refuses it, mark it.

Knows nothing of one task or another.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

from hearthside.text.sentences import sentence_spans
from hearthside.write.checks.known import Known
from hearthside.write.checks.shape import Rules
from hearthside.write.drawing import Drawer, Drawn, Request
from hearthside.write.result import Event, Piece, Place, Written
from hearthside.write.terms import Grounds
from hearthside.write.writing import Draft


async def one_draft(
    drawer: Drawer, draft: Draft, asked: Request, drawn: Drawn | None = None
) -> AsyncGenerator[Event, None]:
    """The events of one draft, told to people where a limit ended it."""
    drawn = drawn or Drawn()
    async with aclosing(drawer.draw(asked, drawn)) as events:
        async for event in events:
            yield event
    if not drawn.text:
        draft.note("The model wrote nothing.")
    draft.tokens += drawn.tokens
    draft.limited = draft.limited or not drawn.whole


async def checked_draft(
    drawer: Drawer,
    draft: Draft,
    asked: Request,
    fault: Callable[[str], str],
    again: Callable[[Drawn], Rules],
) -> AsyncGenerator[Event, None]:
    """A draft, and where `fault` says what is wrong with it another one by the rules `again`; where
    that is as wrong the first stands, and the fault is noted."""
    first, second = Drawn(), Drawn()
    async with aclosing(one_draft(drawer, draft, asked, first)) as events:
        async for event in events:
            yield event
    wrong = fault(first.text)
    if not wrong:
        return
    draft.redraws += 1
    anew = replace(asked, rules=again(first), anew=True)
    async with aclosing(one_draft(drawer, draft, anew, second)) as events:
        async for event in events:
            yield event
    if not second.text or fault(second.text):
        draft.note(wrong)
        yield Piece(first.text, True, asked.part, asked.parts)


def marking(known: Known, read: int) -> Callable[[Draft], Written]:
    """What stands, with what its source does not hold marked, and the sentences it rests on among
    the first `read` characters."""

    def finish(draft: Draft) -> Written:
        grounds = Grounds.of(draft.source[:read])
        places = {
            place
            for start, end in sentence_spans(draft.text)
            for place in grounds.under(draft.text[start:end])
        }
        return draft.written(marks=known.strange(draft.text), sources=ordered(places))

    return finish


def ordered(places: set[Place]) -> tuple[Place, ...]:
    """The places in the order of the text."""
    return tuple(sorted(places, key=lambda place: place.start))

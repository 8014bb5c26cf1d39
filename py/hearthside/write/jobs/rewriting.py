"""Replies to a letter, and a text written anew: simpler, polite, shorter, corrected."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from hearthside.write.asks import How, Job, Tone, cleaned, reply_ask, rewrite_ask
from hearthside.write.checks.known import Known
from hearthside.write.checks.letters import (
    addressee_of,
    closed_once,
    greeted_in,
    sender_of,
    shares_name,
    signed_in,
)
from hearthside.write.checks.shape import Lines, Rules
from hearthside.write.drawing import Drawer, Drawn, Request
from hearthside.write.jobs.drafts import checked_draft, marking, one_draft
from hearthside.write.reading import cut_to, measured, said_of, sections
from hearthside.write.result import Event, Piece
from hearthside.write.writing import Draft

_REPLY_TOKENS: Final = 260
# What is written anew at once: the adapter has seen few texts that are longer.
_PART_TOKENS: Final = 400
_MOST_PARTS: Final = 40
_MORE: Final = 1.5  # polite is longer
_SPARE_TOKENS: Final = 48
_ADDRESSED: Final = "It may not be addressed to the person who wrote the text."


def reply(
    drawer: Drawer, text: str, points: Sequence[str], tone: Tone
) -> tuple[Draft, AsyncGenerator[Event, None]]:
    """A reply to whoever wrote the text, that says the points."""
    source = cleaned(text)
    sender = sender_of(source)
    ask = reply_ask(points, tone, sender)
    draft = Draft("reply", source)
    return draft, _replied(drawer, draft, Job("reply", source, ask), tone)


async def _replied(
    drawer: Drawer, draft: Draft, job: Job, tone: Tone
) -> AsyncGenerator[Event, None]:
    sender, me = sender_of(job.text), addressee_of(job.text)
    room = await drawer.room_tokens(job, _REPLY_TOKENS)
    text, cut = cut_to(job.text, room, await measured(drawer.model, job.text, room + 1))
    if cut:
        draft.note(cut.words)
    known = Known.of(text, f"{job.ask}\n{sender}\n{me}")
    draft.finish = marking(known, len(text))
    rules = Rules(Lines(), known)
    lead = "" if drawer.model.info.chat else " "
    greeting = f"{lead}{'Hi' if tone in ('friendly', 'brief') else 'Dear'} {sender},"
    async with aclosing(
        checked_draft(
            drawer,
            draft,
            Request(job.about(text), rules, _REPLY_TOKENS, cut),
            lambda said: _misaddressed(said, sender, job.text),
            lambda _: replace(rules, first=greeting),
        )
    ) as events:
        async for event in events:
            yield event
    signed = unsigned(closed_once(draft.text), sender, me)
    if signed != draft.text:
        yield Piece(signed, True)


def _misaddressed(said: str, sender: str, source: str) -> str:
    """The fault of a reply that greets nobody, or somebody who has not signed the source."""
    greeted = greeted_in(said)
    right = shares_name(greeted, sender) or shares_name(greeted, signed_in(source))
    return _ADDRESSED if sender and not right else ""


def unsigned(said: str, sender: str, me: str) -> str:
    """The reply without the signature of `sender`, who wrote the letter and not this."""
    body, _, last = said.rpartition("\n")
    if not body or not sender or not shares_name(last, sender) or shares_name(last, me):
        return said
    # A line of its own that is a name and no more, or the sender's name in place of one's own.
    return body.rstrip() if len(last.split()) <= len(sender.split()) + 1 else said


def rewritten(drawer: Drawer, text: str, how: How) -> tuple[Draft, AsyncGenerator[Event, None]]:
    """The text written anew, a long one part by part, with the blank lines between as they were."""
    ask, source = rewrite_ask(how), cleaned(text)
    draft = Draft("rewrite", source)
    # A corrected word may be a name that the text had misspelt.
    return draft, _anew(drawer, draft, Job("rewrite", source, ask), names=how != "correct")


async def _anew(
    drawer: Drawer, draft: Draft, job: Job, *, names: bool
) -> AsyncGenerator[Event, None]:
    room = int((await drawer.room_tokens(job, _SPARE_TOKENS)) / (1 + _MORE))
    count = await measured(drawer.model, job.text, _MOST_PARTS * min(_PART_TOKENS, room))
    places = sections(count, min(_PART_TOKENS, room))[:_MOST_PARTS]
    cut = None
    if places[-1].end < len(job.text):
        cut = said_of(places[-1].end, len(job.text))
        draft.note(cut.words)
    known = Known.of(count.text, names=names)
    draft.finish = lambda done: done.written(marks=known.strange(done.text))
    for part, place in enumerate(places, start=1):
        before = count.text[places[part - 2].end : place.start] if part > 1 else ""
        if before:
            yield Piece(before, False, part, len(places))
        most = int(_MORE * count.tokens(place.start, place.end)) + _SPARE_TOKENS
        asked = Request(
            job.about(count.text[place.start : place.end]),
            Rules(Lines(), known),
            most,
            cut,
            part,
            len(places),
        )
        async with aclosing(one_draft(drawer, draft, asked, Drawn())) as events:
            async for event in events:
                yield event

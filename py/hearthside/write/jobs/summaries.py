"""Summaries: in one go where the text has room, else of its sections and then of those."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from hearthside.text.sentences import sentence_spans
from hearthside.text.words import Words
from hearthside.write.asks import Job, cleaned, summary_ask
from hearthside.write.checks.known import Known
from hearthside.write.checks.orders import followed, orders_in, without
from hearthside.write.checks.shape import Bullets, Lines, Rules, Shape
from hearthside.write.drawing import Drawer, Drawn, Request
from hearthside.write.jobs.drafts import checked_draft, marking, one_draft
from hearthside.write.reading import Measured, cut_to, measured, said_of, sections
from hearthside.write.result import Event, Piece
from hearthside.write.writing import Draft

MOST_SECTIONS: Final = 12
_SECTION_SENTENCES: Final = 2
_TOKENS_A_SENTENCE: Final = 70
# A first sentence of fewer words may well be said again.
_COPIED_WORDS: Final = 5
_FIRST_CHARACTERS: Final = 1000
_SHOWN_CHARACTERS: Final = 80
_COPIED: Final = "The summary begins as the text does, word for word."


@dataclass(frozen=True, slots=True)
class SummaryForm:
    """How long: sentences, or bullet points; and for whom."""

    sentences: int | None = None
    bullets: int | None = None
    for_child: bool = False

    @property
    def count(self) -> int:
        """How many of either."""
        return self.bullets or self.sentences or 1

    def shape(self, chats: bool) -> Shape:
        """The form that is kept to while it is drawn."""
        return Lines(self.count) if not self.bullets else Bullets(self.count, "" if chats else "\n")


def summary(
    drawer: Drawer, text: str, form: SummaryForm
) -> tuple[Draft, AsyncGenerator[Event, None]]:
    """At most so many sentences or points, in numbers and names of the text."""
    ask = summary_ask(form.sentences, form.bullets, form.for_child)
    source = cleaned(text)
    draft = Draft("summarise", source)
    return draft, _events(drawer, draft, Job("summarise", source, ask), form)


async def _events(
    drawer: Drawer, draft: Draft, job: Job, form: SummaryForm
) -> AsyncGenerator[Event, None]:
    most = _TOKENS_A_SENTENCE * form.count
    room = await drawer.room_tokens(job, most)
    count = await measured(drawer.model, job.text, MOST_SECTIONS * room)
    known = Known.of(count.text)
    draft.finish = marking(known, len(count.text))
    rules = Rules(form.shape(drawer.model.info.chat is not None), known)
    asked = Request(job, rules, most)
    if count.whole > room:
        gathered: list[str] = []
        async with aclosing(_gathered(drawer, draft, count, form, known, gathered)) as events:
            async for event in events:
                yield event
        together = "\n\n".join(gathered)
        text, _ = cut_to(together, room, await measured(drawer.model, together, room + 1))
        parts = len(gathered) + 1
        asked = replace(asked, job=job.about(text), part=parts, parts=parts, anew=True)
        draft.limited = False  # what a limit ended is gone
    async with aclosing(_obeying_nobody(drawer, draft, asked, job.text)) as events:
        async for event in events:
            yield event


async def _obeying_nobody(
    drawer: Drawer, draft: Draft, asked: Request, source: str
) -> AsyncGenerator[Event, None]:
    """A summary; where it follows an order of its text, another one of the text without orders."""
    fault, again = _fault_beside(source), _beginning_otherwise(asked.rules)
    async with aclosing(checked_draft(drawer, draft, asked, fault, again)) as events:
        async for event in events:
            yield event
    text = asked.job.text
    orders = orders_in(text)
    rest = without(text, orders)
    if not rest or not followed(draft.text, text, orders):
        return
    first = text[orders[0].start : orders[0].end][:_SHOWN_CHARACTERS]
    draft.note(f"Read as an order to a model, and left out: \u201c{first}\u201d")
    draft.redraws += 1
    anew = replace(asked, job=asked.job.about(rest), anew=True)
    async with aclosing(one_draft(drawer, draft, anew)) as events:
        async for event in events:
            yield event


async def _gathered(
    drawer: Drawer,
    draft: Draft,
    count: Measured,
    form: SummaryForm,
    known: Known,
    gathered: list[str],
) -> AsyncGenerator[Event, None]:
    """The sections of a long text, each summarised; what comes of them is put into `gathered`."""
    most = _TOKENS_A_SENTENCE * _SECTION_SENTENCES
    ask = summary_ask(_SECTION_SENTENCES, None, form.for_child)
    room = await drawer.room_tokens(Job("summarise", "", ask), most)
    places = sections(count, room)[:MOST_SECTIONS]
    cut = None
    if places[-1].end < len(draft.source):
        cut = said_of(places[-1].end, len(draft.source))
        draft.note(cut.words)
    rules = Rules(Lines(_SECTION_SENTENCES), known)
    for part, place in enumerate(places, start=1):
        job, drawn = Job("summarise", count.text[place.start : place.end], ask), Drawn()
        section = Request(job, rules, most, cut, part, len(places) + 1)
        if part > 1:
            yield Piece("\n\n", False, part, section.parts)
        async with aclosing(one_draft(drawer, draft, section, drawn)) as events:
            async for event in events:
                yield event
        gathered.append(drawn.text)


def _beginning_otherwise(rules: Rules) -> Callable[[Drawn], Rules]:
    """The rules of another draft: it does not begin with the same piece."""
    return lambda drawn: replace(rules, not_first=frozenset((drawn.first,)))


def _fault_beside(source: str) -> Callable[[str], str]:
    """Tells of a summary whether it begins with the text's own first sentence."""
    return lambda said: copied(said, source)


def copied(said: str, source: str) -> str:
    """The fault of a summary that begins with the text's own first sentence."""
    first = next(iter(sentence_spans(source[:_FIRST_CHARACTERS])), (0, 0))
    words = _folded(source[first[0] : first[1]])
    same = len(words) > _COPIED_WORDS and _folded(said)[: len(words)] == words
    return _COPIED if same else ""


def _folded(text: str) -> list[str]:
    return [word.folded for word in Words(text).words]

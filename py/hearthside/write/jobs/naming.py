"""A title for a text, and its keywords."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from hearthside.write.asks import Job, cleaned
from hearthside.write.checks.known import Known
from hearthside.write.checks.shape import Lines, Phrases, Rules
from hearthside.write.drawing import Drawer, Drawn, Request
from hearthside.write.jobs.drafts import one_draft
from hearthside.write.reading import cut_to, measured
from hearthside.write.result import Event, Piece
from hearthside.write.terms import commonest_words
from hearthside.write.writing import Draft

_TITLE_TOKENS: Final = 28
_KEYWORD_TOKENS: Final = 48
MOST_KEYWORDS: Final = 5
_COMMONEST: Final = 3
_QUOTES: Final = "\"'\u201c\u201d\u2018\u2019* "


def title(drawer: Drawer, text: str) -> tuple[Draft, AsyncGenerator[Event, None]]:
    """A title in one line, without quotation marks and full stop."""
    source = cleaned(text)
    draft = Draft("title", source)
    job = Job("title", source, "Give it a title.")
    return draft, _named(drawer, draft, job, _TITLE_TOKENS)


def keywords(drawer: Drawer, text: str) -> tuple[Draft, AsyncGenerator[Event, None]]:
    """Three to five keywords, each as it stands in the text."""
    source = cleaned(text)
    draft = Draft("keywords", source)
    job = Job("keywords", source, "Give three to five keywords.")
    return draft, _named(drawer, draft, job, _KEYWORD_TOKENS)


async def _named(drawer: Drawer, draft: Draft, job: Job, most: int) -> AsyncGenerator[Event, None]:
    room = await drawer.room_tokens(job, most)
    text, cut = cut_to(job.text, room, await measured(drawer.model, job.text, room + 1))
    if cut:
        draft.note(cut.words)
    if job.kind == "title":
        # Titles have capitals where no name stands: names are not looked at.
        known = Known.of(text, names=False)
        draft.finish = lambda done: done.written(marks=known.strange(done.text))
        rules = Rules(Lines(1), known)
    else:
        rules = Rules(phrases := Phrases(text, MOST_KEYWORDS))
    drawn = Drawn()
    asked = Request(job.about(text), rules, most, cut)
    async with aclosing(one_draft(drawer, draft, asked, drawn)) as events:
        async for event in events:
            yield event
    plain = drawn.text.strip(_QUOTES).rstrip(".,").strip(_QUOTES)
    if job.kind == "keywords":
        plain = phrases.standing(plain)
        if not plain:
            draft.note("The model found none; these words stand in the text most often.")
            plain = ", ".join(commonest_words(text, _COMMONEST))
    if plain != drawn.text:
        yield Piece(plain, True)

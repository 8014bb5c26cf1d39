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
from hearthside.write.terms import commonest_words, terms_of
from hearthside.write.writing import Draft

_TITLE_TOKENS: Final = 28
_KEYWORD_TOKENS: Final = 48
MOST_KEYWORDS: Final = 5
LEAST_KEYWORDS: Final = 3
_LOOKED_AT: Final = 8  # of the commonest words, those are taken that say something new
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


def _with_commonest(found: str, text: str) -> tuple[str, list[str]]:
    """Keywords, and which of them the text's commonest words had to add to make three."""
    keys, said = found.split(", ") if found else [], terms_of(found)
    others = [
        word for word in commonest_words(text, _LOOKED_AT) if not set(terms_of(word)) & set(said)
    ]
    added = others[: max(0, LEAST_KEYWORDS - len(keys))]
    return ", ".join([*keys, *added]), added


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
        plain, added = _with_commonest(phrases.standing(plain), text)
        if added:
            draft.note(f"Not the model\u2019s, but common in the text: {', '.join(added)}.")
    if plain != drawn.text:
        yield Piece(plain, True)

"""Answers from a text, or that it does not say; and a label for it, by likelihood."""

import math
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.text.escape import safe_line
from hearthside.wire import Code
from hearthside.write.asks import Job, cleaned, labels_ask, question_ask
from hearthside.write.checks.known import Known
from hearthside.write.checks.shape import Lines, Rules
from hearthside.write.drawing import Drawer, Drawn, Request
from hearthside.write.jobs.drafts import one_draft
from hearthside.write.prompt import NOT_SAID
from hearthside.write.reading import bearing, cut_to, measured, said_of
from hearthside.write.result import Cut, Event, Piece, Written
from hearthside.write.terms import Grounds, terms_of
from hearthside.write.writing import Draft

# A person's text is looked through for what bears on the question as far as this.
_MOST_TOKENS: Final = 60_000
_MOST_CHARACTERS: Final = 8 * _MOST_TOKENS
_ANSWER_TOKENS: Final = 80
_LABEL_TOKENS: Final = 16
MOST_LABELS: Final = 50
_MOST_LABEL_CHARACTERS: Final = 80
# The adapter says "The text does not say." where its log-probability as the whole answer, less so
# much for the share of the question's words that the text has, is above this: likelier answers or
# not. Fitted by tests/quality/write/silence.py on questions that no figure is of, so that of those
# that a text of strangers answers one in five is taken for silence.
_SILENT_AT: Final = -3.0
_ASKED_WEIGHS: Final = 3.0
# What a label has before anything is read (calibration by context, Zhao et al. 2021) is taken off
# by half: of 18 labels held out 11 are right in place of 6 (tests.quality.write.figures). The half
# was chosen by hand, on jobs that the adapter was trained on.
_NEUTRAL: Final = ("", "N/A", "The text.")
_PRIOR_WEIGHS: Final = 0.5
_WHICH: Final = "Which of these is it?"
_REFUSING: Final = NOT_SAID.rpartition(" ")[0].casefold()


def says_nothing(text: str) -> bool:
    """Whether an answer is that the text does not say."""
    return not text.strip() or text.strip().casefold().startswith(_REFUSING)


def answer(drawer: Drawer, text: str, question: str) -> tuple[Draft, AsyncGenerator[Event, None]]:
    """A short answer in numbers and names of the text, with the sentence that it rests on."""
    ask, source = question_ask(question), cleaned(text)
    draft = Draft("answer", source)
    return draft, _answered(drawer, draft, Job("answer", source, ask))


def _marking(known: Known, ask: str) -> Callable[[Draft], Written]:
    """What stands, with the one sentence that it rests on."""

    def finish(draft: Draft) -> Written:
        if says_nothing(draft.text):
            return draft.written(said=False)
        rests = Grounds.of(draft.source[:_MOST_CHARACTERS]).under(draft.text, ask)
        return draft.written(marks=known.strange(draft.text), sources=rests)

    return finish


async def _answered(drawer: Drawer, draft: Draft, job: Job) -> AsyncGenerator[Event, None]:
    room = await drawer.room_tokens(job, _ANSWER_TOKENS)
    count = await measured(drawer.model, job.text, max(room + 1, _MOST_TOKENS))
    cut: Cut | None = None
    if count.whole > room or len(count.text) < len(job.text):
        places = bearing(count, job.ask, room)
        job = job.about("\n".join([count.text[it.start : it.end] for it in places]))
        how = "What bears on the question is read"
        cut = said_of(len(job.text), len(draft.source), how)
        draft.note(cut.words)
    known = Known.of(job.text, job.ask)
    draft.finish = _marking(known, job.ask)
    asked = Request(job, Rules(Lines(1), known, may_refuse=True), _ANSWER_TOKENS, cut)
    judged = drawer.model.adapter is not None
    if judged:
        sent, (silence,) = await drawer.scored(asked, [NOT_SAID])
        if silence - _ASKED_WEIGHS * share_told(job) > _SILENT_AT:
            yield sent
            yield Piece(NOT_SAID)
            return
    async with aclosing(_drawn(drawer, draft, asked, insisting=judged)) as events:
        async for event in events:
            yield event


async def _drawn(
    drawer: Drawer, draft: Draft, asked: Request, *, insisting: bool
) -> AsyncGenerator[Event, None]:
    """The answer. `insisting`: it was judged that the text says something, so that a draft which
    says the contrary is drawn again with another beginning, and stands if all its heavy words are
    the text's."""
    drawn = Drawn()
    async with aclosing(one_draft(drawer, draft, asked, drawn)) as events:
        async for event in events:
            yield event
    stands = bool(drawn.text)
    if insisting and stands and says_nothing(drawn.text):
        draft.redraws += 1
        rules = Rules(Lines(1), asked.rules.known, not_first=frozenset((drawn.first,)))
        drawn = Drawn()
        anew = replace(asked, rules=rules, anew=True)
        async with aclosing(one_draft(drawer, draft, anew, drawn)) as events:
            async for event in events:
                yield event
        own = set(terms_of(drawn.text)).issubset(terms_of(asked.job.text))
        stands = bool(drawn.text) and own
    if not stands:
        yield Piece(NOT_SAID, True)


def share_told(job: Job) -> float:
    """The share of the question's heavy words that the text has, 0 to 1."""
    asked = set(terms_of(job.ask))
    return len(asked.intersection(terms_of(job.text))) / max(1, len(asked))


def label(
    drawer: Drawer, text: str, labels: Sequence[str], question: str = _WHICH
) -> tuple[Draft, AsyncGenerator[Event, None]]:
    """The likeliest of some labels; the note says how likely the model takes it to be."""
    source, asked = cleaned(text), question_ask(question)
    known = list(dict.fromkeys(one for one in map(_label, labels) if one))
    if not 2 <= len(known) <= MOST_LABELS:
        raise InvalidInput(
            Code.CALL_INVALID, f"Give 2 to {MOST_LABELS} different labels to choose from."
        )
    draft = Draft("classify", source)
    return draft, _labelled(drawer, draft, Job("classify", source, labels_ask(known, asked)), known)


def _label(one: str) -> str:
    return safe_line(one, _MOST_LABEL_CHARACTERS).strip(" .,")


async def _labelled(
    drawer: Drawer, draft: Draft, job: Job, labels: Sequence[str]
) -> AsyncGenerator[Event, None]:
    room = await drawer.room_tokens(job, _LABEL_TOKENS)
    text, cut = cut_to(job.text, room, await measured(drawer.model, job.text, room + 1))
    if cut:
        draft.note(cut.words)
    asked = Request(job.about(text), Rules(Lines(1)), _LABEL_TOKENS, cut)
    sent, scores = await drawer.scored(asked, labels)
    yield sent
    for nothing in _NEUTRAL:
        _, beforehand = await drawer.scored(replace(asked, job=job.about(nothing)), labels)
        less = _PRIOR_WEIGHS / len(_NEUTRAL)
        scores = [one - less * prior for one, prior in zip(scores, beforehand, strict=True)]
    best = max(range(len(labels)), key=scores.__getitem__)
    share = 1 / math.fsum(math.exp(one - scores[best]) for one in scores)
    draft.note(f"The model gives this label {share:.0%} of its trust among these labels.")
    yield Piece(labels[best])

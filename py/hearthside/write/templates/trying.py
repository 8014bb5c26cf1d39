"""A template tried on a text: sent in its named parts, answered token by token.

What a text, a slot or the template itself holds never closes a turn or forges a role: each run of
such parts is made safe as a whole, so that no mark comes together where two of them meet. Knows
nothing of where templates come from.
"""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.generation.answers.aloud import aloud
from hearthside.generation.generate import Reason, StopRules, generate
from hearthside.generation.model import Model
from hearthside.generation.prompt import Prompt
from hearthside.generation.thoughts import empty_thought
from hearthside.ports import ModelInfo
from hearthside.text.escape import neutralise
from hearthside.wire import Code
from hearthside.write.reading import cut_to, measured
from hearthside.write.result import Event, Piece, Sent
from hearthside.write.sending import sent_as
from hearthside.write.templates.template import INPUT, Filled, Template
from hearthside.write.writing import Draft, Writing

_NAMES: Final = {INPUT: "context", "answer_lead": "answer lead"}
_ENDED: Final = (Reason.END, Reason.STOP_STRING, Reason.SENTENCE)
_LEAST_ROOM_TOKENS: Final = 24
# Private-use signs in place of what is given, as in `sending`.
_INSTRUCTION, _QUERY, _LEAD = "\ue000", "\ue001", "\ue002"
_SIGNS: Final = re.compile("([\ue000-\ue002])")


def trying(
    model: Model, template: Template, text: str, values: Mapping[str, str] | None = None
) -> Writing:
    """The answer to a template about `text`, by any model: one that only continues goes on where
    the prompt ends, up to an empty line.

    Raises, while iterated, InvalidInput (call.invalid, context.full, grammar.invalid), and what
    `generate` raises.
    """

    def begin() -> tuple[Draft, AsyncGenerator[Event, None]]:
        source = neutralise(text).strip()
        if not source and template.wants_text:
            raise InvalidInput(Code.CALL_INVALID, "There is no text yet. Paste or type one first.")
        filled = template.checked().filled(source, values)
        draft = Draft("template", source)
        return draft, _tried(model, template, filled, draft)

    return Writing(begin)


async def _tried(
    model: Model, template: Template, filled: Filled, draft: Draft
) -> AsyncGenerator[Event, None]:
    most = min(template.most_tokens(), model.info.context_tokens // 2)
    budget = model.info.context_tokens - most
    sent, ids = await _sent(model, filled, budget)
    if sent.cut:
        draft.note(sent.cut.words)
    yield sent
    rules = StopRules(most, strings=Prompt("").stop_strings(model.info.chat))
    options, grammar = template.sampling(), template.grammar()
    if grammar is not None:
        options = replace(options, no_repeat_ngram=0)
    begun = False
    async with generate(model, ids, options, rules, grammar=grammar) as tokens:
        async with aclosing(aloud(model, tokens)) as answer:
            async for said in answer:
                draft.tokens += 1
                text = said.text if begun else said.text.lstrip()
                begun = begun or bool(text)
                if text:
                    yield Piece(text)
        if tokens.reason not in _ENDED:
            draft.note(f"It ended after {draft.tokens:,} tokens, the most that its options allow.")
    if not begun:
        draft.note("The model wrote nothing.")


async def _sent(model: Model, filled: Filled, budget: int) -> tuple[Sent, list[int]]:
    """What is sent: all of it, or the text cut on a sentence so that it has room."""
    uses = sum(name == INPUT for name, _ in filled.prompt)
    if len(filled.text) <= budget:  # a token has a character at least
        sent, ids = await sent_as(model, parts_of(model.info, filled), budget)
        if sent.tokens <= budget:
            return sent, ids
    empty, _ = await sent_as(model, parts_of(model.info, filled.about("")), budget)
    room = (budget - empty.tokens) // max(1, uses)
    if room < _LEAST_ROOM_TOKENS or not uses:
        raise InvalidInput(
            Code.CONTEXT_FULL, "The template leaves no room for a text: make its parts shorter."
        )
    text, cut = cut_to(filled.text, room, await measured(model, filled.text, room + 1))
    return await sent_as(model, parts_of(model.info, filled.about(text)), budget, cut)


def parts_of(info: ModelInfo, filled: Filled) -> list[tuple[str, str]]:
    """The prompt as text, in order: each part's name, and its own text as it is sent."""
    query = [(_NAMES.get(name, name), text) for name, text in filled.prompt]
    given = {
        _INSTRUCTION: _safe([("instruction", filled.instruction)]),
        _QUERY: _safe(query),
        _LEAD: _safe([("answer lead", filled.lead)]),
    }
    asked = Prompt(
        _QUERY,
        instruction=_INSTRUCTION if given[_INSTRUCTION] else "",
        answer_lead=_LEAD if given[_LEAD] else "",
    )
    if info.chat is None:
        lines = (asked.instruction and f"{_INSTRUCTION}\n\n", _QUERY)
        asked = replace(asked, continued="".join(lines) + ("\n" if given[_LEAD] else ""))
    named = [("marks", ""), *_filled(asked.render(info.chat), given)]
    named.append(("marks", empty_thought(info)))
    return [
        (name, "".join([text for _, text in same]))
        for name, same in groupby(named, key=itemgetter(0))
    ]


def _filled(rendered: str, given: Mapping[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for piece in _SIGNS.split(rendered):
        parts += given.get(piece, [("marks", piece)] if piece else [])
    return parts


def _safe(parts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parts without blanks around all of them, and nothing in them that steers a model, not
    even where two meet: the text is made safe as a whole, and divided where the parts end."""
    texts = [neutralise(text) for _, text in parts]
    joined = "".join(texts)
    whole = neutralise(joined)
    # A blank that is put in stands after a bracket, so it counts to the part of the bracket's end.
    ends = [len(neutralise(joined[:end])) for end in accumulate(map(len, texts))]
    ends[-1:] = [len(whole)]
    first, last = len(whole) - len(whole.lstrip()), len(whole.rstrip())
    borders = [0, *ends]
    cut = [
        (name, whole[max(start, first) : max(first, min(end, last))])
        for (name, _), start, end in zip(parts, borders, ends, strict=False)
    ]
    return [(name, text) for name, text in cut if text]

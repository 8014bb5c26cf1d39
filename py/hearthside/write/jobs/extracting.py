"""Fields pulled out of a text, as JSON that always parses, each with the place it comes from.

What can be drawn is what the text has (see `fields.narrowing`); what is found nowhere all the same,
since any number or date had to be allowed, is marked.
"""

import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final, TypeAlias

from hearthside.generation.grammar import Field, Grammar, grammar_of, read_answer
from hearthside.write.asks import Job, cleaned
from hearthside.write.checks.shape import Lines, Rules
from hearthside.write.drawing import Drawer, Request
from hearthside.write.fields.narrowing import Values
from hearthside.write.fields.wording import fields_ask
from hearthside.write.jobs.drafts import one_draft, ordered
from hearthside.write.reading import cut_to, measured
from hearthside.write.result import Event, Mark, Place, Written
from hearthside.write.writing import Draft

Fields: TypeAlias = type | Sequence[Field] | Mapping[str, Any]
"""A frozen dataclass, the fields of a form, or a JSON schema of an object."""
_TOKENS_A_FIELD: Final = 40
_MOST_TOKENS: Final = 900


def extraction(
    drawer: Drawer, text: str, fields: Fields
) -> tuple[Draft, AsyncGenerator[Event, None]]:
    """A value for each field, of what the text has."""
    form = grammar_of(fields)
    source = cleaned(text)
    draft = Draft("extract", source)
    ask = fields_ask(form.schema)
    return draft, _extracted(drawer, draft, Job("extract", source, ask), form)


async def _extracted(
    drawer: Drawer, draft: Draft, job: Job, form: Grammar
) -> AsyncGenerator[Event, None]:
    names = list(form.schema["properties"])
    most = min(_MOST_TOKENS, _TOKENS_A_FIELD * (1 + len(names)))
    room = await drawer.room_tokens(job, most)
    text, cut = cut_to(job.text, room, await measured(drawer.model, job.text, room + 1))
    if cut:
        draft.note(cut.words)
    values = Values.of(text)
    grammar = grammar_of(values.narrowed(form.schema)).over(text)
    draft.finish = _finishing(grammar, values, form.schema["properties"])
    asked = Request(job.about(text), Rules(Lines()), most, cut, grammar=grammar)
    async with aclosing(one_draft(drawer, draft, asked)) as events:
        async for event in events:
            yield event


def _finishing(
    grammar: Grammar, values: Values, properties: Mapping[str, Any]
) -> Callable[[Draft], Written]:
    """The values that could be read, where each stands, and a mark on what stands nowhere."""

    def finish(draft: Draft) -> Written:
        answer = read_answer(grammar, draft.text)
        told = answer.value if isinstance(answer.value, dict) else {}
        found = {
            name: _places(name, told[name], answer.places, values)
            for name in properties
            if name in told
        }
        strange = [
            name
            for name, places in found.items()
            if not places and _may_stand(told[name], properties[name])
        ]
        every = {place for places in found.values() for place in places}
        return draft.written(
            marks=_marked(told, strange, draft.text),
            sources=ordered(every),
            values=told,
            found=found,
        )

    return finish


def _places(
    name: str, value: Any, found: Mapping[tuple[str | int, ...], tuple[int, int]], values: Values
) -> tuple[Place, ...]:
    """Where the value of a field stands, or the values within it."""
    parts = value if isinstance(value, list) else [value]
    known = {place for part in parts for place in _of_kind(part, values)[:1]}
    known |= {Place(*span) for path, span in found.items() if path[0] == name}
    return ordered(known)


def _of_kind(value: Any, values: Values) -> tuple[Place, ...]:
    return values.places(value) if isinstance(value, str | int | float) else ()


def _may_stand(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value would be seen in the text: no yes or no, no choice, and not nothing."""
    return not isinstance(value, bool) and value not in (None, [], "") and "enum" not in schema


def _marked(told: Mapping[str, Any], strange: Sequence[str], text: str) -> tuple[Mark, ...]:
    """Where the values of the strange fields are written."""
    marks: list[Mark] = []
    at = 0
    for name, value in told.items():
        key = f"{json.dumps(name, ensure_ascii=False)}:"
        start = text.find(key, at) + len(key)
        at = start + len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        if name in strange and start >= len(key):
            marks.append(Mark(start, min(at, len(text)), "words"))
    return tuple(marks)

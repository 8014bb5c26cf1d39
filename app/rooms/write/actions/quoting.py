"""What was written, as the room shows it: places in the text with what is around them, values as
JSON, what is to be known. Pure: values in, values out.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from app.rooms.write.actions.templates import beside
from app.rooms.write.effects import Ask
from app.rooms.write.state import Answer, Quote, Said, Sent, SentPart, Value
from hearthside import write
from hearthside.write import Written

_AROUND_CHARACTERS: Final = 160
_FOUND_CHARACTERS: Final = 600
NOWHERE: Final = "It stands nowhere in the text word for word: check it."


def sent_of(sent: write.Sent, context_tokens: int) -> Sent:
    """What the model reads, as it is shown."""
    parts = tuple([SentPart(it.name, it.text, it.tokens) for it in sent.parts])
    answer = max(0, context_tokens - sent.budget_tokens)
    return Sent(parts, sent.budget_tokens, answer, sent.cut.words if sent.cut else "")


def answer_of(ask: Ask, written: Sequence[Written], context_tokens: int) -> Answer:
    """All that came of an ask: of answers side by side as many as there are."""
    asked = ask.asked
    said = [Said(label, it.text, it.marks)
            for label, it in zip(asked.labels, written, strict=False)]  # fmt: skip
    last = written[-1]
    if asked.job == "template":
        several = len(written) > 1
        said = [
            replace(one, sent=sent_of(it.sent[-1], context_tokens) if several and it.sent else None)
            for one, it in zip(beside(said, written), written, strict=False)
        ]
    values = values_of(ask.text, last)
    return Answer(
        asked.job,
        asked.ask,
        asked.about,
        asked.by,
        tuple(said),
        notes=tuple(dict.fromkeys(_notes(written))),
        partial=any(it.partial for it in written) or len(written) < len(asked.labels),
        values=values,
        places=() if values else tuple(quote_of(ask.text, last.source, it) for it in last.sources),
        sent=sent_of(last.sent[-1], context_tokens) if last.sent else None,
        why=asked.why,
    )


def _notes(written: Sequence[Written]) -> Iterable[str]:
    for it in written:
        if it.cut is not None:
            yield it.cut.words
        yield from it.notes


def values_of(text: str, written: Written) -> tuple[Value, ...]:
    """Each field's value, with where it stands in `text`; marked are those that stand nowhere."""
    values = []
    for name, value in written.values.items():
        key = f"{json.dumps(name, ensure_ascii=False)}:"
        marked = any(written.text[: it.start].endswith(key) for it in written.marks)
        places = written.found.get(name, ())
        quote = quote_of(text, written.source, places[0]) if places else None
        told = json.dumps(value, ensure_ascii=False)
        values.append(Value(name, told, quote, NOWHERE if marked else ""))
    return tuple(values)


def quote_of(text: str, source: str, place: write.Place) -> Quote:
    """A place of `source`, which is `text` as it was read, with its surroundings. Its line is 0
    where it cannot be found again in `text`."""
    start, end = place.start, place.end
    found = source[start:end]
    at = start + len(text) - len(text.lstrip())
    if text[at : at + len(found)] != found:
        at = text.find(found)
    before = source[max(0, start - _AROUND_CHARACTERS) : start]
    after = source[end : end + _AROUND_CHARACTERS]
    if at < 0 or not found:
        return Quote(0, 0, 0, before, found[:_FOUND_CHARACTERS], after)
    begin = text.rfind("\n", 0, at) + 1
    line = text.count("\n", 0, begin) + 1
    length = _page_length(found)
    column = _page_length(text[begin:at])
    return Quote(line, column, length, before, found[:_FOUND_CHARACTERS], after)


def _page_length(text: str) -> int:
    """Characters as JavaScript counts them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

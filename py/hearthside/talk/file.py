"""A talk as a file: JSON that holds all of it and is read again, Markdown of what is on the page.

What is read is taken on trust in nothing: kinds, sizes, and that the turns are a tree. Pictures and
sounds are named, and not in the file. Knows nothing of where files lie.
"""

import json
from dataclasses import asdict, replace
from typing import Any, Final

from hearthside.errors import InvalidInput
from hearthside.store import MAX_TIME_MS, checked, day_in_words, read_as
from hearthside.talk.conversation import (
    MAX_TEXT_CHARACTERS,
    Conversation,
    Turn,
)
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

FORMAT: Final = 1
MAX_FILE_CHARACTERS: Final = 20_000_000
_MOST_TURNS: Final = 10_000
_MOST_SHOWN: Final = 20
_NAME_CHARACTERS: Final = 400
_MARK: Final = "hearthside-talk"


def to_json(talk: Conversation) -> str:
    """All of a talk, its branches too."""
    body = {_MARK: FORMAT, **asdict(talk)}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Conversation:
    """The talk of such a text. Raises InvalidInput (shelf.invalid) on any other, and says why."""
    return checked(_read, text)


def to_markdown(talk: Conversation) -> str:
    """The turns from the first to the last one that is read, with who said them."""
    parts = [f"# {talk.named() or 'A talk'}"]
    if talk.system.strip():
        parts.append("\n".join(f"> {line}" for line in talk.system.strip().split("\n")))
    for number in talk.path():
        parts += _told(talk.turn(number))
    return "\n\n".join(parts) + "\n"


def _told(turn: Turn) -> list[str]:
    who = "You" if turn.role == "user" else turn.by or "Model"
    day = day_in_words(turn.at_ms)
    shown = [f"_({one.kind}: {' '.join(one.name.split())})_" for one in turn.shown]
    unfinished = ["_(not finished)_"] if turn.end else []
    return [f"**{who}**{f', {day}' if day else ''}:", *shown, turn.text.strip(), *unfinished]


def _read(text: str) -> Conversation:
    if len(text) > MAX_FILE_CHARACTERS:
        raise _wrong(f"It has {len(text):,} characters; {MAX_FILE_CHARACTERS:,} are the most.")
    body: Any = read_json(text)
    if not isinstance(body, dict) or _MARK not in body:
        raise _wrong("It is no talk that was exported here.")
    if read_as(int, body[_MARK]) != FORMAT:
        raise _wrong("It was written by a newer version.")
    talk = read_as(Conversation, {name: it for name, it in body.items() if name != _MARK})
    _check(talk)
    # Every talk with turns is somewhere.
    return talk if talk.leaf else replace(talk, leaf=len(talk.turns))


def _check(talk: Conversation) -> None:
    """That the turns are a tree in which the sides alternate, and that nothing is out of bounds."""
    if len(talk.turns) > _MOST_TURNS:
        raise _wrong(f"It has {len(talk.turns):,} turns; {_MOST_TURNS:,} are the most.")
    for number, turn in enumerate(talk.turns, start=1):
        if not 0 <= turn.parent < number:
            raise _wrong(f"Turn {number} does not follow one before it.")
        before = talk.turns[turn.parent - 1].role if turn.parent else "model"
        if before == turn.role:
            raise _wrong(f"Turn {number} is of the same side as the one before it.")
        _check_turn(number, turn)
    if not 0 <= talk.leaf <= len(talk.turns):
        raise _wrong("Its last turn is not there.")
    answers = {at for at, turn in enumerate(talk.turns, start=1) if turn.role == "model"}
    upto = [0, *[one.upto for one in talk.summaries]]
    if any(at not in answers for at in upto[1:]) or len(set(upto)) < len(upto):
        raise _wrong("A summary stands for no turns.")
    texts = [talk.system, *[one.text for one in talk.summaries]]
    names = [talk.title, *[one.by for one in talk.summaries]]
    _check_sizes("It", texts, names)


def _check_turn(number: int, turn: Turn) -> None:
    if not 0 <= turn.at_ms < MAX_TIME_MS:
        raise _wrong(f"Turn {number} has no date of this calendar.")
    if len(turn.shown) > _MOST_SHOWN:
        raise _wrong(f"Turn {number} has more than {_MOST_SHOWN} pictures and sounds.")
    names = [turn.by, *[name for one in turn.shown for name in (one.id, one.name)]]
    _check_sizes(f"Turn {number}", [turn.text, turn.thoughts], names)


def _check_sizes(where: str, texts: list[str], names: list[str]) -> None:
    if any(len(one) > MAX_TEXT_CHARACTERS for one in texts):
        raise _wrong(f"{where} has a text of more than {MAX_TEXT_CHARACTERS:,} characters.")
    if any(len(one) > _NAME_CHARACTERS for one in names):
        raise _wrong(f"{where} has a name of more than {_NAME_CHARACTERS} characters.")


def _wrong(why: str) -> InvalidInput:
    return InvalidInput(Code.SHELF_INVALID, why)

"""A talk as a frozen tree of turns: a question asked anew or an answer given anew is a branch.

    talk = Conversation(system="Be brief.").asked("Who are you?")
    talk = talk.answered("A model.").asked("And who made you?")
    talk = talk.edited(1, "What are you?")      # beside turn 1; the old branch stays

Turns are numbered from 1, in the order in which they came; the path from the first turn to `leaf`
is what is read and answered. Nothing is ever taken out. Knows nothing of models or files.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Self, TypeAlias

from hearthside.errors import InvalidInput
from hearthside.wire import Code

# Some 50,000 tokens: more than any model here reads at once.
MAX_TEXT_CHARACTERS: Final = 200_000
MAX_TITLE_CHARACTERS: Final = 120
_HALVES: Final = re.compile("[\ud800-\udfff]")
_TITLE_CHARACTERS: Final = 60

End: TypeAlias = Literal["", "stopped", "cut", "lost"]
"""Why an answer is not whole: a person stopped it, there was no more room, its page went away."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or a sound that belongs to a question; its pixels or samples go by `id`."""

    id: str
    kind: Literal["picture", "sound"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said after turn `parent` (0: at the beginning). `by` names who answered."""

    role: Literal["user", "model"]
    text: str
    parent: int = 0
    at_ms: int = 0
    by: str = ""
    thoughts: str = ""
    end: End = ""
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands for all turns up to turn `upto`, an answer, where there is no room for them."""

    upto: int
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A talk. `leaf` is the number of the last turn that is read, 0 before the first."""

    title: str = ""
    system: str = ""
    turns: tuple[Turn, ...] = ()
    leaf: int = 0
    summaries: tuple[Summary, ...] = ()

    def turn(self, number: int) -> Turn:
        """The turn of that number. Raises InvalidInput (call.invalid) where there is none."""
        if not 1 <= number <= len(self.turns):
            raise InvalidInput(Code.CALL_INVALID, f"This talk has no turn {number}.")
        return self.turns[number - 1]

    def path(self) -> tuple[int, ...]:
        """The numbers of the turns from the first to `leaf`."""
        found, at = [], self.leaf
        while at:
            found.append(at)
            at = self.turn(at).parent
        return tuple(reversed(found))

    def versions(self, number: int) -> tuple[int, ...]:
        """The numbers of all turns that stand where this one does, itself among them."""
        parent = self.turn(number).parent
        return tuple([at for at, one in enumerate(self.turns, start=1) if one.parent == parent])

    def waits(self) -> bool:
        """Whether the last turn is a question, or an answer that can be gone on with."""
        return bool(self.leaf) and (
            self.turn(self.leaf).role == "user" or bool(self.turn(self.leaf).end)
        )

    def summary(self) -> Summary | None:
        """The last one that stands for turns of the path."""
        on_path = set(self.path())
        return max(
            [one for one in self.summaries if one.upto in on_path],
            key=lambda one: one.upto,
            default=None,
        )

    def named(self) -> str:
        """The title; without one the first question's beginning."""
        first = next(iter(self.path()), 0)
        text = self.title or (self.turn(first).text if first else "")
        line = " ".join(text[:1000].split())
        return line if len(line) <= _TITLE_CHARACTERS else f"{line[: _TITLE_CHARACTERS - 1]}\u2026"

    def asked(self, text: str, at_ms: int = 0, shown: Sequence[Shown] = ()) -> Self:
        """With a question after the last answer; beside the last question where that has none.

        Raises InvalidInput (call.invalid) on an empty or a much too long one; so do all that take
        a person's text.
        """
        waiting = self.leaf and self.turn(self.leaf).role == "user"
        parent = self.turn(self.leaf).parent if waiting else self.leaf
        text = _checked(text, "question", empty=bool(shown))
        return self._with(Turn("user", text, parent, at_ms, shown=tuple(shown)))

    def edited(self, number: int, text: str, at_ms: int = 0) -> Self:
        """With another question where question `number` stands, and what was shown with it."""
        before = self._of(number, "user")
        text = _checked(text, "question", empty=bool(before.shown))
        return self._with(Turn("user", text, before.parent, at_ms, shown=before.shown))

    def answered(
        self, text: str, at_ms: int = 0, by: str = "", thoughts: str = "", end: End = ""
    ) -> Self:
        """With an answer to the last turn, a question."""
        self._of(self.leaf, "user")
        kept = _whole(text), self.leaf, at_ms, by, _whole(thoughts), end
        return self._with(Turn("model", *kept))

    def extended(self, more: str, end: End = "") -> Self:
        """With more of the last turn, an answer."""
        last = self._of(self.leaf, "model")
        turns = (
            *self.turns[: self.leaf - 1],
            replace(last, text=last.text + _whole(more), end=end),
        )
        return replace(self, turns=(*turns, *self.turns[self.leaf :]))

    def again(self, number: int) -> Self:
        """As it was before answer `number` was given, for another one."""
        return replace(self, leaf=self._of(number, "model").parent)

    def at(self, number: int) -> Self:
        """On the branch through turn `number`, as far as its latest turn."""
        self.turn(number)
        below = {number}
        for later, turn in enumerate(self.turns[number:], start=number + 1):
            if turn.parent in below:  # a parent comes before its children
                below.add(later)
        return replace(self, leaf=max(below))

    def summarised(self, summary: Summary) -> Self:
        """With a summary, in place of one for the same turns."""
        rest = tuple([one for one in self.summaries if one.upto != summary.upto])
        return replace(self, summaries=(*rest, replace(summary, text=_whole(summary.text))))

    def renamed(self, title: str) -> Self:
        """Under another title; "" gives it the first question's again."""
        line = " ".join(_whole(title)[:1000].split())
        return replace(self, title=line[:MAX_TITLE_CHARACTERS])

    def told(self, system: str) -> Self:
        """With another system text."""
        return replace(self, system=_checked(system, "system text", empty=True))

    def _of(self, number: int, role: str) -> Turn:
        turn = self.turn(number)
        if turn.role != role:
            what = "question" if role == "user" else "answer"
            raise InvalidInput(Code.CALL_INVALID, f"Turn {number} is no {what}.")
        return turn

    def _with(self, turn: Turn) -> Self:
        return replace(self, turns=(*self.turns, turn), leaf=len(self.turns) + 1)


def merged(kept: Conversation, mine: Conversation) -> Conversation:
    """Mine, with what only the kept talk has: two tabs may have gone on with one talk.

    The kept turns keep their numbers, mine come after them. A turn is the same where its place,
    side and time are; of two the longer is kept.
    """
    turns = list(kept.turns)
    known = dict(zip(_marks(kept.turns, {}), range(1, len(turns) + 1), strict=True))
    places: dict[int, int] = {0: 0}
    for at, mark in enumerate(_marks(mine.turns, places), start=1):
        moved = replace(mine.turns[at - 1], parent=places[mine.turns[at - 1].parent])
        place = known.get(mark, 0)
        if not place:
            turns.append(moved)
            place = len(turns)
        elif len(moved.text) >= len(turns[place - 1].text):
            turns[place - 1] = moved
        places[at] = place
    summaries = {one.upto: one for one in kept.summaries}
    summaries |= {places[one.upto]: replace(one, upto=places[one.upto]) for one in mine.summaries}
    return replace(
        mine, turns=tuple(turns), leaf=places[mine.leaf], summaries=tuple(summaries.values())
    )


def _marks(turns: Sequence[Turn], places: Mapping[int, int]) -> Iterator[tuple[object, ...]]:
    """What tells each turn from others, its parent by its place; `places` grows meanwhile."""
    met = Counter[tuple[object, ...]]()
    for turn in turns:
        # What came without a time, as from a file, is told apart by its words.
        mark = (places.get(turn.parent, turn.parent), turn.role, turn.at_ms or turn.text)
        met[mark] += 1
        yield (*mark, met[mark])


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which no screen or file can hold."""
    return _HALVES.sub("\ufffd", text)


def _checked(text: str, what: str, *, empty: bool) -> str:
    if len(text) > MAX_TEXT_CHARACTERS:
        raise InvalidInput(
            Code.CALL_INVALID,
            f"The {what} has {len(text):,} characters; {MAX_TEXT_CHARACTERS:,} are the most.",
        )
    if not text.strip() and not empty:
        raise InvalidInput(Code.CALL_INVALID, f"The {what} is empty.")
    return _whole(text)

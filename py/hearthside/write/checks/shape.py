"""How much may be said, and in what form: sentences, bullet points, one line, words of the text.

A shape has a say in each token (`Steering`), and tells what of a text so far is to be shown and
whether it has ended. Knows nothing of what is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from hearthside.text.escape import is_control
from hearthside.text.sentences import ends_abbreviated, sentence_ends
from hearthside.write.checks.known import Known
from hearthside.write.prompt import NOT_SAID

_BYTE: Final = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_ASCII: Final = 0x80
_REFUSING: Final = NOT_SAID.rpartition(" ")[0].casefold()


class Shape(Protocol):
    """The form of an answer. `text` is what was drawn so far."""

    def required(self, text: str) -> str:
        """What must follow now, "" where the model chooses."""
        ...

    def allows(self, text: str, piece: str) -> bool:
        """Whether a token's text may follow."""
        ...

    def end(self, text: str) -> int | None:
        """Where the answer ends, if it has; all before can be shown."""
        ...

    def sure(self, text: str) -> int:
        """How much of the text will stand whatever follows."""
        ...


@dataclass(frozen=True, slots=True)
class Lines:
    """Any text, or with `most` sentences one line of at most so many of them."""

    most: int | None = None

    def required(self, text: str) -> str:
        return ""

    def allows(self, text: str, piece: str) -> bool:
        return self.most is None or "\n" not in piece or not text.strip()

    def end(self, text: str) -> int | None:
        ends = self._ends(text)
        if self.most is None or len(ends) < self.most:
            return None
        end = ends[self.most - 1]
        # Whether a sentence ended is only sure when the next has begun.
        following = text[end:].lstrip()[:1]
        return end if following and not following.islower() else None

    def sure(self, text: str) -> int:
        ends = self._ends(text)
        waits = self.most is not None and len(ends) >= self.most
        return ends[(self.most or 0) - 1] if waits else len(text.rstrip())

    def _ends(self, text: str) -> list[int]:
        return [
            end
            for end in sentence_ends(text)
            if not ends_abbreviated(text[:end]) and not text[end:].lstrip()[:1].islower()
        ]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of at most `most` points, each on a line of its own after a dash. `lead`: what stands
    before the first dash."""

    most: int
    lead: str = "\n"

    def required(self, text: str) -> str:
        if not text:
            return f"{self.lead}-"
        return "-" if text.endswith("\n") and text.strip() else ""

    def allows(self, text: str, piece: str) -> bool:
        # A point that says nothing is none, and no line is empty.
        line = text.rpartition("\n")[2].strip("- ")
        return "\n" not in piece or (bool(line) and piece.strip(" ") == "\n")

    def end(self, text: str) -> int | None:
        lines = text.strip("\n").split("\n")
        full = len(lines) == self.most and text.endswith("\n") and text.strip()
        return len(text) - 1 if full else None

    def sure(self, text: str) -> int:
        return len(text.rstrip("\n- "))


@dataclass(frozen=True, slots=True)
class Phrases:
    """At most `most` phrases with commas between, each word for word in `source`, none twice."""

    source: str
    most: int
    _plain: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plain", f" {' '.join(self.source.casefold().split())} ")

    def required(self, text: str) -> str:
        return ""

    def allows(self, text: str, piece: str) -> bool:
        *done, last = (text + piece).split(",")
        open_end = self._begun(last.lstrip())
        return open_end and all(self._whole(one.strip(), done[:at]) for at, one in enumerate(done))

    def end(self, text: str) -> int | None:
        parts = text.split(",")
        return len(",".join(parts[: self.most])) if len(parts) > self.most else None

    def sure(self, text: str) -> int:
        return len(text.rstrip(" ,"))

    def standing(self, text: str) -> str:
        """The phrases of an answer that are whole: where nothing could follow one, it is not."""
        phrases: list[str] = []
        for one in map(str.strip, text.split(",")):
            if self._whole(one, phrases):
                phrases.append(one)
        return ", ".join(phrases)

    def _begun(self, phrase: str) -> bool:
        plain = phrase.casefold()
        return not plain or any(
            not self._plain[at - 1].isalnum() for at in _places(plain, self._plain)
        )

    def _whole(self, phrase: str, before: Sequence[str]) -> bool:
        plain = phrase.casefold()
        if not plain or plain in [one.strip().casefold() for one in before]:
            return False
        return any(
            not self._plain[at - 1].isalnum() and not self._plain[at + len(plain)].isalnum()
            for at in _places(plain, self._plain)
        )


def _places(wanted: str, text: str) -> list[int]:
    """Where `wanted` stands in `text`, which begins and ends with a blank."""
    found, at = [], text.find(wanted)
    while at >= 0:
        if at:
            found.append(at)
        at = text.find(wanted, at + 1)
    return found


@dataclass(frozen=True, slots=True)
class Rules:
    """A shape with what else holds of a draft, as a `Steering`: no number and name but the `known`;
    the text begins with `first`, and never with a piece of `not_first`; only an answer may say that
    the text does not say. No thought is begun: it would be held to the shape of the answer.
    """

    shape: Shape
    known: Known | None = None
    first: str = ""
    not_first: frozenset[str] = frozenset()
    may_refuse: bool = False

    def required(self, text: str) -> str:
        return self.shape.required(text) or (self.first if not text else "")

    def allows(self, text: str, piece: str) -> bool:
        if is_control(piece) or (not text.strip("\n- ") and piece in self.not_first):
            return False
        if byte := _BYTE.fullmatch(piece):
            piece = chr(int(byte[1], 16))
            if ord(piece) >= _ASCII:  # a part of a character: what it will be is not known yet
                return True
        if not self.may_refuse and (text + piece).strip().casefold().startswith(_REFUSING):
            return False
        if not self.shape.allows(text, piece):
            return False
        return self.known is None or self.known.allows(text, piece)

"""From raw vocabulary pieces to text that may be shown, and the rules by which it ends.

A piece is how a vocabulary spells a token: `▁` (U+2581) stands for a blank, `<0xE2>` for one byte
of UTF-8, `<eos>` and its like for control. Knows nothing of token ids, engines or sampling.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.text.escape import is_control
from hearthside.text.sentences import ends_abbreviated, sentence_ends
from hearthside.wire import Code

BLANK_MARK: Final = "\u2581"

_BYTE: Final = re.compile(r"<0x([0-9A-Fa-f]{2})>")


class Detokenizer:
    """Turns pieces into text as they come: bytes wait until they make up a character."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def feed(self, piece: str) -> str:
        """The text that `piece` completes; empty for control and for an unfinished character."""
        if piece.startswith(("<", "[")):
            byte = _BYTE.fullmatch(piece)
            if byte is not None:
                return self._utf8.decode(bytes((int(byte[1], 16),)))
            if is_control(piece):
                return ""
        # A character cut short by an ordinary piece shows as U+FFFD, as in every UTF-8 reader.
        cut_short = self._utf8.decode(b"", True)
        return cut_short + piece.replace(BLANK_MARK, " ")


def bytes_of(piece: str) -> bytes:
    """What a piece that is no control adds to a text, in UTF-8."""
    byte = _BYTE.fullmatch(piece) if piece.startswith("<0x") else None
    return bytes((int(byte[1], 16),)) if byte else piece.replace(BLANK_MARK, " ").encode()


def text_of(pieces: list[str]) -> str:
    """The text that a whole run of pieces spells; an unfinished last character is left out."""
    detokenizer = Detokenizer()
    return "".join([detokenizer.feed(piece) for piece in pieces])


class Reason(StrEnum):
    """Why a generation ended."""

    END = "end"  # the model said it is done
    STOP_STRING = "stop_string"
    SENTENCE = "sentence"
    MAX_TOKENS = "max_tokens"
    CONTEXT = "context"  # the model can read no further
    REFUSED = "refused"  # nothing of what the model would say may follow
    STOPPED = "stopped"  # closed or cancelled before its end


@dataclass(frozen=True, slots=True)
class StopRules:
    """When to end. `strings` end the text and are not part of it, wherever tokens divide them.

    `max_tokens` counts every token drawn; the model may not end before `min_tokens`. From
    `sentence_after_tokens` on, the text ends with the first sentence that ends.
    """

    max_tokens: int = 256
    min_tokens: int = 0
    strings: tuple[str, ...] = ()
    sentence_after_tokens: int | None = None

    def __post_init__(self) -> None:
        if self.max_tokens < 1:
            raise InvalidInput(Code.CALL_INVALID, "max_tokens must be at least 1.")
        if not all(self.strings):
            raise InvalidInput(Code.CALL_INVALID, "A stop string must not be empty.")


class TextGate:
    """Lets text through as it comes, holding back what may yet turn out to be a stop string."""

    def __init__(self, rules: StopRules) -> None:
        self._rules = rules
        self._held = ""
        self._shown = ""  # the end of what was let through, enough to see a sentence end
        self.reason: Reason | None = None

    def feed(self, text: str, token_count: int) -> str:
        """What may be shown after `text`, the `token_count`th token's; sets `reason` at an end."""
        pending = self._held + text
        stops = [at for at in map(pending.find, self._rules.strings) if at >= 0]
        if stops:
            self.reason, pending = Reason.STOP_STRING, pending[: min(stops)]
        pending = self._cut_at_sentence(pending, token_count)
        overlaps = map(_overlap_with(pending), self._rules.strings)
        keep = 0 if self.reason else max(overlaps, default=0)
        self._held = pending[len(pending) - keep :]
        return self._show(pending[: len(pending) - keep])

    def flush(self) -> str:
        """What was held back, now that nothing follows."""
        held, self._held = self._held, ""
        return self._show(held)

    def _show(self, text: str) -> str:
        if self._rules.sentence_after_tokens is not None and text:
            self._shown = (self._shown + text)[-16:]
        return text

    def _cut_at_sentence(self, pending: str, token_count: int) -> str:
        after = self._rules.sentence_after_tokens
        if after is None or token_count < after:
            return pending
        seen = self._shown + pending
        for end in sentence_ends(seen):
            # What could still close it, quotes above all, comes before the next blank.
            whole = len(self._shown) <= end < len(seen)
            if whole and not ends_abbreviated(seen[:end]):
                self.reason = Reason.SENTENCE
                return pending[: end - len(self._shown)]
        return pending


def _overlap_with(text: str) -> Callable[[str], int]:
    def overlap(stop: str) -> int:
        """Length of the longest end of `text` that `stop` begins with."""
        for size in range(min(len(stop) - 1, len(text)), 0, -1):
            if text.endswith(stop[:size]):
                return size
        return 0

    return overlap

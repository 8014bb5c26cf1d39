"""From raw vocabulary pieces to text that may be shown.

A piece is how a vocabulary spells a token: `▁` (U+2581) stands for a blank, `<0xE2>` for one byte
of UTF-8, `<eos>` and its like for control. Knows nothing of token ids, engines or sampling.
"""

import codecs
import re
from typing import Final

from hearthside.text.escape import is_control

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

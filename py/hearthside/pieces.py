"""From raw vocabulary pieces to text that may be shown, and from people's text to safe prompts.

A piece is how a vocabulary spells a token: `▁` (U+2581) stands for a blank, `<0xE2>` for one byte
of UTF-8, `<eos>` and its like for control. Knows nothing of token ids, engines or sampling.
"""

import codecs
import re
from typing import Final

BLANK_MARK: Final = "\u2581"

# Gemma 3's control tokens, and the shapes Gemma 4 and kin use (`<|turn>`, `<turn|>`, `<a_b>`).
# HTML tags (`<table>`) are ordinary text in these vocabularies and stay.
_CONTROL_NAME: Final = (
    r"(?:pad|eos|bos|unk|mask|2mass|\[@BOS@\]|unused\d+"
    r"|\|[^<>|\s]{1,40}\|?|[^<>|\s]{1,40}\||[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)"
)
_CONTROL: Final = re.compile(rf"</?{_CONTROL_NAME}>|\[multimodal\]")
_CONTROL_OPENING: Final = re.compile(rf"<(?=/?{_CONTROL_NAME}>)|\[(?=multimodal\])")
_BYTE: Final = re.compile(r"<0x([0-9A-Fa-f]{2})>")
# All of C0, DEL and C1 but tab and newline; and surrogates, which no UTF-8 can carry.
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def is_control(piece: str) -> bool:
    """Whether a piece steers the model and must never be shown."""
    return _CONTROL.fullmatch(piece) is not None


def neutralise(text: str) -> str:
    """`text` with nothing in it that a tokenizer could take for a control token.

    A tokenizer finds `<end_of_turn>` wherever it stands, also inside what a person typed, which
    would let a name end the turn and speak for the model. A blank after the opening bracket
    (`< end_of_turn>`) leaves it readable and makes it plain text. Line ends become `\\n`; control
    characters and lone surrogates are dropped. Applying it twice changes nothing more.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL_OPENING.sub(lambda found: found.group() + " ", _UNWRITABLE.sub("", lines))


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


def text_of(pieces: list[str]) -> str:
    """The text that a whole run of pieces spells; an unfinished last character is left out."""
    detokenizer = Detokenizer()
    return "".join([detokenizer.feed(piece) for piece in pieces])

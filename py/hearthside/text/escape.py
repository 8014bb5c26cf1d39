"""People's text made safe: on one line, and nothing in it that can be taken for a control token.

Knows nothing of token ids, of models, or of where in a prompt the text will stand.
"""

import re
from typing import Final

# Gemma 3's control tokens, and the shapes Gemma 4 and kin use (`<|turn>`, `<turn|>`, `<a_b>`).
# HTML tags (`<table>`) are ordinary text in these vocabularies and stay.
_CONTROL_NAME: Final = (
    r"(?:pad|eos|bos|unk|mask|2mass|\[@BOS@\]|unused\d+"
    r"|\|[^<>|\s]{1,40}\|?|[^<>|\s]{1,40}\||[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)"
)
_CONTROL: Final = re.compile(rf"</?{_CONTROL_NAME}>|\[multimodal\]")
_CONTROL_OPENING: Final = re.compile(rf"<(?=/?{_CONTROL_NAME}>)|\[(?=multimodal\])")
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


def one_line(text: str) -> str:
    """`text` with single blanks between its words, and none around them."""
    return " ".join(text.split())


def safe_line(text: str, limit_characters: int | None = None) -> str:
    """`text` in one line with nothing in it that could steer a model (see `neutralise`), cut to
    `limit_characters` where given."""
    line = one_line(neutralise(text))
    return line if limit_characters is None else line[:limit_characters].rstrip()

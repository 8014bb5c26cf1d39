"""The words of the fake engine: a reversible spelling, and where each word lies in its feelings.

Learns every word it meets; what is no word is spelled by its bytes. Words that are written alike
but for capitals and blanks lie in one place, so texts that share words are near one another, and a
word is likelier after a text that holds it. Knows nothing of language, caches or scripts.
"""

import math
import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Final

from hearthside.generation.pieces import BLANK_MARK, Detokenizer, bytes_of, text_of
from hearthside.text.escape import is_control

CONTROL_PIECES: Final = ("<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>")
FIRST_BYTE: Final = len(CONTROL_PIECES)
FIRST_MORE: Final = FIRST_BYTE + 256
HIDDEN_SIZE: Final = 128
# How much of a text's end is felt, and how much more a word is expected where it was met.
_FELT_TOKENS: Final = 64
_EAGERNESS: Final = 4.0
_SAID_LOGIT: Final = 20.0
_WORD: Final = re.compile(
    r"<(?:pad|eos|bos|unk|start_of_turn|end_of_turn)>| ?[^\W_]+(?:['\u2019][^\W_]+)*|[ -~\n]"
)


class Words:
    """A vocabulary that grows: control tokens, bytes, then words in the order they were met."""

    def __init__(self, controls: Sequence[str] = ()) -> None:
        """`controls` are more control tokens, which come after the bytes."""
        self.pieces = [*CONTROL_PIECES, *(f"<0x{byte:02X}>" for byte in range(256)), *controls]
        self._word = re.compile("|".join([*map(re.escape, controls), _WORD.pattern]))
        self._ids = {piece: number for number, piece in enumerate(self.pieces)}

    def tokenize(self, text: str) -> list[int]:
        """Ids of `text`; what spells a control token becomes one."""
        ids: list[int] = []
        at = 0
        while at < len(text):
            found = self._word.match(text, at)
            if found is None:
                ids.extend(FIRST_BYTE + byte for byte in text[at].encode("utf-8", "replace"))
                at += 1
                continue
            piece = found.group().replace(" ", BLANK_MARK)
            if piece not in self._ids:
                self._ids[piece] = len(self.pieces)
                self.pieces.append(piece)
            ids.append(self._ids[piece])
            at = found.end()
        return ids

    def spelled(self, ids: Sequence[int]) -> str:
        """Text with its control tokens to be seen."""
        detokenizer = Detokenizer()
        pieces = [self.pieces[token] for token in ids]
        return "".join([p if is_control(p) else detokenizer.feed(p) for p in pieces])

    def text(self, ids: Sequence[int]) -> str:
        """Text without control tokens."""
        return text_of([self.pieces[token] for token in ids])

    def bytes(self, ids: Sequence[int]) -> bytes:
        """What `ids` add to a text, in UTF-8; of control tokens their spelling."""
        return b"".join([bytes_of(self.pieces[token]) for token in ids])

    def hidden(self, ids: Sequence[int]) -> tuple[float, ...]:
        """What the end of `ids` feels like: HIDDEN_SIZE numbers whose squares average 1."""
        felt = [_place(_plain(self.pieces[token])) for token in ids[-_FELT_TOKENS:]]
        total = [math.fsum(column) for column in zip(_place("some"), *felt, strict=True)]
        scale = math.sqrt(HIDDEN_SIZE) / math.sqrt(math.fsum(one * one for one in total))
        return tuple(one * scale for one in total)

    def logit(self, hidden: Sequence[float], token: int) -> float:
        """How much a token is expected after a text that feels like `hidden`."""
        place = _place(_plain(self.pieces[token]))
        return _EAGERNESS * math.fsum(a * b for a, b in zip(hidden, place, strict=True))

    def likely(self, said: int) -> list[int]:
        """What is to be said, and then the bytes: they exist from the start, so results never
        depend on which words an engine has met."""
        return [said, *(token for token in _BY_LOGIT if token != said)]

    def log_z(self, said: int | None) -> float:
        """log(sum(exp)) of every token's `said_logit`."""
        return math.log(sum(math.exp(said_logit(t, said)) for t in range(len(self.pieces))))


def said_logit(token: int, said: int | None) -> float:
    """High for the token that is to be said; for others low, from -1 down to -6, the same for the
    same token everywhere."""
    dull = -(zlib.crc32(token.to_bytes(4, "little")) % 5000) / 1000 - 1
    return _SAID_LOGIT if token == said else dull


def _plain(piece: str) -> str:
    word = piece.strip(BLANK_MARK).lower()
    return word if word.isalnum() else ""


@lru_cache(4096)
def _place(word: str) -> tuple[float, ...]:
    """A direction of length 1, the same on every machine; marks and bytes have none."""
    if not word:
        return (0.0,) * HIDDEN_SIZE
    draw = Random(word)
    spread = [draw.uniform(-1.0, 1.0) for _ in range(HIDDEN_SIZE)]
    length = math.sqrt(math.fsum(one * one for one in spread))
    return tuple(one / length for one in spread)


_BY_LOGIT: Final = sorted(
    range(FIRST_BYTE, FIRST_MORE), key=lambda token: said_logit(token, None), reverse=True
)

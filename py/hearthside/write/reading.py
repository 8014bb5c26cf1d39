"""How much of a text a model can read at once: cut on a sentence, in sections, or what bears on a
question.

Tokens are counted once for all; sections are cut by that count. Knows nothing of prompts.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from hearthside.generation.model import Model
from hearthside.generation.pieces import BLANK_MARK
from hearthside.text.sentences import sentence_spans
from hearthside.write.result import Cut, Place
from hearthside.write.terms import terms_of

# No text of people has more characters a token than this: what is beyond is not even counted.
_MOST_CHARACTERS_A_TOKEN: Final = 8
# A cut text, read alone, may have a token more than it had in the whole.
_SLACK_TOKENS: Final = 8


@dataclass(frozen=True, slots=True)
class Measured:
    """A text with the token count at each of its characters: `ends[n]` is where token n ends."""

    text: str
    ends: tuple[int, ...]

    def tokens(self, start: int, end: int) -> int:
        """How many tokens end within these characters, at least one."""
        return max(1, bisect_right(self.ends, end) - bisect_right(self.ends, start))

    def after(self, start: int, tokens: int) -> int:
        """Where the text is so many tokens (at least one) on from the character `start`."""
        at = bisect_right(self.ends, start) + max(1, tokens) - 1
        return self.ends[at] if at < len(self.ends) - 1 else len(self.text)

    @property
    def whole(self) -> int:
        """The tokens of all of it."""
        return len(self.ends)


async def measured(model: Model, text: str, most_tokens: int) -> Measured:
    """At most `most_tokens` tokens of the beginning of `text`, counted."""
    near = text[: most_tokens * _MOST_CHARACTERS_A_TOKEN]
    pieces = await model.pieces(await model.encode(near, bos=False))
    ends = tuple(accumulate(map(_length_characters, pieces)))[:most_tokens]
    return Measured(near[: ends[-1]] if ends else "", ends)


def cut_to(text: str, room_tokens: int, count: Measured) -> tuple[str, Cut | None]:
    """The beginning of `text` that has room, ending with a sentence where it has one."""
    if count.whole <= room_tokens and len(count.text) >= len(text):
        return text, None
    last = count.ends[min(room_tokens - _SLACK_TOKENS, count.whole) - 1]
    ends = [end for _, end in sentence_spans(count.text[:last]) if end < last]
    blank = count.text.rfind(" ", last // 2, last)
    end = ends[-1] if ends else blank if blank > 0 else last
    return text[:end].rstrip(), said_of(end, len(text))


def said_of(kept: int, of: int, how: str = "Its beginning is read") -> Cut:
    """The cut, in words."""
    share = min(99, max(1, round(100 * kept / of)))
    return Cut(kept, of, f"The text is too long to be read at once. {how}: {share} % of it.")


def sections(count: Measured, room_tokens: int) -> list[Place]:
    """The places of parts that have room each, together all of it but blanks: cut at a paragraph
    that leaves a part half full, else between sentences, else at a blank, else anywhere."""
    borders = [start for start, _ in sentence_spans(count.text)]
    found: list[Place] = []
    start, length = 0, len(count.text)
    while start < length:
        limit = count.after(start, room_tokens - _SLACK_TOKENS)
        end = limit if limit == length else _border(count.text, borders, start, limit)
        part = count.text[start:end]
        if part.strip():
            blanks = len(part) - len(part.lstrip())
            found.append(Place(start + blanks, start + len(part.rstrip())))
        start = end
    return found


def _border(text: str, borders: Sequence[int], start: int, limit: int) -> int:
    """Where to cut between `start`, excluded, and `limit`."""
    near = borders[bisect_right(borders, start) : bisect_right(borders, limit)]
    half = start + (limit - start) // 2
    paragraphs = [at for at in near if at > half and "\n\n" in text[max(start, at - 9) : at]]
    if paragraphs or near:
        return (paragraphs or near)[-1]
    blank = text.rfind(" ", start + 1, limit)
    return blank + 1 if blank > half else limit


def bearing(count: Measured, question: str, room_tokens: int) -> list[Place]:
    """The sentences that share most with a question, each with its neighbours, in their order, as
    far as they have room.

    Words count by how few sentences have them (inverse document frequency, Spärck Jones 1972).
    """
    spans = sentence_spans(count.text)
    texts = [set(terms_of(count.text[start:end])) for start, end in spans]
    had = Counter(term for terms in texts for term in terms)
    asked = {term: math.log(1 + len(texts) / had[term]) for term in terms_of(question) if had[term]}
    scores = [sum(asked.get(term, 0.0) for term in terms) for terms in texts]
    chosen: set[int] = set()
    room = room_tokens - _SLACK_TOKENS
    for best in sorted(range(len(spans)), key=lambda at: (-scores[at], at)):
        for at in (best, best - 1, best + 1):
            if 0 <= at < len(spans) and at not in chosen:
                room -= count.tokens(*spans[at]) + 1
                if room < 0:
                    return [Place(*spans[one]) for one in sorted(chosen)]
                chosen.add(at)
    return [Place(*spans[one]) for one in sorted(chosen)]


def _length_characters(piece: str) -> int:
    """How many characters begin in a piece; of a character in bytes the first counts."""
    if len(piece) == 6 and piece.startswith("<0x"):
        return int(int(piece[3:5], 16) & 0xC0 != 0x80)
    return len(piece.replace(BLANK_MARK, " "))

"""Where two texts differ, word by word. Knows nothing of what the texts are."""

import re
from difflib import SequenceMatcher
from typing import Final, TypeAlias

_WORD: Final = re.compile(r"\w+|[^\w\s]")
# Longer texts are compared this far: the time grows with the square.
_MOST_WORDS: Final = 1_500

Spans: TypeAlias = tuple[tuple[int, int], ...]


def differing(one: str, other: str) -> tuple[Spans, Spans]:
    """The characters, start to end, of each that the other does not have there. Blanks do not
    count; neighbours that differ are one span."""
    first, second = (list(_WORD.finditer(text))[:_MOST_WORDS] for text in (one, other))
    matcher = SequenceMatcher(
        None, [it[0] for it in first], [it[0] for it in second], autojunk=False
    )
    left: list[tuple[int, int]] = []
    right: list[tuple[int, int]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        if a < b:
            left.append((first[a].start(), first[b - 1].end()))
        if c < d:
            right.append((second[c].start(), second[d - 1].end()))
    return tuple(left), tuple(right)

"""What a model's answer about code is, without what chats put around it.

Knows nothing of whether it is right.
"""

import re
from typing import Final

_FENCE: Final = re.compile(r"```[a-zA-Z]*\n?(.*?)(?:```|\Z)", re.DOTALL)
_MOST_ASSERTS: Final = 4


def words_of(answer: str) -> tuple[str, str, str]:
    """Words for people: no code comes of them."""
    text = " ".join(answer.split())
    return text, "", "" if any(map(str.isalpha, text)) else "The model wrote nothing."


def plain(answer: str) -> str:
    """An answer without the fence that chats put around code."""
    fenced = _FENCE.search(answer)
    return (fenced[1] if fenced else answer).strip("\n")


def rest_of_line(answer: str, begun: str, blanks: str) -> str:
    """What comes after `begun`, whose last `blanks` the answer may have again, as it may all of
    it."""
    lines = [line for line in plain(answer).split("\n") if line.strip()]
    line = lines[0].rstrip() if lines else ""
    if begun.strip() and line.strip().startswith(begun.strip()):
        return line.strip()[len(begun.strip()) :].lstrip() if blanks else _after(line, begun)
    return line.lstrip(" ") if blanks or not begun.strip() else line


def _after(line: str, begun: str) -> str:
    return line.strip()[len(begun.strip()) :]


def tests_of(answer: str, head: str, goes_on: bool) -> str:
    """The test function of an answer; of one that went on with `head` those lines of it that are
    asserts."""
    if not goes_on:
        return plain(answer).strip()
    first, *rest = f"{head}{answer}".split("\n")
    asserts = [line for line in rest if line.startswith("    assert ")][:_MOST_ASSERTS]
    return "\n".join([first, *[line.rstrip() for line in asserts]])

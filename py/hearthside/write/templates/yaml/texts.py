"""The texts of YAML that go over several lines: folded, quoted with escapes, and blocks.

Knows nothing of where they stand.
"""

import re
from collections.abc import Sequence
from typing import Final

_ESCAPE: Final = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_MEANS: Final = {
    "0": "\0", "a": "\x07", "b": "\x08", "t": "\t", "\t": "\t", "n": "\n", "v": "\x0b",
    "f": "\x0c", "r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_LARGEST: Final = 0x10FFFF
_BACKSLASHES: Final = re.compile(r"\\*\Z")


def folded(lines: Sequence[str]) -> str:
    """Lines without blanks around them as one text: a break is a blank, an empty line a break."""
    parts, empty = [lines[0]], 0
    for at, line in enumerate(lines[1:], start=1):
        if not line and at < len(lines) - 1:
            empty += 1
            continue
        parts += ["\n" * empty or " ", line]
        empty = 0
    return "".join(parts)


def double_quoted(raw: str) -> str:
    """What stands between double quotation marks. Raises ValueError on an escape of no meaning."""
    lines: list[str] = []
    joined, given = False, raw.split("\n")
    for at, line in enumerate(given):
        text = line.lstrip(" \t") if at else line
        if joined:
            lines[-1] += text
        else:
            lines.append(text)
        joined = at < len(given) - 1 and _odd(lines[-1])
        if joined:
            lines[-1] = lines[-1][:-1]
    kept = [_trailing(line) for line in lines[:-1]]
    text = folded([_unescaped(line) for line in [*kept, lines[-1]]])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _odd(line: str) -> bool:
    """Whether the line ends with a backslash that is not itself escaped."""
    return len(_BACKSLASHES.findall(line)[0]) % 2 == 1


def _trailing(line: str) -> str:
    """The line without the blanks at its end, but for one that is escaped."""
    bare = line.rstrip(" \t")
    return line[: len(bare) + 1] if bare != line and _odd(bare) else bare


def _unescaped(line: str) -> str:
    def meant(found: re.Match[str]) -> str:
        sign = found[1]
        if len(sign) > 1:
            number = int(sign[1:], 16)
            if number <= _LARGEST:
                return chr(number)
        elif sign in _MEANS:
            return _MEANS[sign]
        raise ValueError(f"\\{sign[:9]} means nothing in quotation marks: write \\\\ for a \\.")

    return _ESCAPE.sub(meant, line)


def block_text(rest: str, header: str, parent: int) -> tuple[str, int]:
    """The text of `|` or `>` with its marks, from the begin of the first line after the header, and
    how many characters of `rest` it takes. Its lines are further in than `parent`."""
    lines = rest.split("\n")
    least = max(1, parent + 1)
    digit = re.search("[1-9]", header)
    indent = least + int(digit[0]) - 1 if digit else max(least, _first_indent(lines))
    taken = 0
    for line in lines:
        blank = not line.strip(" ") and len(line) <= indent
        if not blank and _indent(line) < indent:
            break
        taken += 1
    body = [line[indent:] for line in lines[:taken]]
    length = len("\n".join(lines[:taken])) + (1 if taken < len(lines) else 0)
    while body and not body[-1]:
        body.pop()
    # As many breaks follow the last line as there are; the file may end without one.
    breaks = "\n" * (taken - len(body) - (taken == len(lines)) + bool(body))
    text = _folded_block(body) if header[0] == ">" else "\n".join(body)
    if "-" in header:
        return text, length
    if "+" in header:
        return text + breaks, length
    return text + ("\n" if body and breaks else ""), length


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _first_indent(lines: Sequence[str]) -> int:
    """How far in the first line with something on it is, or the longest empty one before it."""
    most = 0
    for line in lines:
        most = max(most, _indent(line))
        if line.strip(" "):
            return most
    return most


def _folded_block(body: Sequence[str]) -> str:
    """Lines joined by blanks; breaks stay around lines that are further in, and empty ones."""
    parts: list[str] = []
    empty = 0
    before_plain = False
    for line in body:
        if not line:
            empty += 1
            continue
        plain = line[0] not in " \t"
        if not parts:
            parts.append("\n" * empty)
        elif plain and before_plain:
            parts.append("\n" * empty or " ")
        else:
            parts.append("\n" * (empty + 1))
        parts.append(line)
        before_plain, empty = plain, 0
    return "".join(parts)

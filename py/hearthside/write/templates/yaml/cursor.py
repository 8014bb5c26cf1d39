"""A place in a YAML text, and what stands there: comments, keys, plain and quoted texts.

Knows nothing of maps and lists.
"""

import re
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.wire import Code
from hearthside.write.templates.yaml.texts import double_quoted, folded

_SPACES: Final = re.compile(r"[ \t]*")
_SINGLE: Final = re.compile(r"'([^']*(?:''[^']*)*)'")
_DOUBLE: Final = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_PLAIN_KEY: Final = re.compile(r"(?:[^\n:#]|:(?![ \t\n]|\Z)|(?<![ \t])#)+(?=:(?:[ \t\n]|\Z))")
_AFTER_KEY: Final = re.compile(r"[ \t]*:(?=[ \t\n]|\Z)")
# What ends a plain text.
_STOP: Final = re.compile(r"(?<=[ \t])#|:(?=[ \t\n]|\Z)|\n|\Z")
REFUSED: Final = {
    "&": "An anchor (&) is not read here: write the value where it is needed.",
    "*": "An alias (*) is not read here: write the value itself, or put the text in quotes.",
    "!": "A tag (!) is not read here: a template holds texts and numbers, and no other things.",
    "%": "A text that begins with % has to stand in quotes.",
    "@": "A text that begins with @ has to stand in quotes.",
    "`": "A text that begins with ` has to stand in quotes.",
    ",": "A comma stands where a value is expected.",
    "]": "A bracket is closed that was never opened.",
    "}": "A brace is closed that was never opened.",
}


class Cursor:
    """Goes through a text once; `at` is where it is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def wrong(self, message: str, at: int | None = None) -> InvalidInput:
        line = self.text.count("\n", 0, self.at if at is None else at) + 1
        return InvalidInput(Code.FILE_INVALID, f"Line {line}: {message}")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def column(self) -> int:
        return self.at - (self.text.rfind("\n", 0, self.at) + 1)

    def marker(self, which: str = "") -> bool:
        marks = (which,) if which else ("---", "...")
        after = self.text[self.at + 3 : self.at + 4]
        return self.column() == 0 and self.text.startswith(marks, self.at) and after.strip() == ""

    def spaces(self) -> None:
        found = _SPACES.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def comment(self) -> bool:
        return self.peek() == "#" and (self.at == 0 or self.text[self.at - 1] in " \t\n")

    def skip(self, *, flow: bool = False) -> None:
        """To the next thing that says something."""
        while True:
            self.spaces()
            if self.comment():
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            if self.peek() != "\n":
                break
            self.at += 1
        start = self.text.rfind("\n", 0, self.at) + 1
        before = self.text[start : self.at]
        if not flow and "\t" in before and before.isspace() and self.at < len(self.text):
            raise self.wrong("A tab stands where blanks say how far in the line is: use blanks.")

    def entry(self) -> bool:
        return self.peek() == "-" and self.text[self.at + 1 : self.at + 2] in ("", " ", "\t", "\n")

    def key_end(self) -> int:
        """Where the key that stands here ends, -1 where none does."""
        sign = self.peek()
        if sign == "?" and self.text[self.at + 1 : self.at + 2] in ("", " ", "\n"):
            raise self.wrong("A key of this kind (?) is not read here: a key is a word.")
        if sign in ("'", '"'):
            found = (_SINGLE if sign == "'" else _DOUBLE).match(self.text, self.at)
            one = found is not None and "\n" not in found[0]
            return found.end() if found and one and _AFTER_KEY.match(self.text, found.end()) else -1
        if sign == "" or sign in "[{|>#,]}":
            return -1
        found = _PLAIN_KEY.match(self.text, self.at)
        return found.end() if found else -1

    def plain(self, parent: int) -> str:
        self.refuse()
        lines: list[str] = []
        while True:
            found = _STOP.search(self.text, self.at)
            end = found.start() if found else len(self.text)
            lines.append(self.text[self.at : end].strip(" \t"))
            self.at = end
            if self.peek() != "\n":
                break
            here = self.at
            breaks = self._breaks()
            if not breaks or self.column() <= parent or self.marker() or self.comment():
                self.at = here
                break
            lines += [""] * (breaks - 1)
        return folded(lines)

    def _breaks(self) -> int:
        """Over the ends of lines to the next one with something on it; 0 where none follows."""
        count = 0
        while self.peek() == "\n":
            count += 1
            self.at += 1
            self.spaces()
        return count if self.at < len(self.text) else 0

    def refuse(self) -> None:
        sign, after = self.peek(), self.text[self.at + 1 : self.at + 2]
        if sign in REFUSED:
            raise self.wrong(REFUSED[sign])
        if sign in (":", "?", "-") and after.strip() == "":
            raise self.wrong(f"A {sign} stands where a value is expected.")

    def quoted(self) -> str:
        start, single = self.at, self.peek() == "'"
        found = (_SINGLE if single else _DOUBLE).match(self.text, start)
        if found is None:
            raise self.wrong("The quotation mark that is opened here is never closed.")
        self.at = found.end()
        if single:
            lines = found[1].replace("''", "'").split("\n")
            return folded(_trimmed(lines))
        try:
            return double_quoted(found[1])
        except ValueError as error:
            raise self.wrong(str(error), start) from None


def _trimmed(lines: list[str]) -> list[str]:
    """Lines of a quoted text without the blanks at their breaks."""
    last = len(lines) - 1
    begun = [line.lstrip(" \t") if at else line for at, line in enumerate(lines)]
    return [line.rstrip(" \t") if at < last else line for at, line in enumerate(begun)]

"""Reading a TOML text table by table, with faults that say where they are and what to do.

    top = read_tables(text)
    for rule in top.tables("rule"): name = rule.text("name"); ...; rule.done()

A fault names the line when the parser gives one or the key can be found again in the text, else the
table. Knows nothing of what a table means.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from hearthside.errors import InvalidInput
from hearthside.text.words import phrase_of
from hearthside.wire import Code
from hearthside.wire.jsontext import MAX_DEPTH

MAX_CHARACTERS: Final = 200_000
_PARSER_LINE: Final = re.compile(
    r"^(?P<what>.*?)\s*\(at line (?P<line>\d+), column (?P<column>\d+)\)$"
)
_VALUE: Final = re.compile(r"(=\s*)[+-]?[\d.][\w.+-]*")
_HEADER: Final = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass(slots=True)
class Table:
    """One table of the text. Every key that is asked for counts as known; see `done`."""

    values: Mapping[str, Any]
    source: str = field(repr=False)
    where: str = ""  # as people call it: '[[rule]] 3'
    line: int = 0  # of its header, 0 when unknown
    _asked: set[str] = field(default_factory=set, repr=False)

    def text(self, key: str, default: str | None = None) -> str:
        """The string under `key`; without a default it must be there and say something."""
        value = self._take(key, default)
        if not isinstance(value, str):
            self.fail(key, f'"{key}" must be text in quotes')
        if default is None and not value.strip():
            self.fail(key, f'"{key}" is empty; write something there')
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of strings under `key`; none when it is not there."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            self.fail(key, f'"{key}" must be a list of texts: {key} = ["one", "two"]')
        return tuple(value)

    def phrases(self, key: str) -> tuple[tuple[str, ...], ...]:
        """The list of phrases under `key` (see `words.phrase_of`)."""
        return self._phrases(key, self.texts(key))

    def phrase_groups(self, key: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The list of lists of phrases under `key`."""
        value = self._take(key, [])
        shaped = isinstance(value, list) and all(
            isinstance(group, list) and group and all(isinstance(v, str) for v in group)
            for group in value
        )
        if not shaped:
            self.fail(key, f'"{key}" must be a list of lists: {key} = [["a", "b"], ["c"]]')
        return tuple(self._phrases(key, group) for group in value)

    def _phrases(self, key: str, written: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        try:
            return tuple(phrase_of(phrase) for phrase in written)
        except ValueError as error:
            self.fail(key, f'in "{key}" {error}; write words')

    def span(self, key: str) -> tuple[float, float]:
        """The two numbers under `key`, the lower first."""
        value = self._take(key, None)
        plain = isinstance(value, list) and all(type(v) in (int, float) for v in value)
        if not plain or len(value) != 2 or not value[0] < value[1]:
            self.fail(key, f'"{key}" must be two numbers, the lower first: {key} = [25, 45]')
        return float(value[0]), float(value[1])

    def number(self, key: str, default: float | None = None) -> float | None:
        """The number under `key`."""
        value = self._take(key, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            self.fail(key, f'"{key}" must be a number, without quotes')
        if value is not None and not abs(value) < 1e12:
            self.fail(key, f'"{key}" must be an ordinary number')
        return value

    def whole(self, key: str, default: int | None = None) -> int | None:
        """The whole number under `key`, 0 or more."""
        value = self.number(key, default)
        if value is not None and (value != int(value) or value < 0):
            self.fail(key, f'"{key}" must be a whole number, 0 or more')
        return None if value is None else int(value)

    def flag(self, key: str) -> bool:
        """Whether `key` is true; false when it is not there."""
        value = self._take(key, False)
        if not isinstance(value, bool):
            self.fail(key, f'"{key}" must be true or false, without quotes')
        return value

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """The string under `key`, which is one of `choices`."""
        value = self.text(key, default)
        if value not in choices:
            self.fail(key, f'"{key}" is "{value}"{_meant(value, choices)}')
        return value

    def table(self, key: str) -> "Table | None":
        """The table under `key`, None when it is not there."""
        value = self._take(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fail(key, f'"{key}" must be a table: a line [{key}], and its values under it')
        inside = f"[{key}] of {self.where}" if self.where else f"[{key}]"
        return Table(value, self.source, inside, self.line or _line_of(self.source, f"[{key}]", 0))

    def tables(self, key: str) -> list["Table"]:
        """The tables under `key`; none when it is not there."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fail(
                key, f'"{key}" must be tables: a line [[{key}]] for each, its values under it'
            )
        return [self._inner(key, number, one) for number, one in enumerate(value)]

    def _inner(self, key: str, number: int, values: dict[str, Any]) -> "Table":
        if self.where:  # values of an array within a table stand near its header
            return Table(values, self.source, f'"{key}" {number + 1} of {self.where}', self.line)
        where = f"[[{key}]] {number + 1}"
        name = values.get("name")
        if isinstance(name, str) and name.strip():
            where += f' ("{name.strip()[:40]}")'
        return Table(values, self.source, where, _line_of(self.source, f"[[{key}]]", number))

    def done(self) -> None:
        """Refuse keys that nobody asked for: a slip in a key must not switch a rule off."""
        for key in self.values:
            if key not in self._asked:
                known = tuple(sorted(self._asked))
                self.fail(key, f'there is no key "{key}"{_meant(key, known)}')

    def fail(self, key: str, what: str) -> NoReturn:
        """Raise InvalidInput (policy.invalid): where, and what to do."""
        line = _key_line(self.source, self.line, key) or self.line
        places = [f"line {line}" if line else "", self.where]
        place = ", ".join(part for part in places if part) or "the policy"
        raise InvalidInput(
            Code.POLICY_INVALID,
            f"{place[0].upper()}{place[1:]}: {what}{'' if what.endswith('?') else '.'}",
            detail=str(line or ""),
        )

    def _take(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        if key in self.values:
            return self.values[key]
        if default is None and key in ("name", "route", "why", "title", "description", "of"):
            self.fail(key, f'"{key}" is missing; add a line {key} = "..."')
        return default


def read_tables(text: str) -> Table:
    """The whole of a TOML text. Raises InvalidInput (policy.invalid; `detail` is the line)."""
    if len(text) > MAX_CHARACTERS:
        raise _unread(f"It is {len(text):,} characters long; {MAX_CHARACTERS:,} is the most.")
    if max(_depths(text), default=0) > MAX_DEPTH:
        raise _unread("Brackets are nested too deeply. Is one of them never closed?")
    try:
        return Table(tomllib.loads(text), text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _PARSER_LINE.match(str(error))
        if found is None:
            raise _unread(f"It is not TOML: {error}. Look at its last lines.") from error
        line = found["line"]
        shown = text.splitlines()[int(line) - 1 : int(line)]
        near = f" There stands: {shown[0].strip()[:60]}" if shown else ""
        raise InvalidInput(
            Code.POLICY_INVALID,
            f"Line {line}, column {found['column']}: {found['what']}.{near}",
            detail=line,
        ) from error


def with_number(text: str, header: str, place: int, key: str, value: float) -> str:
    """`text` with `key` of its [[header]] number `place` (from 0) set to `value`; all else stays.

    Raises InvalidInput (policy.invalid) where the table is written in a way that this cannot
    follow: then it is changed by hand.
    """
    before = tomllib.loads(text)
    lines = text.split("\n")
    start = _line_of(text, f"[[{header}]]", place)
    at = _key_line(text, start, key) if start else 0
    if at:
        lines[at - 1] = _VALUE.sub(rf"\g<1>{value:g}", lines[at - 1], count=1)
    elif start:
        lines.insert(start, f"{key} = {value:g}")
    changed = "\n".join(lines)
    before[header][place][key] = value
    try:
        followed = tomllib.loads(changed) == before
    except tomllib.TOMLDecodeError:
        followed = False
    if not followed:
        raise _unread(f'"{key}" of [[{header}]] {place + 1} must be changed in the text itself.')
    return changed


def _unread(what: str) -> InvalidInput:
    return InvalidInput(Code.POLICY_INVALID, f"The policy cannot be read. {what}")


def _depths(text: str) -> list[int]:
    """How deeply brackets are nested on each line, strings and comments counted in (roughly)."""
    depth, depths = 0, []
    for mark in re.findall(r"[\[{]|[\]}]", text):
        depth = max(0, depth + (1 if mark in "[{" else -1))
        depths.append(depth)
    return depths


def _meant(word: str, choices: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, choices, 1)
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; it can be {', '.join(choices)}" if choices else ""


def _line_of(source: str, header: str, number: int) -> int:
    """The line of the `number`th header, counted from 0; 0 when it is written in another way."""
    wanted = header.replace(" ", "")
    lines = [
        at
        for at, line in enumerate(source.splitlines(), 1)
        if line.split("#")[0].replace(" ", "").strip() == wanted
    ]
    return lines[number] if number < len(lines) else 0


def _key_line(source: str, start: int, key: str) -> int:
    """The line of `key =` within the table that begins at line `start`; 0 when it is not found."""
    lines = source.splitlines()
    for at in range(start, len(lines)):
        if _HEADER.match(lines[at]) and at >= start and start:
            break
        if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", lines[at]):
            return at + 1
    return 0

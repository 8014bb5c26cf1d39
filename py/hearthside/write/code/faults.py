"""What went wrong in a person's code, in values and words, without a model.

Of an error its kind, the lines of the person's own code that led to it, what stood in the variables
of the last of them, and what Python itself suggests. Knows nothing of where code is shown.
"""

import ast
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.text.escape import safe_line
from hearthside.write.code.meanings import MEANINGS

_MOST_VALUES: Final = 6
_MOST_SHOWN_CHARACTERS: Final = 60
_MOST_LINE_CHARACTERS: Final = 200
_MOST_LINES: Final = 200
# Only of these a repr is asked: that of a person's class may do anything.
_PLAIN: Final = (bool, int, float, complex, str, bytes, type(None))
_SIZED: Final = (list, tuple, dict, set, frozenset)
_DID_YOU_MEAN: Final = "Did you mean"
_FORGOT: Final = "Did you forget"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """Line `number` (from 1) of the file or cell `file`, in a function unless `function` is ""."""

    file: str
    number: int
    text: str
    function: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error. `kinds` are its class's name and those above it; `lines` are the person's own, the
    outermost first; `values` are the names on the last of them with what they stood for; `shown` is
    its traceback."""

    kinds: tuple[str, ...]
    message: str
    lines: tuple[CodeLine, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    suggestion: str = ""
    shown: str = ""

    @property
    def kind(self) -> str:
        """The name of its class."""
        return self.kinds[0]


def fault_of(error: BaseException, own: Callable[[str], bool], shown: str = "") -> Fault:
    """What is known of `error`. `own` tells the names of a person's files or cells from others."""
    kinds = tuple(one.__name__ for one in type(error).__mro__[:-1])
    told = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    frames = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if own(frame.f_code.co_filename)
    ][-_MOST_LINES:]
    lines = [
        CodeLine(entry.filename, entry.lineno or 0, (entry.line or "").strip(), _named(entry.name))
        for entry in told.stack
        if own(entry.filename)
    ][-_MOST_LINES:]
    values: tuple[tuple[str, str], ...] = ()
    if isinstance(error, SyntaxError) and own(error.filename or ""):
        lines = [CodeLine(error.filename or "", error.lineno or 0, (error.text or "").strip())]
    elif frames and lines:
        frame = frames[-1][0]
        values = tuple(_values(lines[-1].text, {**frame.f_globals, **frame.f_locals}))
    last = "".join(told.format_exception_only())
    message = str(error.msg) if isinstance(error, SyntaxError) else _said(error)
    return Fault(kinds, message, tuple(lines), values, _suggestion(last), shown or last)


def explained(fault: Fault) -> tuple[str, ...]:
    """What can be said of it for sure, a sentence or two a line: what it means, where it is, what
    stood there, what to try."""
    meaning, advice = next(
        (MEANINGS[kind] for kind in fault.kinds if kind in MEANINGS),
        ("This kind of error is not one of Python's own.", "Its message is all there is to go by."),
    )
    said = [f"{fault.kind}: {meaning}", *_where(fault)]
    if fault.values:
        there = ", ".join(f"{name} was {value}" for name, value in fault.values)
        said.append(f"There {there}.")
    if fault.suggestion:
        said.append(f"Python suggests: {fault.suggestion}")
    return (*said, f"What to try: {advice}")


def _where(fault: Fault) -> Iterator[str]:
    if not fault.lines:
        return
    *before, last = fault.lines
    within = f", in {last.function}()" if last.function else ""
    yield f"It happened in line {last.number} of {last.file}{within}: {_short(last.text)}"
    callers = list(dict.fromkeys(before))
    if callers and callers != [last]:
        first = callers[0]
        yield f"It came there from line {first.number} of {first.file}: {_short(first.text)}"


def _named(function: str) -> str:
    return "" if function.startswith("<") else function


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # a class of the person's, whose own words fail
        return ""


def _suggestion(last: str) -> str:
    """Python's own "Did you mean ...?" of the last line of a traceback."""
    for words in (_DID_YOU_MEAN, _FORGOT):
        _, found, rest = last.rpartition(words)
        if found:
            return safe_line(f"{found}{rest}", _MOST_LINE_CHARACTERS)
    return ""


def _values(line: str, names: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The names on a line that stand for a plain value, or something that can be counted."""
    found = [name for name in _names_of(line) if name in names]
    for name in list(dict.fromkeys(found))[:_MOST_VALUES]:
        shown = _shown(names[name])
        if shown:
            yield name, shown


def _names_of(line: str) -> Sequence[str]:
    for way in (line, f"{line}\n    pass", line.removeprefix("el").rstrip(":")):
        try:
            tree = ast.parse(way)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return ()


def _shown(value: object) -> str:
    kind = type(value)
    if kind in _SIZED:
        return f"a {kind.__name__} of {len(value)}"  # type: ignore[arg-type]
    if kind not in _PLAIN:
        return "" if kind.__name__ in ("function", "type", "module") else f"a {kind.__name__}"
    text = value[: _MOST_SHOWN_CHARACTERS + 1] if isinstance(value, str | bytes) else value
    if kind is int and abs(int(value)) >= 10**_MOST_SHOWN_CHARACTERS:  # type: ignore[call-overload]
        return "a very long number"
    return safe_line(repr(text), _MOST_SHOWN_CHARACTERS)


def _short(text: str) -> str:
    return safe_line(text, _MOST_LINE_CHARACTERS)

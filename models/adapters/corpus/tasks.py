"""What must be true of an everyday job of the data, by its kind. Knows no file."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from models.adapters.corpus.words import known_numbers, sentences, unsupported, words

KEYS = {"task", "ask", "input", "output"}
NOT_SAID = "The text does not say."
_ONE = re.compile(r"\bone\b|\bsingle\b|\b1\b", re.I)
_TWO = re.compile(r"\btwo\b|\b2\b", re.I)
_TYPES: dict[str, tuple[type, ...]] = {"number": (int, float), "true": (bool,), "list": (list,)}
_FORMS = {"YYYY": r"\d{4}-\d\d-\d\d", "HH": r"\d\d:\d\d"}


def task_faults(task: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one job, in words."""
    if set(task) != KEYS or task["task"] not in _RULES:
        yield f"keys {sorted(task)}, kind {task.get('task')}"
        return
    count, output = len(task["input"].split()), task["output"]
    if not 8 <= count <= 820:
        yield f"an input of {count} words"
    if output != output.strip() or not output:
        yield "the output has blanks around it, or is empty"
    yield from _RULES[task["task"]](task["ask"], task["input"], output)


def _stray(output: str, source: str) -> Iterator[str]:
    if found := unsupported(output, source):
        yield f"not in the input: {', '.join(found)}"


def _summary(ask: str, source: str, output: str) -> Iterator[str]:
    yield from _stray(output, source)
    lines = output.split("\n")
    if "bullet" in ask.lower():
        if len(lines) != 3 or not all(line.startswith("- ") for line in lines):
            yield "not exactly three lines that begin with a dash"
    else:
        wanted = 1 if _ONE.search(ask) else 2 if _TWO.search(ask) else 0
        if len(sentences(output)) != wanted:
            yield f"{len(sentences(output))} sentences, {wanted} asked"
    first = sentences(source)[0].strip()
    if len(words(first)) > 5 and output.startswith(first):
        yield "copies the first sentence"
    count = len(source.split())
    if count > 30 and len(output.split()) > 0.75 * count:
        yield "hardly shorter than the input"


def _extract(ask: str, source: str, output: str) -> Iterator[str]:
    asked = dict(re.findall(r"(\w+) \(([^()]*)\)", ask))
    try:
        given = json.loads(output)
    except ValueError:
        yield "the output is no JSON"
        return
    if json.dumps(given, ensure_ascii=False, separators=(",", ":")) != output:
        yield "the JSON has blanks"
    if list(asked) != list(given):
        yield f"keys {list(given)}, asked {list(asked)}"
        return
    for key, value in given.items():
        if value is None:
            if "null" not in asked[key]:
                yield f"{key}: null is not allowed"
        else:
            yield from _value(key, asked[key], value, source)


def _value(key: str, kind: str, value: Any, source: str) -> Iterator[str]:
    word = re.split(r"\W", kind)[0]
    parts = value if isinstance(value, list) else [value]
    if type(value) not in _TYPES.get(word, (str,)):
        yield f"{key}: {value!r} is no {word}"
    elif word in _FORMS and not re.fullmatch(_FORMS[word], value):
        yield f"{key}: {value!r} is not written as {kind}"
    elif word in ("text", "list"):
        stray = [one for one in parts if isinstance(one, str) and one.lower() not in source.lower()]
        yield from (f"{key}: {one!r} does not stand in the input" for one in stray)
    elif word == "number" and str(int(value)) not in known_numbers(source):
        yield f"{key}: {value} does not stand in the input"


def _answer(ask: str, source: str, output: str) -> Iterator[str]:
    if output != NOT_SAID:
        yield from _stray(output, f"{source} {ask}")
        if len(output.split()) > 40:
            yield "a long answer"


def _reply(ask: str, source: str, output: str) -> Iterator[str]:
    yield from _stray(output, f"{source} {ask}")


def _rewrite(ask: str, source: str, output: str) -> Iterator[str]:
    if output == source:
        yield "nothing is rewritten"


def _title(ask: str, source: str, output: str) -> Iterator[str]:
    yield from _stray(output, source)
    if len(output.split()) > 10 or output.endswith("."):
        yield "a title that is too long, or has a full stop"


def _keywords(ask: str, source: str, output: str) -> Iterator[str]:
    parts = [part.strip() for part in output.split(",")]
    if not 3 <= len(parts) <= 6:
        yield f"{len(parts)} keywords"
    for part in parts:
        if part.lower() not in source.lower():
            yield f"{part!r} does not stand in the input"


def _label(ask: str, source: str, output: str) -> Iterator[str]:
    labels = [part.strip(" .") for part in ask.partition(":")[2].split(",")]
    if output not in labels:
        yield f"{output!r} is none of {labels}"


_RULES: dict[str, Callable[[str, str, str], Iterator[str]]] = {
    "summarise": _summary,
    "extract": _extract,
    "answer": _answer,
    "reply": _reply,
    "rewrite": _rewrite,
    "title": _title,
    "keywords": _keywords,
    "classify": _label,
}

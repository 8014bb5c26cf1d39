"""Writes web/wire/wire.gen.js from the library's wire: both languages share one list of words.

Knows nothing of who speaks the wire: it turns enumerations into constants and JSDoc types.
Run `python web/site/wiregen.py` to write the file, with `--check` to fail when it is stale.
"""

import sys
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "web" / "wire" / "wire.gen.js"

_HEAD = """\
/**
 * @file The wire's words: kinds, operations, topics, marks and codes.
 * Generated from py/hearthside/wire/__init__.py by web/site/wiregen.py. Do not edit.
 */
"""

_MESSAGES = """\
/**
 * @typedef {number | string} CallId
 * @typedef {{kind: "call", id: CallId, op: string, args: any}} CallMessage
 * @typedef {{kind: "part", id: CallId, data: any}} PartMessage
 * @typedef {{kind: "done", id: CallId, value: any}} DoneMessage
 * @typedef {{kind: "fail", id: CallId, code: Code, message: string, detail?: string}} FailMessage
 * @typedef {{kind: "stop", id: CallId}} StopMessage
 * @typedef {{kind: "note", topic: string, data: any}} NoteMessage
 * @typedef {CallMessage | PartMessage | DoneMessage | FailMessage} Spoken
 * @typedef {Spoken | StopMessage | NoteMessage} Message
 */
"""


def wire_js() -> str:
    """The text of web/wire/wire.gen.js for the library that is on disk now."""
    sys.path.insert(0, str(ROOT / "py"))
    try:
        from hearthside import wire
    finally:
        sys.path.pop(0)
    blocks = [_block(words) for words in (wire.Kind, wire.Op, wire.Topic, wire.Mark, wire.Code)]
    return "\n".join([_HEAD, *blocks, _MESSAGES]).rstrip("\n") + "\n"


def _block(words: type[StrEnum]) -> str:
    """One enumeration as a frozen object and, by the same name, the union type of its values."""
    summary = (words.__doc__ or "").strip().splitlines()[0]
    name = words.__name__
    lines = [f"/** {summary} */", f"export const {name} = Object.freeze({{"]
    lines += [f'  {word.name}: /** @type {{const}} */ ("{word.value}"),' for word in words]
    lines += ["});", f"/** @typedef {{(typeof {name})[keyof typeof {name}]}} {name} */"]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` say whether it is stale (exit code 1)."""
    text = wire_js()
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
    if not fresh:
        print("web/wire/wire.gen.js is stale: run python web/site/wiregen.py", file=sys.stderr)
    return 0 if fresh else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

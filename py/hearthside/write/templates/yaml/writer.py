"""Values written as YAML that people like to read: a key a line, long texts as blocks.

What it writes, PyYAML and `reader` read back as the same values. Knows nothing of templates.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from hearthside.write.templates.yaml.scalars import scalar_of

_STEP: Final = 2
# A text of one line that needs no quotes: a letter first, nothing that could mean anything.
_PLAIN: Final = re.compile(r"[^\W\d_][^\n:#\"'\\`{}\[\]&*!|>%@,]*")
_NOT_PLAIN: Final = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_BLOCK: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
# Which JSON lets stand, and a reader of YAML does not.
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def write_yaml(values: Mapping[str, Any]) -> str:
    """A map of plain values. Half surrogate pairs become the replacement character."""
    return "".join([f"{line}\n" for line in _map(values, 0)]) if values else "{}\n"


def _map(values: Mapping[str, Any], indent: int) -> list[str]:
    lines = []
    for key, value in values.items():
        lines += _under(f"{' ' * indent}{_word(str(key))}:", value, indent)
    return lines


def _under(lead: str, value: Any, indent: int) -> list[str]:
    """The value after `lead`, or under it."""
    if isinstance(value, Mapping) and value:
        return [lead, *_map(value, indent + _STEP)]
    if isinstance(value, list | tuple) and value:
        return [lead, *_list(value, indent + _STEP)]
    if isinstance(value, str) and "\n" in value and not _NOT_BLOCK.search(value):
        return _block(lead, value, indent + _STEP)
    return [f"{lead} {_inline(value)}"]


def _list(values: list[Any] | tuple[Any, ...], indent: int) -> list[str]:
    lines = []
    for value in values:
        lead = f"{' ' * indent}-"
        if isinstance(value, Mapping) and value:
            first, *rest = _map(value, indent + _STEP)
            lines += [f"{lead} {first.lstrip(' ')}", *rest]
        else:
            lines += _under(lead, value, indent)
    return lines


def _block(lead: str, text: str, indent: int) -> list[str]:
    body = text.rstrip("\n")
    breaks = len(text) - len(body)
    chomp = "-" if not breaks else "" if breaks == 1 and body else "+"
    # The reader measures the first line: where that is no measure, the mark says it.
    digit = str(_STEP) if text[0] in " \n\t" else ""
    lines = [f"{' ' * indent}{line}" if line else "" for line in body.split("\n")] if body else []
    return [f"{lead} |{digit}{chomp}", *lines, *[""] * (breaks - bool(body))]


def _inline(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _float(value)
        case str():
            return _word(value)
    return "{}" if isinstance(value, Mapping) else "[]"


def _float(value: float) -> str:
    """With the point that a reader of YAML 1.1 wants."""
    written = repr(value)
    if written in ("inf", "-inf", "nan"):
        return written.replace("inf", ".inf").replace("nan", ".nan")
    mantissa, mark, power = written.partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{mark}{power}"


def _word(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text == text.strip() and not _NOT_PLAIN.search(text)
    if plain and scalar_of(text) == text:
        return text
    written = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(_numbered, written)


def _numbered(found: re.Match[str]) -> str:
    code = ord(found[0])
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"

"""What a plain word of YAML stands for: nothing, a truth value, a number, or text.

As PyYAML reads YAML 1.1, but dates (`2026-11-29`) and times (`12:30`, which it takes for 750) stay
text. Source: https://yaml.org/type/. Knows nothing of documents.
"""

import re
from typing import Final, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

_WORDS: Final[dict[str, bool | None]] = {
    variant: value
    for word, value in (
        *[(word, True) for word in ("yes", "true", "on")],
        *[(word, False) for word in ("no", "false", "off")],
        ("null", None),
    )
    for variant in (word, word.title(), word.upper())
} | {"~": None, "": None}
_WHOLE: Final = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_BASED: Final = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+)")
_FLOAT: Final = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN)"
)
_MOST_DIGITS: Final = 40


def scalar_of(plain: str) -> Scalar:
    """What a plain scalar means. More digits than anybody needs are text."""
    if plain in _WORDS:
        return _WORDS[plain]
    if len(plain) > _MOST_DIGITS:
        return plain
    digits = plain.replace("_", "")
    if _WHOLE.fullmatch(plain):
        return int(digits)
    if _BASED.fullmatch(plain):
        return _based(digits) if digits[-1] not in "xb" else plain
    if _FLOAT.fullmatch(plain):
        named = digits.casefold()
        return float(named.replace(".inf", "inf").replace(".nan", "nan"))
    return plain


def _based(digits: str) -> int:
    bare = digits.lstrip("+-")
    value = int(bare, 0) if bare[1:2] in ("x", "b") else int(bare, 8)
    return -value if digits.startswith("-") else value

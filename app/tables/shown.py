"""Values of a workbook's cells as text, as people see them in a spreadsheet program.

Numbers follow the cell's number format (decimals, thousands, percent, leading zeros, currency).
Dates are written as ISO 8601 has them: what a date format means depends on a person's country.
Source: ECMA-376 part 1, section 18.8.31. Knows nothing of where a cell stands.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

_GENERAL: Final = "General"
# Literal text, an escaped character, a currency, another condition, padding, digits, anything else.
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].'
    r"|(?P<digits>[#0?][#0?,]*(?:\.[#0?]*,*)?)|(?P<other>.)",
    re.DOTALL,
)
_LITERAL: Final = frozenset("$\u20ac\u00a3\u00a5%()+-: /\u00a0")
_ESCAPED_BREAK: Final = re.compile(r"_x000[AD]_")


def shown(value: object, number_format: str = _GENERAL) -> str:
    """The text of a cell's value; None is "". Never raises."""
    match value:
        case None:
            return ""
        case str():
            return _plain(value)
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value, number_format)
        case date() | time() | timedelta():
            return _moment(value, number_format)
    return str(value)


def _moment(value: date | time | timedelta, number_format: str) -> str:
    match value:
        case datetime():
            return _date_and_time(value, number_format)
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes" if value.second == 0 else "seconds")
        case timedelta():
            return _duration(value)


def _plain(text: str) -> str:
    if "_x000" in text:
        text = _ESCAPED_BREAK.sub("\n", text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _date_and_time(value: datetime, number_format: str) -> str:
    timed = "h" in (number_format or "").lower() or value.time() != time()
    if not timed:
        return value.date().isoformat()
    # Spreadsheets count days in floating point: what is a whisker off a second is that second.
    value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")


def _duration(value: timedelta) -> str:
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _number(value: float, number_format: str) -> str:
    sections = (number_format or _GENERAL).split(";")
    at = 2 if value == 0 and len(sections) > 2 else (1 if value < 0 and len(sections) > 1 else 0)
    text = _formatted(abs(value) if at == 1 else value, sections[at])
    return _general(value) if text is None else text


def _general(value: float) -> str:
    """Up to 15 digits, which is what spreadsheets keep."""
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    return f"{value:.15g}".replace("e", "E")


def _formatted(value: float, section: str) -> str | None:
    """`value` as `section` of a number format has it; None for what is not understood here."""
    parts: list[str] = []
    digits_at, pattern = -1, ""
    for token in _TOKEN.finditer(section):
        if token["digits"] and digits_at < 0:
            digits_at, pattern = len(parts), token["digits"]
            parts.append("")
        elif token["digits"] or (token["other"] and token["other"] not in _LITERAL):
            return None
        else:
            parts.append(
                token["quoted"] or token["escaped"] or token["currency"] or token["other"] or ""
            )
    if digits_at < 0:
        return None
    if "%" in section:
        value *= 100
    parts[digits_at] = _digits(abs(value), pattern)
    return ("-" if value < 0 else "") + "".join(parts).strip()


def _digits(value: float, pattern: str) -> str:
    """`pattern` is digits' places only, such as "#,##0.00" or "00000"."""
    scaled = len(pattern) - len(pattern.rstrip(","))
    whole, _, decimals = pattern.rstrip(",").partition(".")
    text = f"{value / 1000**scaled:.{len(decimals)}f}"
    before, _, after = text.partition(".")
    least = decimals.rfind("0") + 1
    after = after[:least] + after[least:].rstrip("0")
    before = before.zfill(whole.count("0"))
    if "," in whole:
        before = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", before)
    return f"{before}.{after}" if after else before

"""Identity, account and card numbers that a check digit or an unmistakable form gives away.

With their check: accounts (IBAN, all countries), payment cards; Spain (DNI, NIE), the United
Kingdom (NHS), Germany (tax number), Poland (PESEL), Sweden (personnummer), Finland (HETU), Belgium,
France (NIR), Switzerland (AHV), Ireland (PPS), Turkey, Brazil (CPF), Chile (RUT), China,
Singapore (NRIC).
By their form alone: the United States (SSN), the United Kingdom (National Insurance), Italy (codice
fiscale), India (PAN), Mexico (CURP), Denmark (CPR), Latvia, South Korea, the Czech and Slovak
Republics. Other countries' are known only where a word announces them ("passport no. 123").
Sources: the public descriptions of each number's check digits.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

Check = Callable[[str], bool]

_DASH: Final = r"\-\u2010-\u2015\u2212"
_GAP: Final = rf"[ .\u00a0\u202f/{_DASH}]?"
_CARD_DIGITS: Final = (13, 19)
_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_IBAN: Final = re.compile(
    rf"(?<![^\W_])[A-Z]{{2}}\d{{2}}(?:[ \u00a0\u202f{_DASH}]?[A-Z0-9]){{11,30}}(?![^\W_])",
    re.IGNORECASE,
)
_LEAST_IBAN: Final = 15
# As banks write it: counts even where a slip has spoilt the check.
_GROUPED_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?")


def luhn(digits: str) -> bool:
    """Whether the digits pass the check of payment cards."""
    doubled = [int(d) * (2 if at % 2 else 1) for at, d in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def is_card(digits: str) -> bool:
    """Whether `digits` (13 to 19 of them) pass the check of payment cards (Luhn)."""
    if not _CARD_DIGITS[0] <= len(digits) <= _CARD_DIGITS[1] or len(set(digits)) == 1:
        return False
    if digits[0] == "0":
        return False  # no card begins so, but a telephone number from abroad does
    return luhn(digits)


def is_iban(text: str) -> bool:
    """Whether letters and digits (no blanks) pass the check of IBANs (mod 97)."""
    moved = text[4:] + text[:4]
    return len(text) >= _LEAST_IBAN and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def _weighed(weights: str, modulus: int) -> Callable[[str], int]:
    numbers = [int(w, 36) for w in weights]
    return lambda digits: sum(w * int(d) for w, d in zip(numbers, digits, strict=False)) % modulus


def _dni(text: str) -> bool:
    number = text[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return _DNI_LETTERS[int(number) % 23] == text[-1]


def _nhs(digits: str) -> bool:
    return digits[0] != "0" and (11 - _weighed("A98765432", 11)(digits)) % 11 == int(digits[9])


def _steuer_id(digits: str) -> bool:
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    counts = sorted(digits[:10].count(d) for d in set(digits[:10]))
    return (11 - product) % 10 == int(digits[-1]) and counts[-1] in (2, 3) and digits[0] != "0"


def _turkish(digits: str) -> bool:
    odd, even = sum(map(int, digits[0:9:2])), sum(map(int, digits[1:8:2]))
    tenth = (odd * 7 - even) % 10
    return digits[0] != "0" and [tenth, (odd + even + tenth) % 10] == [int(d) for d in digits[9:]]


def _cpf(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    first = _weighed("A98765432", 11)(digits) * 10 % 11 % 10
    remainders = sum(int(d) * w for d, w in zip(digits, range(11, 1, -1), strict=False))
    second = remainders * 10 % 11 % 10
    return [first, second] == [int(d) for d in digits[9:]]


def _rut(text: str) -> bool:
    total = sum(int(d) * (2 + at % 6) for at, d in enumerate(reversed(text[:-1])))
    return "0123456789K0"[11 - total % 11] == text[-1]


def _nir(text: str) -> bool:
    body = text[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(text[13:])


def _belgian(digits: str) -> bool:
    return any(97 - int(c + digits[:9]) % 97 == int(digits[9:]) for c in ("", "2"))


def _hetu(text: str) -> bool:
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(text[:6] + text[-4:-1]) % 31] == text[-1]


def _pps(text: str) -> bool:
    more = 9 * (ord(text[8]) - 64) if len(text) > 8 else 0
    return "WABCDEFGHIJKLMNOPQRSTUV"[(_weighed("8765432", 997)(text) + more) % 23] == text[7]


def _nric(text: str) -> bool:
    total = _weighed("2765432", 997)(text[1:8]) + (4 if text[0] in "TG" else 0)
    return ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[total % 11] == text[-1]


def _form(_: str) -> bool:
    return True


def _spaced(*parts: str) -> str:
    return _GAP.join(parts)


_PESEL: Final = _weighed("1379137913" + "1", 10)
_CHINESE: Final = _weighed("79A584216379A5842", 11)
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
# What each looks like (blanks, dots and dashes may stand where `_spaced` parts it), and its check.
_KINDS: Final[tuple[tuple[str, Check], ...]] = (
    (rf"(?!000|666|9)\d{{3}}[ {_DASH}]\d{{2}}[ {_DASH}]\d{{4}}", _form),
    (_spaced("[A-CEGHJ-PR-TW-Z]{2}", r"\d{2}", r"\d{2}", r"\d{2}", "[A-D]"), _form),
    (
        _spaced(r"\d{1,2}", r"\d{3}", r"\d{3}", "[A-Z]")
        + "|"
        + _spaced("[XYZ]", r"\d{7}", "[A-Z]"),
        _dni,
    ),
    (_spaced("[A-Z]{6}", r"\d{2}[A-EHLMPRST]\d{2}", r"[A-Z]\d{3}[A-Z]"), _form),
    (r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]", _form),
    (r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d", _form),
    (_spaced(r"[12]", r"\d{2}", r"\d{2}", r"(?:\d{2}|2[AB])", r"\d{3}", r"\d{3}", r"\d{2}"), _nir),
    (rf"{_DAY}{_MONTH}\d{{2}}[{_DASH}+A]\d{{3}}[0-9A-Y]", _hetu),
    (r"\d{7}[A-W][A-IW]?", _pps),
    (r"[STFG]\d{7}[A-Z]", _nric),
    (r"\d{17}[\dX]", lambda t: "10X98765432"[_CHINESE(t)] == t[-1]),
    (_spaced(r"\d{1,2}", r"\d{3}", r"\d{3}", r"[\dK]"), lambda t: len(t) > 7 and _rut(t)),
    (_spaced("756", r"\d{4}", r"\d{4}", r"\d{2}"), lambda t: _weighed("1313131313131", 10)(t) == 0),
    (_spaced(r"\d{3}", r"\d{3}", r"\d{3}", r"\d{2}"), _cpf),
    (_spaced(r"\d{2}", _MONTH, _DAY, r"\d{3}", r"\d{2}"), _belgian),
    (_spaced(r"\d{3}", r"\d{3}", r"\d{4}"), _nhs),
    (_spaced(r"\d{2}", r"\d{3}", r"\d{3}", r"\d{3}"), _steuer_id),
    (r"\d{2}[0-9]\d" + _DAY + r"\d{5}", lambda t: _PESEL(t) == 0),
    (r"[1-9]\d{10}", _turkish),
    (rf"(?:19|20)?\d{{2}}{_MONTH}{_DAY}[{_DASH}+]\d{{4}}", lambda t: luhn(t[-10:])),
    (rf"{_DAY}{_MONTH}\d{{2}}[{_DASH}]\d{{4,5}}", _form),
    (
        rf"\d{{2}}{_MONTH}{_DAY}[{_DASH}][1-8]\d{{6}}|\d{{2}}[0156]\d{_DAY}/\d{{3,4}}".replace(
            "{_DAY}", _DAY
        ),
        _form,
    ),
)
_PATTERNS: Final = tuple(
    (
        re.compile(
            rf"(?<![\w@/.#)])(?<!\d[ -])(?:{pattern})(?![\w@]|[.,]\d|[ -]\d)", re.IGNORECASE
        ),
        check,
    )
    for pattern, check in _KINDS
)


def without_numbers(text: str, mark: Callable[[str], str]) -> str:
    """`text` with `mark("account number")` or `mark("identity number")` for each that is known."""
    text = _IBAN.sub(lambda found: _account(found[0], mark), text)
    for pattern, check in _PATTERNS:
        text = pattern.sub(partial(_identity, check, mark), text)
    return text


def _account(run: str, mark: Callable[[str], str]) -> str:
    """The run with the IBAN that it begins with marked; what follows may be other words."""
    ends = [len(run), *(at.start() for at in reversed(list(re.finditer(r"\W", run))))]
    valid = [end for end in ends if is_iban(re.sub(r"\W", "", run[:end]))]
    for end in valid or [end for end in ends if _GROUPED_IBAN.fullmatch(run[:end])]:
        return mark("account number") + run[end:]
    return run


def _identity(check: Check, mark: Callable[[str], str], found: re.Match[str]) -> str:
    bare = re.sub(r"[\W_]", "", found[0]).upper()
    return mark("identity number") if check(bare) else found[0]

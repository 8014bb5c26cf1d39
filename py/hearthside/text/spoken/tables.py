"""How six languages count: every number from 2 to 999 as it is written, folded, by language.

A key has its words with single blanks between them, without accents. Knows nothing of a text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from hearthside.text.words import listed


@dataclass(frozen=True, slots=True)
class Counting:
    """A language's way. `spelled` gives the spellings of a number below a thousand; `ones`: a 1
    that is the article too; `counted`: what is counted, in words that tell the language; `glued`:
    thousands are written in one word with their number."""

    code: str
    spelled: Callable[[int], Iterator[str]]
    thousands: frozenset[str]
    millions: frozenset[str]
    points: frozenset[str]
    ones: frozenset[str]
    counted: frozenset[str]
    halves: tuple[str, ...] = ()
    more: tuple[tuple[str, float], ...] = ()
    glued: bool = False

    def table(self) -> dict[str, float]:
        """Folded spelling -> number."""
        return _table(self)


@cache
def _table(counting: Counting) -> dict[str, float]:
    found = {
        spelled: float(number) for number in range(1, 1000) for spelled in counting.spelled(number)
    }
    return found | dict(counting.more)


def _words(row: str) -> tuple[str, ...]:
    """In order; a low line stands for the blank within one."""
    return tuple(row.split())


_GERMAN: Final = _words(
    "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn "
    "funfzehn sechzehn siebzehn achtzehn neunzehn"
)
_GERMAN_TENS: Final = _words("zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig")
_DUTCH: Final = _words(
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien"
)
_DUTCH_TENS: Final = _words("twintig dertig veertig vijftig zestig zeventig tachtig negentig")
_FRENCH: Final = _words(
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix_sept dix_huit dix_neuf"
)
_FRENCH_TENS: Final = _words(
    "vingt trente quarante cinquante soixante soixante quatre_vingt quatre_vingt"
)
_FRENCH_ABROAD: Final = {70: "septante", 80: "huitante", 90: "nonante"}
_SPANISH: Final = _words(
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres "
    "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
)
_SPANISH_TENS: Final = _words("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_SPANISH_HUNDREDS: Final = _words(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
)
_ITALIAN: Final = _words(
    "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
    "quattordici quindici sedici diciassette diciotto diciannove"
)
_ITALIAN_TENS: Final = _words("venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
_PORTUGUESE: Final = _words(
    "um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
    "dezesseis dezessete dezoito dezenove"
)
_PORTUGUESE_TENS: Final = _words("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
_PORTUGUESE_HUNDREDS: Final = _words(
    "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos"
)


def _german(number: int) -> Iterator[str]:
    whole = _glued_word(number, _GERMAN, _GERMAN_TENS, "und", "hundert")
    for form in whole:
        yield form
        if "funf" in form or "zwolf" in form:
            yield form.replace("funf", "fuenf").replace("zwolf", "zwoelf")


def _dutch(number: int) -> Iterator[str]:
    return _glued_word(number, _DUTCH, _DUTCH_TENS, "en", "honderd")


def _glued_word(
    number: int, ones: tuple[str, ...], tens: tuple[str, ...], joint: str, hundred: str
) -> Iterator[str]:
    """As German and Dutch have it: "zweihundert(und)einundzwanzig"; 1 alone is an article."""
    if number == 1:
        return
    hundreds, rest = divmod(number, 100)
    small = ones[rest - 1] if rest < 20 else tens[rest // 10 - 2]
    if rest > 20 and rest % 10:
        small = ones[rest % 10 - 1] + joint + small
    if not hundreds:
        yield small
        return
    heads = [ones[hundreds - 1] + hundred, *([hundred] if hundreds == 1 else [])]
    for head in heads:
        if not rest:
            yield head
            continue
        for link in ("", joint):
            yield head + link + small + ("s" if rest == 1 and joint == "und" else "")


def _french(number: int) -> Iterator[str]:
    if number == 1:
        return
    hundreds, rest = divmod(number, 100)
    head = ("" if hundreds == 1 else f"{_FRENCH[hundreds - 1]} ") + "cent" if hundreds else ""
    for small in _french_small(rest) if rest else [""]:
        for hundred in {head, f"{head}s"} if hundreds > 1 else {head}:
            yield f"{hundred} {small}".replace("_", " ").strip()


def _french_small(number: int) -> Iterator[str]:
    if number < 20:
        yield _FRENCH[number - 1]
        return
    ten, unit = number // 10 * 10, number % 10
    base = _FRENCH_TENS[ten // 10 - 2]
    more = unit + 10 if ten in (70, 90) else unit
    if not more:
        yield base
        if ten == 80:
            yield f"{base}s"
    else:
        yield f"{base} {_FRENCH[more - 1]}"
        if more in (1, 11):
            yield f"{base} et {_FRENCH[more - 1]}"
    if abroad := _FRENCH_ABROAD.get(ten):
        yield f"{abroad} {_FRENCH[unit - 1]}" if unit else abroad
        if unit == 1:
            yield f"{abroad} et un"


def _spanish(number: int) -> Iterator[str]:
    if number == 1:
        return
    hundreds, rest = divmod(number, 100)
    small = ""
    if rest:
        small = _SPANISH[rest - 1] if rest < 30 else _SPANISH_TENS[rest // 10 - 3]
    if rest > 30 and rest % 10:
        small += f" y {_SPANISH[rest % 10 - 1]}"
    head = _SPANISH_HUNDREDS[hundreds - 1] if hundreds else ""
    whole = f"{head} {small}".strip()
    yield "cien" if number == 100 else whole
    if small.endswith("uno"):
        yield whole[:-1]  # "veintiun dias"
        yield f"{whole[:-1]}a"
    if hundreds > 1:
        yield whole.replace("cientos", "cientas").replace("quinientos", "quinientas")


def _italian(number: int) -> Iterator[str]:
    if number == 1:
        return
    hundreds, rest = divmod(number, 100)
    small = ""
    if rest:
        small = _ITALIAN[rest - 1] if rest < 20 else _ITALIAN_TENS[rest // 10 - 2]
    if rest > 20 and (unit := rest % 10):
        small = (small[:-1] if unit in (1, 8) else small) + _ITALIAN[unit - 1]
    head = ("" if hundreds == 1 else _ITALIAN[hundreds - 1]) + "cento" if hundreds else ""
    yield head + small
    if small.endswith("uno"):
        yield (head + small)[:-1]
    if head and small.startswith(("otto", "otta", "uno")):
        yield head[:-1] + small


def _portuguese(number: int) -> Iterator[str]:
    if number == 1:
        return
    hundreds, rest = divmod(number, 100)
    small = ""
    if rest:
        small = _PORTUGUESE[rest - 1] if rest < 20 else _PORTUGUESE_TENS[rest // 10 - 2]
    if rest > 20 and rest % 10:
        small += f" e {_PORTUGUESE[rest % 10 - 1]}"
    head = _PORTUGUESE_HUNDREDS[hundreds - 1] if hundreds else ""
    whole = f"{head} e {small}" if head and small else head or small
    whole = "cem" if number == 100 else whole
    yield whole
    for here, there in (("dois", "duas"), ("deze", "deza"), ("catorze", "quatorze"), ("um", "uma")):
        if whole.endswith(here) or here in ("deze", "catorze"):
            yield whole.replace(here, there)
    if hundreds > 1:
        yield whole.replace("entos", "entas")


LANGUAGES: Final = (
    Counting(
        "de",
        _german,
        thousands=listed("tausend"),
        millions=listed("million millionen"),
        points=listed("komma punkt"),
        ones=listed("ein eine"),
        counted=listed(
            "tag tage tagen nacht nachte nachten woche wochen monat monate monaten jahr jahre"
            " jahren stunde stunden minute minuten sekunden mal tabletten pillen tropfen personen"
            " leute euro euros"
        ),
        halves=("eneinhalb", "eineinhalb", "einhalb"),
        more=(("eins", 1), ("null", 0), ("zwo", 2), ("anderthalb", 1.5)),
        glued=True,
    ),
    Counting(
        "fr",
        _french,
        thousands=listed("mille"),
        millions=listed("million millions"),
        points=listed("virgule"),
        ones=listed("un une"),
        counted=listed(
            "jour jours nuit nuits semaine semaines mois ans annee annees heure heures minutes"
            " secondes fois comprimes cachets pilules gouttes personnes euro euros"
        ),
        more=(("zero", 0),),
    ),
    Counting(
        "es",
        _spanish,
        thousands=listed("mil"),
        millions=listed("millon millones"),
        points=listed("coma punto"),
        ones=listed("un uno una"),
        counted=listed(
            "dia dias noche noches semana semanas mes meses ano anos hora horas minutos segundos"
            " veces pastillas comprimidos tabletas gotas personas euro euros"
        ),
        more=(("cero", 0),),
    ),
    Counting(
        "it",
        _italian,
        thousands=listed("mille mila"),
        millions=listed("milione milioni"),
        points=listed("virgola punto"),
        ones=listed("un uno una"),
        counted=listed(
            "giorno giorni notte notti settimana settimane mese mesi anno anni ora ore minuti"
            " secondi volte compresse pastiglie pillole gocce persone euro euros"
        ),
        more=(("zero", 0),),
        glued=True,
    ),
    Counting(
        "nl",
        _dutch,
        thousands=listed("duizend"),
        millions=listed("miljoen"),
        points=listed("komma punt"),
        ones=listed("een"),
        counted=listed(
            "dag dagen nacht nachten week weken maand maanden jaar jaren uur uren minuten seconden"
            " keer tabletten pillen druppels personen mensen euro euros"
        ),
        halves=("eneenhalf", "enhalf"),
        more=(("nul", 0), ("anderhalf", 1.5), ("anderhalve", 1.5)),
        glued=True,
    ),
    Counting(
        "pt",
        _portuguese,
        thousands=listed("mil"),
        millions=listed("milhao milhoes"),
        points=listed("virgula ponto"),
        ones=listed("um uma"),
        counted=listed(
            "dia dias noite noites semana semanas mes meses ano anos hora horas minutos segundos"
            " vezes comprimidos pastilhas gotas pessoas euro euros"
        ),
        more=(("zero", 0),),
    ),
)

"""Finds its way among the elements of a DOCX: out of content controls, forms and doubled drawings.

Source: ECMA-376 part 1, chapter 17, and part 3 (alternate content). Knows nothing of outlines.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final
from xml.etree import ElementTree as ET

from hearthside.documents.formats.wordxml.styles import W, attribute, local

LEFT_OUT: Final = frozenset(
    ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "txbxContent")
)
# What the fonts of signs draw in the place of letters of their own.
_DRAWN: Final = {
    "A8": "\u2610",
    "6F": "\u2610",
    "FE": "\u2611",
    "FD": "\u2612",
    "FC": "\u2713",
    "FB": "\u2717",
    "B7": "\u2022",
    "A7": "\u2022",
    "E0": "\u2192",
    "DF": "\u2190",
}
_OFF: Final = ("0", "false", "off")


def _symbol(element: ET.Element) -> str:
    """A sign by its number in a font; most fonts of signs have theirs from F000 on."""
    written = attribute(element, "char").upper()
    try:
        code = int(written, 16)
        sign = "" if 0xE000 <= code < 0xF900 else chr(code)
    except (ValueError, OverflowError):
        sign = ""
    return sign or _DRAWN.get(written[-2:], "")


def _ticked(element: ET.Element) -> str:
    """A box of an old form."""
    told = element.find(W + "checked")
    told = element.find(W + "default") if told is None else told
    return "\u2610" if told is None or attribute(told, "val") in _OFF else "\u2612"


def _chosen(element: ET.Element) -> str:
    """The line that was chosen from a list of an old form."""
    entries = [attribute(it, "val") for it in element.iterfind(W + "listEntry")]
    at = number(element.find(W + "result"), 0)
    return entries[at] if at < len(entries) else ""


SAID: Final[dict[str, Callable[[ET.Element], str]]] = {
    "sym": _symbol,
    "checkBox": _ticked,
    "ddList": _chosen,
    "textpath": lambda element: attribute(element, "string"),  # letters that are drawn
}


def number(told: ET.Element | None, otherwise: int) -> int:
    """The value of an element as a whole number of at most four digits, else `otherwise`."""
    value = "" if told is None else attribute(told, "val")
    return int(value) if value.isdecimal() and len(value) < 5 else otherwise


def children(element: ET.Element) -> Iterator[ET.Element]:
    """The children; of what is there in several forms, for older programs, the first that says
    something."""
    for child in element:
        if local(child.tag) != "AlternateContent":
            yield child
            continue
        forms = list(child)
        says = (form for form in forms if any(it.text for it in _within(form, "t")))
        for form in (*says, *forms)[:1]:
            yield from children(form)


def parts(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """The rows of a table or the cells of a row, out of content controls and the like."""
    for child in children(element):
        tag = local(child.tag)
        if tag == name:
            yield child
        elif tag not in LEFT_OUT and tag not in ("p", "tbl", "tr", "tc"):
            yield from parts(child, name)


def has_table(cells: Iterable[ET.Element]) -> bool:
    """Whether a table stands within one of the cells."""
    return any(next(_within(cell, "tbl"), None) is not None for cell in cells)


def boxes(element: ET.Element) -> Iterator[ET.Element]:
    """The text boxes that hang on a paragraph; each has a second form for older programs."""
    for child in children(element):
        if local(child.tag) == "txbxContent":
            yield child
        else:
            yield from boxes(child)


def _within(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """All descendants of a local name, in order."""
    return (it for it in element.iter() if local(it.tag) == name)

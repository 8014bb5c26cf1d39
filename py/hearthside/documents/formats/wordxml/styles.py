"""What the styles of a DOCX file say of a paragraph: its level as a heading, whether it is listed.

Source: ECMA-376 part 1, 17.7 (styles), 17.9 (lists), 17.3.1.20 (outline levels). Knows no text.
"""

import re
import zipfile
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

from hearthside.documents.xmlparts import tree

# Any namespace: the transitional and the strict form of the standard have each their own.
W: Final = "{*}"
_HEADING: Final = re.compile(r"heading ([1-9])")
_BODY_LEVEL: Final = 9
_DEEPEST: Final = 20
_OFF: Final = {"0", "false", "off"}


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    level: int | None
    listed: bool


@dataclass(slots=True)
class Styles:
    """The paragraph styles of one file, by id."""

    by_id: dict[str, _Style] = field(default_factory=dict)

    def level_of(self, paragraph: ET.Element) -> int | None:
        """From 1 for a heading, 0 for the document's title, None for anything else."""
        told = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if told is not None:
            return _level(told)
        for style in self._chain(paragraph):
            if style.name == "title":
                return 0
            if found := _HEADING.fullmatch(style.name):
                return int(found[1])
            if style.level is not None:
                return style.level
        return None

    def is_listed(self, paragraph: ET.Element) -> bool:
        """Whether a number or a bullet stands before it."""
        told = paragraph.find(f"{W}pPr/{W}numPr")
        if told is not None:
            return _is_numbered(told)
        return any(style.listed for style in self._chain(paragraph))

    def is_hidden(self, run: ET.Element) -> bool:
        """Whether a run is text that is not shown."""
        vanish = run.find(f"{W}rPr/{W}vanish")
        return vanish is not None and attribute(vanish, "val") not in _OFF

    def _chain(self, paragraph: ET.Element) -> list[_Style]:
        """The paragraph's style and those that it is based on."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self.by_id.get(attribute(named, "val")) if named is not None else None
        chain: list[_Style] = []
        while style and len(chain) < _DEEPEST:
            chain.append(style)
            style = self.by_id.get(style.based_on)
        return chain


def read_styles(archive: zipfile.ZipFile, member: str) -> Styles:
    """The styles in a member of the zip; none without such a part ("")."""
    styles = Styles()
    if member:
        with archive.open(member) as stream:
            for element in tree(stream).iterfind(W + "style"):
                styles.by_id[attribute(element, "styleId")] = _style(element)
    return styles


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """An attribute by its local name, "" when it is not there."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _style(element: ET.Element) -> _Style:
    def told(path: str) -> ET.Element | None:
        return element.find("/".join(W + step for step in path.split("/")))

    name, based_on, level, listed = map(told, ("name", "basedOn", "pPr/outlineLvl", "pPr/numPr"))
    return _Style(
        "" if name is None else attribute(name, "val").lower(),
        "" if based_on is None else attribute(based_on, "val"),
        None if level is None else _level(level),
        listed is not None and _is_numbered(listed),
    )


def _level(told: ET.Element) -> int | None:
    value = attribute(told, "val")
    return int(value) + 1 if value.isdecimal() and int(value) < _BODY_LEVEL else None


def _is_numbered(told: ET.Element) -> bool:
    """A list of number 0 takes a paragraph out of its style's list."""
    number = told.find(W + "numId")
    return number is None or attribute(number, "val") != "0"

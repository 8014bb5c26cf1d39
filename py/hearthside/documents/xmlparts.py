"""XML out of a zip, read in small pieces, so that none is so deep that it breaks whoever reads it.

Elements within elements, thousands deep, cost a tree no memory to speak of and the machine its
stack, when it is taken down again; in a browser nothing catches that. Knows nothing of formats.
"""

from collections.abc import Iterator
from typing import IO, Any, Final
from xml.etree import ElementTree as ET

from hearthside.documents.archive import Unfit

# What a person writes is some dozens deep: tables within tables within frames.
DEEPEST: Final = 250
# A piece may hold as many levels more before they are counted.
_PIECE_BYTES: Final = 1_024


def elements(stream: IO[bytes]) -> Iterator[tuple[bool, int, ET.Element]]:
    """(whether it begins, how deep it lies, the element) in order; the root lies at 0.

    Raises Unfit (damaged) below DEEPEST, and ParseError for what is no XML.
    """
    depth = -1
    for event, element in _events(stream):
        begins = event == "start"
        depth += begins
        if depth > DEEPEST:
            raise Unfit("damaged")
        yield begins, depth, element
        depth -= not begins


def _events(stream: IO[bytes]) -> Iterator[tuple[str, ET.Element]]:
    """What begins and what ends. Newer expats deliver late: even starts after the last piece."""
    parser: Any = ET.XMLPullParser(events=("start", "end"))
    while piece := stream.read(_PIECE_BYTES):
        parser.feed(piece)
        yield from parser.read_events()
    parser.close()  # complains of what is not closed
    yield from parser.read_events()


def tree(stream: IO[bytes]) -> ET.Element:
    """The root with all that is in it. Raises as `elements` does."""
    root = ET.Element("nothing")
    for begins, depth, element in elements(stream):
        if begins and depth == 0:
            root = element
    return root

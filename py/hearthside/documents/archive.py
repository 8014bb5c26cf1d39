"""The inside of a zip, before anything in it is unpacked: is it whole, harmless, and not locked?

Refused are damage, passwords, bombs (by the sizes that the zip declares, beyond which Python's
reader gives nothing out), and document types: XML entities that grow need one, and the standard of
office files forbids them (ECMA-376 part 2). Knows nothing of what the files in it mean.
"""

import io
import zipfile
import zlib
from typing import IO, Final, Literal, NoReturn
from xml.parsers import expat

LARGEST_UNPACKED_BYTES: Final = 200_000_000
_MOST_MEMBERS: Final = 5_000
# A Mac that packs a folder adds to each part one that is named as it, and is no XML.
_OF_MACS: Final = "__MACOSX/"

# What reading a damaged zip, or damaged XML in it, may raise.
DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
    KeyError,  # no such member
    SyntaxError,  # ElementTree's ParseError is one
    RecursionError,
)


class Unfit(Exception):
    """Why a zip is not read; of a bomb also what it would grow to."""

    def __init__(
        self, reason: Literal["damaged", "large", "password", "entities"], unpacked_bytes: int = 0
    ) -> None:
        super().__init__(reason)
        self.reason: Final = reason
        self.unpacked_bytes: Final = unpacked_bytes


class _Settled(Exception):
    """Ends the reading: nothing after this place is looked at."""

    def __init__(self, lawful: bool) -> None:
        super().__init__()
        self.lawful = lawful


def open_archive(
    content: bytes, most_bytes: int = LARGEST_UNPACKED_BYTES, most_members: int = _MOST_MEMBERS
) -> zipfile.ZipFile:
    """The zip, if it grows to no more than `most_bytes`. Raises Unfit (damaged, large)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE:
        raise Unfit("damaged") from None
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > most_bytes or len(members) > most_members:
        raise Unfit("large", unpacked)
    return archive


def check_members(archive: zipfile.ZipFile) -> None:
    """Raises Unfit (password, entities, damaged) for a zip whose XML may not be read."""
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Unfit("password")
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            try:
                with archive.open(member) as stream:
                    lawful = _is_lawful(stream)
            except DAMAGE:
                if member.filename.startswith(_OF_MACS):
                    continue
                raise Unfit("damaged") from None
            if not lawful:
                raise Unfit("entities")


def _is_lawful(stream: IO[bytes]) -> bool:
    """Whether the XML has no document type, which could only stand before its first element."""

    def doctype(*_: object) -> NoReturn:
        raise _Settled(False)

    def element(*_: object) -> NoReturn:
        raise _Settled(True)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        while chunk := stream.read(1024):
            parser.Parse(chunk)
        # Newer expats put off what they have not read whole; this makes them say it.
        parser.Parse(b"", True)
    except _Settled as settled:
        return settled.lawful
    return True

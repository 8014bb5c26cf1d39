"""The inside of a zip, before anything in it is unpacked: is it a workbook, and a harmless one?

Refused are other programs' formats, passwords, bombs (by the sizes that the zip declares, beyond
which Python's reader gives nothing out), and document types: XML entities that grow need one, and
the standard of these files forbids them (ECMA-376 part 2). Knows nothing of sheets or cells.
"""

import io
import zipfile
import zlib
from typing import IO, Final, NoReturn
from xml.parsers import expat

from app.tables.kinds import ADVICE
from app.tables.table import invalid, large, megabytes

WORKBOOK: Final = "xl/workbook.xml"
LARGEST_UNPACKED_BYTES: Final = 200_000_000
_MOST_MEMBERS: Final = 5_000
_FORMULA: Final = (b"<f>", b"<f ", b":f>", b":f ")
_CHUNK_BYTES: Final = 1 << 16
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
)

# How a member of such a file is called, or how its name begins.
_OTHERS: Final = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("word/", "a text, not a table"),
    ("ppt/", "a presentation"),
    ("Index/", "a Numbers file"),
    ("Index.zip", "a Numbers file"),
    ("content.xml", "an OpenDocument file (.ods)"),
)


class _Settled(Exception):
    """Ends the reading: nothing after this place is looked at."""

    def __init__(self, lawful: bool) -> None:
        super().__init__()
        self.lawful = lawful


def opened(name: str, content: bytes) -> zipfile.ZipFile:
    """The zip of an XLSX file that may be read. Raises InvalidInput for any other."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE:
        _refuse_damaged(name)
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED_BYTES or len(members) > _MOST_MEMBERS:
        raise large(
            f"\u201c{name}\u201d grows to {megabytes(unpacked)} when it is unpacked, more than "
            "can be read here. Keep only the sheet and columns that you need, and choose it again."
        )
    if WORKBOOK not in archive.namelist():
        _refuse_other(name, archive)
    if any(member.flag_bits & 1 for member in members):
        raise invalid(
            f"\u201c{name}\u201d is protected by a password. Take it off, and choose it again."
        )
    _refuse_entities(name, archive)
    return archive


def has_formulas(archive: zipfile.ZipFile) -> bool:
    """Whether any sheet may hold a formula. Never wrong when it says no."""
    sheets = [it for it in archive.namelist() if it.startswith("xl/worksheets/")]
    return any(_holds(archive, member) for member in sheets if member.endswith(".xml"))


def _holds(archive: zipfile.ZipFile, member: str) -> bool:
    with archive.open(member) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK_BYTES):
            text = tail + chunk
            if any(mark in text for mark in _FORMULA):
                return True
            tail = text[-2:]
    return False


def _refuse_entities(name: str, archive: zipfile.ZipFile) -> None:
    for member in archive.infolist():
        if member.filename.endswith((".xml", ".rels")):
            try:
                with archive.open(member) as stream:
                    lawful = _is_lawful(stream)
            except _DAMAGE:
                _refuse_damaged(name)
            if not lawful:
                raise invalid(
                    f"\u201c{name}\u201d holds definitions that no workbook may hold. {ADVICE}"
                )


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


def _refuse_other(name: str, archive: zipfile.ZipFile) -> NoReturn:
    for start, what in _OTHERS:
        if any(member.startswith(start) for member in archive.namelist()):
            raise invalid(f"\u201c{name}\u201d is {what}, which cannot be read here. {ADVICE}")
    raise invalid(
        f"\u201c{name}\u201d is a packed folder. Unpack it, and choose the table that is in it."
    )


def _refuse_damaged(name: str) -> NoReturn:
    raise invalid(
        f"\u201c{name}\u201d is damaged and cannot be read as a workbook. {ADVICE} "
        "If it was downloaded, download it again."
    )

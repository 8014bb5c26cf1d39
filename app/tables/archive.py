"""The inside of a zip, before anything in it is unpacked: is it a workbook, and a harmless one?

What makes a zip harmful is known by hearthside.documents; here stands what a workbook is, and the
words for what is none. Knows nothing of sheets or cells.
"""

import zipfile
from typing import Final, NoReturn

from hearthside.documents.amounts import megabytes
from hearthside.documents.archive import (
    LARGEST_UNPACKED_BYTES,
    Unfit,
    check_members,
    open_archive,
)
from hearthside.documents.tables.kinds import ADVICE
from hearthside.documents.tables.table import invalid, large

WORKBOOK: Final = "xl/workbook.xml"
_FORMULA: Final = (b"<f>", b"<f ", b":f>", b":f ")
_CHUNK_BYTES: Final = 1 << 16
# How a member of such a file is called, or how its name begins.
_OTHERS: Final = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("word/", "a text, not a table"),
    ("ppt/", "a presentation"),
    ("Index/", "a Numbers file"),
    ("Index.zip", "a Numbers file"),
    ("content.xml", "an OpenDocument file (.ods)"),
)


def opened(name: str, content: bytes) -> zipfile.ZipFile:
    """The zip of an XLSX file that may be read. Raises InvalidInput for any other."""
    try:
        archive = open_archive(content, LARGEST_UNPACKED_BYTES)
        if WORKBOOK not in archive.namelist():
            _refuse_other(name, archive)
        check_members(archive)
    except Unfit as unfit:
        _refuse_unfit(name, unfit)
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


def _refuse_unfit(name: str, unfit: Unfit) -> NoReturn:
    match unfit.reason:
        case "large":
            raise large(
                f"\u201c{name}\u201d grows to {megabytes(unfit.unpacked_bytes)} when it is "
                "unpacked, more than can be read here. Keep only the sheet and columns that you "
                "need, and choose it again."
            )
        case "password":
            raise invalid(
                f"\u201c{name}\u201d is protected by a password. Take it off, and choose it again."
            )
        case "entities":
            raise invalid(
                f"\u201c{name}\u201d holds definitions that no workbook may hold. {ADVICE}"
            )
        case "damaged":
            raise invalid(
                f"\u201c{name}\u201d is damaged and cannot be read as a workbook. {ADVICE} "
                "If it was downloaded, download it again."
            )


def _refuse_other(name: str, archive: zipfile.ZipFile) -> NoReturn:
    for start, what in _OTHERS:
        if any(member.startswith(start) for member in archive.namelist()):
            raise invalid(f"\u201c{name}\u201d is {what}, which cannot be read here. {ADVICE}")
    raise invalid(
        f"\u201c{name}\u201d is a packed folder. Unpack it, and choose the table that is in it."
    )

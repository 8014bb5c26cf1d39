"""What a file is, by its first bytes: a table, or something else that is refused with advice.

Names prove nothing: an export called .xls is often a web page. Does not know how tables are read.
"""

from typing import Final, Literal, NoReturn

from hearthside.documents.signatures import (
    is_locked_office,
    is_old_office,
    is_packed,
    is_zip,
    known_as,
)
from hearthside.documents.tables.table import invalid

Kind = Literal["text", "zip"]

ADVICE: Final = "Open it in a spreadsheet program, save it as .xlsx or .csv, and choose that file."

_PAGES: Final = ("<!doctype html", "<html", "<table", "<meta", "<head")


def kind_of(name: str, content: bytes) -> Kind:
    """Raises InvalidInput (table.invalid) for what is known to be no table."""
    if not content:
        raise invalid(f"\u201c{name}\u201d is empty. Choose another file.")
    if is_zip(content):
        return "zip"
    if is_old_office(content):
        _refuse_old_office(name, content)
    if is_packed(content):
        raise invalid(
            f"\u201c{name}\u201d is a packed file. Unpack it, and choose the table that is in it."
        )
    if what := known_as(content):
        raise invalid(f"\u201c{name}\u201d is {what}, not a table. Choose a CSV, TSV or XLSX file.")
    return "text"


def refuse_markup(name: str, text: str) -> None:
    """Raises InvalidInput (table.invalid) when the text is a web page or XML by another name."""
    start = text[:200].lstrip().lower()
    if start.startswith(_PAGES):
        raise invalid(f"\u201c{name}\u201d is a web page that was given a table's name. {ADVICE}")
    if start.startswith("<?xml"):
        raise invalid(f"\u201c{name}\u201d is an XML file, which cannot be read here. {ADVICE}")


def _refuse_old_office(name: str, content: bytes) -> NoReturn:
    """The container of .xls, which is also what a workbook with a password is put into."""
    if is_locked_office(content):
        raise invalid(
            f"\u201c{name}\u201d is protected by a password. Open it in a spreadsheet program, "
            "take the password off (File, Info, Protect in Excel), save it, and choose it again."
        )
    raise invalid(
        f"\u201c{name}\u201d is in Excel's old format (.xls), which cannot be read here. {ADVICE}"
    )

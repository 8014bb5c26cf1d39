"""What a file is, by its first bytes: a table, or something else that is refused with advice.

Names prove nothing: an export called .xls is often a web page. Does not know how tables are read.
"""

from typing import Final, Literal, NoReturn

from app.tables.table import invalid

Kind = Literal["text", "zip"]

ADVICE: Final = "Open it in a spreadsheet program, save it as .xlsx or .csv, and choose that file."

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")

# First bytes of what people choose by mistake.
_OTHERS: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a text document"),
)
_PACKED: Final = (
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
_PAGES: Final = ("<!doctype html", "<html", "<table", "<meta", "<head")


def kind_of(name: str, content: bytes) -> Kind:
    """Raises InvalidInput (table.invalid) for what is known to be no table."""
    if not content:
        raise invalid(f"\u201c{name}\u201d is empty. Choose another file.")
    if content.startswith(_ZIP):
        return "zip"
    if content.startswith(_OLE):
        _refuse_old_office(name, content)
    if content.startswith(_PACKED):
        raise invalid(
            f"\u201c{name}\u201d is a packed file. Unpack it, and choose the table that is in it."
        )
    for start, what in _OTHERS:
        if content.startswith(start):
            raise invalid(
                f"\u201c{name}\u201d is {what}, not a table. Choose a CSV, TSV or XLSX file."
            )
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
    if _ENCRYPTED in content:
        raise invalid(
            f"\u201c{name}\u201d is protected by a password. Open it in a spreadsheet program, "
            "take the password off (File, Info, Protect in Excel), save it, and choose it again."
        )
    raise invalid(
        f"\u201c{name}\u201d is in Excel's old format (.xls), which cannot be read here. {ADVICE}"
    )

"""An XLSX workbook into rows. Formulas are never run: what the file stores as their value is taken.

openpyxl reads it, sheet by sheet, without building it in memory; what goes in was looked at before
(archive.py) and has nothing but values (reduced.py). Knows nothing of headers, or of other kinds
of file.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, repeat
from typing import Any, Final

from app.tables.archive import WORKBOOK, has_formulas, opened
from app.tables.mended import Mended, mended
from app.tables.reduced import reduced
from app.tables.shown import shown
from hearthside.documents.amounts import counted
from hearthside.documents.delimited import Line
from hearthside.documents.tables import Sheet
from hearthside.documents.tables.kinds import ADVICE
from hearthside.documents.tables.table import MAX_ROWS, invalid, large, many_rows
from hearthside.errors import HearthsideError

# What a sheet can have. A file may claim more and keep a reader busy for ever.
_MOST_SHEET_ROWS: Final = 1_048_576
_MOST_CELLS: Final = 20_000_000


def read_workbook(name: str, content: bytes, wanted: str = "") -> Sheet:
    """The sheet called `wanted`, or the first with anything in it.

    Raises InvalidInput: table.invalid for what is no readable workbook or has no such sheet,
    table.large beyond the limits.
    """
    with opened(name, content) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about charts and styles, which nobody here looks at
        try:
            whole = reduced(archive, WORKBOOK)
            try:
                return _read(name, whole, archive, wanted)
            except HearthsideError:
                raise
            except Exception:  # openpyxl raises whatever it stumbles over
                return _read_mended(name, mended(whole), archive, wanted)
        except HearthsideError:
            raise
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            message = f"\u201c{name}\u201d could not be read as a workbook. {ADVICE}"
            raise invalid(message, detail) from error


def _read_mended(name: str, book: Mended, archive: zipfile.ZipFile, wanted: str) -> Sheet:
    sheet = _read(name, book.content, archive, wanted)
    lost = book.lost[sheet.titles.index(sheet.title)]
    if lost and not book.texts:
        raise invalid(
            f"\u201c{name}\u201d is damaged: the texts of its cells are missing. {ADVICE} "
            "If it was downloaded, download it again."
        )
    return replace(sheet, notes=(*sheet.notes, _about_lost(lost))) if lost else sheet


def _read(name: str, content: bytes, archive: zipfile.ZipFile, wanted: str) -> Sheet:
    values = _sheets(content, data_only=True)
    if wanted and wanted not in values:
        raise invalid(f"\u201c{name}\u201d has no sheet called \u201c{wanted}\u201d.")
    written = _sheets(content, data_only=False) if has_formulas(archive) else {}
    for title in [wanted] if wanted else values:
        notes: list[str] = []
        lines = list(_lines(name, values[title], written.get(title), notes))
        if lines:
            titles = tuple(values)
            if len(titles) > 1 and not wanted:
                notes.insert(0, _about_sheets(title, len(titles)))
            return Sheet(title, titles, lines, tuple(notes))
    raise invalid(f"\u201c{name}\u201d has no rows with anything in them. Choose another file.")


def _sheets(content: bytes, *, data_only: bool) -> dict[str, Any]:
    """openpyxl's sheets by title. `data_only`: stored values instead of formulas."""
    # Here, because Python would read all of it before the page's first screen.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file says of its size is often wrong
    return {sheet.title: sheet for sheet in book.worksheets}


def _lines(name: str, values: Any, written: Any, notes: list[str]) -> Iterator[Line]:
    """The rows with anything in them; `written` is the same sheet with its formulas, or None."""
    formulas: list[str] = []
    rows = islice(values.iter_rows(), _MOST_SHEET_ROWS)
    others = written.iter_rows() if written else repeat(())
    found = cells = 0
    for number, (row, other) in enumerate(zip(rows, others, strict=False), 1):
        cells += len(row)
        if cells > _MOST_CELLS:
            raise large(f"\u201c{name}\u201d has too many cells to be read here. {ADVICE}")
        texts = [_text(cell) for cell in row]
        if other:
            _fill_in_formulas(texts, row, other, formulas)
        if any(texts):
            found += 1
            if found > MAX_ROWS + 1:
                raise many_rows(name)
            yield Line(number, texts)
    if formulas:
        notes.append(_about_formulas(formulas))


def _text(cell: Any) -> str:
    value = cell.value
    # Most cells are text, and asking for their number format takes time.
    return shown(value) if value is None or type(value) is str else shown(value, cell.number_format)


def _fill_in_formulas(texts: list[str], row: Any, other: Any, formulas: list[str]) -> None:
    """Puts the formula itself where it has no stored value: nothing here could work one out."""
    for at, (cell, formula) in enumerate(zip(row, other, strict=True)):
        # A stored empty text says that it is one ("str"); a missing value says nothing ("n").
        if formula.data_type == "f" and cell.value is None and cell.data_type == "n":
            texts[at] = str(getattr(formula.value, "text", formula.value))
            formulas.append(formula.coordinate)


def _about_sheets(title: str, count: int) -> str:
    return (
        f"The workbook has {count} sheets; \u201c{title}\u201d was read, the first with rows in it."
    )


def _about_lost(lost: tuple[str, ...]) -> str:
    where = ", ".join(lost[:3]) + (", \u2026" if len(lost) > 3 else "")
    empty = "is left empty: its text is" if len(lost) == 1 else "are left empty: their texts are"
    return f"{counted(len(lost), 'cell')} ({where}) cannot be read and {empty} not in the file."


def _about_formulas(formulas: list[str]) -> str:
    where = ", ".join(formulas[:3]) + (", \u2026" if len(formulas) > 3 else "")
    one = len(formulas) == 1
    return (
        f"{counted(len(formulas), 'formula')} without a stored value ({where}) "
        f"{'is' if one else 'are'} shown as written, since formulas are never run here. For the "
        "values, open the file in a spreadsheet program and save it."
    )

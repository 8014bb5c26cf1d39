"""What a person brings: one file as the text, several as many texts, a table as a text a row.

Knows nothing of models or screens.
"""

from collections.abc import Sequence
from typing import Final

from app.rooms.write.actions.kept import Texts
from app.rooms.write.many import WHOLE_ROW
from app.shell.actions.files import GivenFile, PageFiles
from app.tables import read_table
from hearthside.documents import Document
from hearthside.documents.tables import likely_text_column
from hearthside.errors import InvalidInput
from hearthside.wire import Code

MOST_FILES: Final = 200
MOST_ROWS: Final = 5_000
# More than any model here reads of one text.
_MOST_OF_ONE: Final = 50_000


def text_of(document: Document) -> str:
    """The document's text under its title and headings. What a PDF calls itself is often the name
    of a template."""
    parts: list[str] = [document.title] if document.title and document.kind != "pdf" else []
    heading: tuple[str, ...] = ()
    for section in document.sections:
        if section.heading != heading and section.heading:
            parts.append(section.heading[-1])
        heading = section.heading
        parts.append("\n".join(filter(None, (section.header, section.text))))
    return "\n\n".join(parts)


async def texts_of_files(files: PageFiles, given: Sequence[GivenFile]) -> Texts:
    """A text for each file that can be read; the notes tell of the others. Raises InvalidInput
    (file.invalid) where none can."""
    rows, notes = [], []
    for one in given[:MOST_FILES]:
        try:
            document = await files.document(one)
        except InvalidInput as error:
            notes.append(f"\u201c{one.name}\u201d was left out. {error.message}")
            continue
        rows.append((one.path, text_of(document)[:_MOST_OF_ONE]))
    if len(given) > MOST_FILES:
        notes.append(f"Only the first {MOST_FILES} files were read.")
    if not rows:
        raise InvalidInput(Code.FILE_INVALID, " ".join(notes) or "There is no file in that.")
    name = f"{len(rows):,} files" if len(rows) > 1 else rows[0][0]
    return Texts(name, "file", ("file", "text"), tuple(rows), 1, tuple(notes))


def texts_of_table(name: str, content: bytes) -> Texts:
    """A text for each row. Raises InvalidInput (table.invalid, table.large)."""
    table = read_table(name, content)
    if len(table.rows) > MOST_ROWS:
        message = (
            f"It has {len(table.rows):,} rows, and {MOST_ROWS:,} are the most that can be gone "
            "through here. Cut it into parts."
        )
        raise InvalidInput(Code.TABLE_LARGE, message)
    column = likely_text_column(table)
    return Texts(
        table.name,
        "row",
        table.columns,
        table.rows,
        WHOLE_ROW if column is None else column,
        table.notes,
    )

"""From what stands in the form's fields to what is asked of the rows. Pure.

Knows how people write labels and examples down, a line for each; what makes a set of labels sound
is the library's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast, get_args

from app.rooms.sort.state import Row, Settings
from hearthside.classify import Form, Label, Labelled, checked_labels
from hearthside.documents.tables import Table
from hearthside.errors import InvalidInput
from hearthside.text.escape import one_line
from hearthside.wire import Code

# More than these would be a hint that the column holds something else than labels.
MAX_TAKEN_LABELS: Final = 30
# So many rows that were labelled before stand in the prompt; the others are evidence.
GIVEN_EXAMPLES: Final = 16
_FORMS: Final = get_args(Form)
# How several labels of one row are written down.
_BETWEEN: Final = (";", "|")
NONE: Final = "none"


def settings_of(fields: Mapping[str, str], column: int, given: int | None) -> Settings:
    """The settings. Raises InvalidInput (labels.invalid; `detail` names the field)."""
    try:
        labels = checked_labels(list(labels_of(fields.get("labels", ""))))
    except InvalidInput as error:
        raise InvalidInput(error.code, error.message, "labels") from error
    asked = fields.get("form", "")
    form = cast(Form, asked if asked in _FORMS else "one")
    if given == column:
        raise _invalid("The known labels cannot be in the same column as the texts.", "given")
    return Settings(
        column=column,
        labels=labels,
        task=one_line(fields.get("task", "")),
        form=form,
        given=given,
        examples=tuple(_examples(fields.get("examples", ""), labels)),
        even=fields.get("even", "") != "",
        by="embedding" if fields.get("by") == "embedding" else "likelihood",
    )


def labels_of(text: str) -> Iterator[Label]:
    """One label a line: its name, and after a colon what belongs under it."""
    for line in text.splitlines():
        name, _, description = line.partition(":")
        if line.strip():
            yield Label(name.strip(), description.strip())


def _examples(text: str, labels: Sequence[Label]) -> Iterator[Labelled]:
    names = {label.name.casefold(): label.name for label in labels}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        head, colon, tail = line.partition(":")
        name = names.get(one_line(head).casefold())
        if not colon or name is None or not tail.strip():
            raise _invalid(
                f"Line {number} of the examples does not begin with one of your labels and a "
                f"colon. Write it like this: {labels[0].name}: a text that belongs there.",
                "examples",
            )
        yield Labelled(tail.strip(), name)


def fields_of(settings: Settings) -> dict[str, str]:
    """What the form's fields held."""
    return {
        "labels": "\n".join([_line(label) for label in settings.labels]),
        "task": settings.task,
        "form": settings.form,
        "by": settings.by,
        "examples": "\n".join([f"{one.label}: {one.text}" for one in settings.examples]),
    }


def _line(label: Label) -> str:
    return f"{label.name}: {label.description}" if label.description else label.name


def truths(table: Table, settings: Settings) -> dict[int, tuple[str, ...]]:
    """The rows whose label stands in the table, by index; values that are no label are left out."""
    if settings.given is None:
        return {}
    known = {}
    for at, row in enumerate(table.rows):
        found = labels_in(row[settings.given], settings)
        if found is not None:
            known[at] = found
    return known


def begun(row: Row, known: tuple[str, ...] | None, settings: Settings) -> Row:
    """The row as a new question finds it: a person's word stays where it still fits."""
    if row.truth is not None and not row.given and set(row.truth) <= set(settings.names):
        return replace(row, verdict=None)
    return Row() if known is None else Row(truth=known, given=True)


def labels_in(cell: str, settings: Settings) -> tuple[str, ...] | None:
    """The labels a cell names; None when it names none of them."""
    names = {name.casefold(): name for name in settings.names}
    if settings.form != "many":
        found = names.get(cell.strip().casefold())
        return (found,) if found is not None else None
    if cell.strip().casefold() == NONE:
        return ()
    for mark in _BETWEEN:
        cell = cell.replace(mark, "\n")
    parts = [part.strip().casefold() for part in cell.split("\n") if part.strip()]
    if not parts or any(part not in names for part in parts):
        return None
    return tuple(dict.fromkeys(names[part] for part in parts))


def taken_labels(table: Table, column: int) -> list[str]:
    """The different values of a column, commonest first; none where there are too many."""
    counts: dict[str, int] = {}
    for row in table.rows:
        value = row[column].strip()
        if value:
            counts[value] = counts.get(value, 0) + 1
    names = sorted(counts, key=lambda name: -counts[name])
    return names if len(names) <= MAX_TAKEN_LABELS else []


def prompt_examples(
    table: Table, settings: Settings, known: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """Rows labelled before that stand in the prompt: label by label in turn, up to a few."""
    piles: dict[tuple[str, ...], list[int]] = {}
    for at, labels in known.items():
        if table.rows[at][settings.column].strip():
            piles.setdefault(labels, []).append(at)
    chosen: dict[int, tuple[str, ...]] = {}
    while len(chosen) < GIVEN_EXAMPLES and any(piles.values()):
        for labels, pile in piles.items():
            if pile and len(chosen) < GIVEN_EXAMPLES:
                chosen[pile.pop(0)] = labels
    return chosen


def _invalid(message: str, field: str) -> InvalidInput:
    return InvalidInput(Code.LABELS_INVALID, message, field)

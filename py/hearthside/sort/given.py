"""Labels that stand in the table already: read, and shown to a model as examples. Pure.

Knows how several labels of one row are written down; knows no models.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from hearthside.classify import Labelled
from hearthside.documents.tables import Table
from hearthside.sort.rows import Row
from hearthside.sort.settings import Settings

# How "no label fits" is written down.
NONE: Final = "none"
# More than these would be a hint that the column holds something else than labels.
MAX_TAKEN_LABELS: Final = 30
# So many rows that were labelled before stand in the prompt; the others are evidence.
GIVEN_EXAMPLES: Final = 16
# How several labels of one row are written down.
_BETWEEN: Final = (";", "|")


def begun_rows(table: Table, settings: Settings, old: Sequence[Row] = ()) -> tuple[Row, ...]:
    """The rows as the question finds them: labelled where the table says so, and where a person did
    in an `old` sort of the table whose labels still fit."""
    known = truths(table, settings)
    before = old or (Row(),) * len(table.rows)
    return tuple([_begun(row, known.get(at), settings) for at, row in enumerate(before)])


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


def _begun(row: Row, known: tuple[str, ...] | None, settings: Settings) -> Row:
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


def shown_examples(
    table: Table, settings: Settings, chosen: Mapping[int, tuple[str, ...]]
) -> list[Labelled]:
    """These rows as examples: one for each label that holds, or one with "" where none does."""
    return [
        Labelled(table.rows[at][settings.column], label)
        for at, labels in chosen.items()
        for label in labels or ("",)
    ]

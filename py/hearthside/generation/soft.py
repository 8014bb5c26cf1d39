"""Prompts with pictures and sounds in them: which soft token stands in which place.

Two pictures have the same ids; what a cache holds is told apart by marks. Knows nothing of engines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hearthside.errors import InvalidInput
from hearthside.ports import Encoded, Placed
from hearthside.wire import Code


@dataclass(frozen=True, slots=True)
class Soft:
    """The soft token `row` of `media`, in a place that has the id `place_id`."""

    media: int
    row: int
    place_id: int


Mark: TypeAlias = int | Soft
"""A token that is fed: an id, or what stands in its place."""


def marks_of(ids: Sequence[int], media: Sequence[Encoded]) -> list[Mark]:
    """The ids with the soft tokens of `media` in their places, in order.

    Raises InvalidInput (call.invalid) unless each place has one and none is left over.
    """
    kinds = {one.place_id for one in media}
    rest = {kind: _rows([one for one in media if one.place_id == kind]) for kind in kinds}
    marks: list[Mark] = [next(rest[one], one) if one in kinds else one for one in ids]
    left = any(next(rows, None) for rows in rest.values())
    if left or any(mark in kinds for mark in marks):
        raise InvalidInput(
            Code.CALL_INVALID, "The prompt has other places than its pictures and sounds need."
        )
    return marks


def _rows(media: Sequence[Encoded]) -> Iterator[Soft]:
    for one in media:
        for row in range(one.tokens):
            yield Soft(one.media, row, one.place_id)


def id_of(mark: Mark) -> int:
    """The id that is fed."""
    return mark.place_id if isinstance(mark, Soft) else mark


def spans_of(marks: Sequence[Mark]) -> tuple[Placed, ...]:
    """What a step is told of the soft tokens among the marks."""
    spans: list[Placed] = []
    for mark in marks:
        if isinstance(mark, Soft):
            last = spans[-1] if spans else None
            if last and (last.media, last.first + last.count) == (mark.media, mark.row):
                spans[-1] = Placed(last.media, last.first, last.count + 1)
            else:
                spans.append(Placed(mark.media, mark.row, 1))
    return tuple(spans)

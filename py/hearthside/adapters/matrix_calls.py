"""What matrix operations are asked, checked and read: the same for all who answer in Python.

Knows shapes and how numbers lie in bytes; knows nothing of how anything is computed.
"""

import math
import sys
from array import array
from collections.abc import Sequence
from typing import Final

from hearthside.errors import HearthsideError, error_of
from hearthside.wire import Code

Span = tuple[int, int]

MAX_COLUMNS: Final = 8192
MAX_K: Final = 65_536


def invalid(message: str) -> HearthsideError:
    """call.invalid, to be raised."""
    return error_of(Code.CALL_INVALID, message)


def unknown_matrix() -> HearthsideError:
    """matrix.unknown, to be raised."""
    return error_of(Code.MATRIX_UNKNOWN, "This matrix is not open here. Fill a new one.")


def check_whole(name: str, value: int, low: int, high: int) -> None:
    """Raises call.invalid unless `value` is from `low` to `high`."""
    if not low <= value <= high:
        raise invalid(f"{name} must be a whole number from {low} to {high}.")


def read_floats(name: str, data: bytes) -> "array[float]":
    """The float32 numbers of `data`, all finite, or call.invalid."""
    numbers = array("f")
    if len(data) % numbers.itemsize:
        raise invalid(f"{name} must be float32.")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    if not all(map(math.isfinite, numbers)):
        raise invalid(f"{name} must be finite numbers.")
    return numbers


def read_matrix(name: str, data: bytes, columns: int) -> list["array[float]"]:
    """The rows of a float32 matrix [n, columns], or call.invalid."""
    numbers = read_floats(name, data)
    if len(numbers) % columns:
        raise invalid(f"{name} must fit: rows of {columns} numbers.")
    return [numbers[at : at + columns] for at in range(0, len(numbers), columns)]


def write_floats(numbers: "array[float]") -> bytes:
    """The bytes of float32 numbers, little-endian."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def check_rows(rows: bytes, scales: bytes, columns: int) -> "array[float]":
    """The scales of int8 rows [n, columns], one for each, or call.invalid."""
    numbers = read_floats("scales", scales)
    if len(rows) != len(numbers) * columns:
        raise invalid("rows must fit: a scale for each row.")
    return numbers


def check_spans(spans: Sequence[Span] | None, rows: int) -> Sequence[Span]:
    """The spans of rows to look at: all by default. Raises call.invalid."""
    if spans is None:
        return [(0, rows)]
    edges = [edge for span in spans for edge in span]
    if edges != sorted(edges) or (edges and not 0 <= edges[0] <= edges[-1] <= rows):
        raise invalid(
            "spans must be pairs of rows (first, end), ascending and apart,"
            f" within the {rows} that there are."
        )
    return spans

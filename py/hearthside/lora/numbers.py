"""Numbers of an adapter as bytes, little-endian: float16 in files, float32 where they are used.

Knows nothing of what they mean.
"""

import struct
import sys
from array import array

from hearthside.errors import error_of
from hearthside.wire import Code

# The upper byte of a float16 whose exponent is all ones: infinite, or not a number.
_UNBOUNDED = bytes(1 if byte & 0x7C == 0x7C else 0 for byte in range(256))


def widened(halves: bytes) -> bytes:
    """float32 bytes of float16 bytes, exactly."""
    count = len(halves) // 2
    return to_bytes(array("f", struct.unpack(f"<{count}e", halves)))


def narrowed(floats: bytes) -> bytes:
    """float16 bytes of float32 bytes, rounded to the nearest.

    Raises InvalidInput (adapter.invalid) where one is not finite or past 65,504.
    """
    numbers = from_bytes(floats)
    try:
        halves = struct.pack(f"<{len(numbers)}e", *numbers)
    except OverflowError as error:
        raise _too_large() from error
    if not all_finite(halves):
        raise _too_large()
    return halves


def all_finite(halves: bytes) -> bool:
    """Whether every float16 is a finite number."""
    return 1 not in halves[1::2].translate(_UNBOUNDED)


def from_bytes(floats: bytes) -> "array[float]":
    """float32 numbers of little-endian bytes."""
    numbers = array("f")
    numbers.frombytes(floats)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def to_bytes(numbers: "array[float]") -> bytes:
    """Little-endian bytes of float32 numbers."""
    if sys.byteorder == "big":
        numbers = array("f", numbers)
        numbers.byteswap()
    return numbers.tobytes()


def _too_large() -> Exception:
    return error_of(
        Code.ADAPTER_INVALID,
        "The adapter's numbers have grown without bound. Train with a lower learning rate.",
    )

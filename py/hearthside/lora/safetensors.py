"""Stacked arrays in one safetensors file, held to one exact layout.

The file may come from anyone. Its header is bounded, read as JSON without surprises, and has to
name arrays of three sizes and one type that fill the rest exactly; all else is a ValueError that
says what is wrong. Format: github.com/huggingface/safetensors, "Format". Knows no adapter.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, Literal

from hearthside.ports import Stacked
from hearthside.wire.jsontext import read_json

Kind = Literal["F16", "F32"]
MAX_HEADER_BYTES: Final = 256 * 1024
MAX_FILE_BYTES: Final = 256 * 1024 * 1024
_BYTES_OF: Final = {"F16": 2, "F32": 4}
_LENGTH_BYTES: Final = 8
_ALIGNMENT_BYTES: Final = 8
_META: Final = "__metadata__"


def packed(meta: Mapping[str, str], arrays: Mapping[str, Stacked], kind: Kind) -> bytes:
    """The file's bytes: the arrays in their order, nothing between them."""
    header: dict[str, Any] = {_META: dict(meta)}
    at = 0
    for name, stacked in arrays.items():
        end = at + len(stacked.data)
        header[name] = {"dtype": kind, "shape": list(stacked.size), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT_BYTES)
    length = len(text).to_bytes(_LENGTH_BYTES, "little")
    return b"".join([length, text, *(stacked.data for stacked in arrays.values())])


def unpacked(data: bytes, kind: Kind) -> tuple[dict[str, str], dict[str, Stacked]]:
    """The metadata and the arrays of a file's bytes, in the order in which they lie there."""
    if len(data) > MAX_FILE_BYTES:
        raise ValueError(f"it has {len(data)} bytes")
    header, rest = _parts(data)
    meta = header.pop(_META, {})
    if not isinstance(meta, dict) or any(type(value) is not str for value in meta.values()):
        raise ValueError("its metadata are no texts")
    entries = {name: _entry(name, entry, kind) for name, entry in header.items()}
    at, arrays = 0, {}
    for name in sorted(entries, key=lambda name: entries[name][1:]):
        size, start, end = entries[name]
        if start != at:
            raise ValueError(f"{name[:40]} does not begin where the array before it ends")
        arrays[name] = Stacked(size, rest[start:end])
        at = end
    if at != len(rest):
        raise ValueError(f"{len(rest)} bytes of numbers, {at} announced")
    return meta, arrays


def _parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The header, parsed, and the bytes after it."""
    length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    if not 2 <= length <= min(MAX_HEADER_BYTES, len(data) - _LENGTH_BYTES):
        raise ValueError("it is cut off, or no safetensors file")
    end = _LENGTH_BYTES + length
    header = read_json(data[_LENGTH_BYTES:end].decode(), once=_once)
    if not isinstance(header, dict):
        raise ValueError("its header is no JSON object")
    return header, data[end:]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice: readers differ on which of two holds."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in its header")
    return found


def _entry(name: str, entry: Any, kind: Kind) -> tuple[tuple[int, int, int], int, int]:
    """Size, start and end of an array, in agreement with one another."""
    match entry:
        case {"dtype": dtype, "shape": [*shape], "data_offsets": [*offsets]} if dtype == kind:
            numbers = [*shape, *offsets]
        case _:
            raise ValueError(f"{name[:40]} is no array of {kind}")
    if any(type(number) is not int or number < 0 for number in numbers) or len(numbers) != 5:
        raise ValueError(f"{name[:40]} has no sound size or place")
    layers, rows, columns, start, end = numbers
    if end - start != _BYTES_OF[kind] * layers * rows * columns:
        raise ValueError(
            f"{name[:40]} has {end - start} bytes for {layers}x{rows}x{columns} numbers"
        )
    return (layers, rows, columns), start, end

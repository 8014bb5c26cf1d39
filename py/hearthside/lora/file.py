"""Reads and writes the file of an adapter: safetensors, held to one exact layout.

The file may come from anyone. Its header is bounded, read as JSON without surprises, and has to
name eight float16 arrays that fill the rest exactly; all else is adapter.invalid. Format:
github.com/huggingface/safetensors, "Format". Knows nothing of models.
"""

import json
from typing import Any, Final

from hearthside.errors import error_of
from hearthside.lora.adapter import BYTES_OF_HALF, Adapter, arrays_size
from hearthside.lora.manifest import manifest_of
from hearthside.lora.numbers import all_finite
from hearthside.ports import ARRAYS, Stacked
from hearthside.wire import Code

FORMAT: Final = "hearthside-adapter/1"
MAX_HEADER_BYTES: Final = 256 * 1024
MAX_FILE_BYTES: Final = 64 * 1024 * 1024
_LENGTH_BYTES: Final = 8
_ALIGNMENT_BYTES: Final = 8
_META: Final = "__metadata__"


def write_adapter(adapter: Adapter) -> bytes:
    """The file's bytes; the same adapter gives the same bytes."""
    meta = {"format": FORMAT, "manifest": adapter.manifest.to_json()}
    header: dict[str, Any] = {_META: meta}
    at = 0
    for name in ARRAYS:
        stacked = adapter.halves[name]
        end = at + len(stacked.data)
        header[name] = {"dtype": "F16", "shape": list(stacked.size), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT_BYTES)
    length = len(text).to_bytes(_LENGTH_BYTES, "little")
    return length + text + b"".join(adapter.halves[name].data for name in ARRAYS)


def read_adapter(data: bytes) -> Adapter:
    """The adapter in a file's bytes. Raises InvalidInput (adapter.invalid)."""
    if len(data) > MAX_FILE_BYTES:
        raise _invalid(f"it has {len(data)} bytes")
    header, rest = _parts(data)
    meta = header.pop(_META, None)
    if not isinstance(meta, dict) or meta.get("format") != FORMAT:
        raise _invalid("it does not say that it is an adapter of this kind")
    manifest = manifest_of(str(meta.get("manifest", "")))
    entries = {name: _entry(name, entry) for name, entry in header.items()}
    sizes = {name: size for name, (size, _, _) in entries.items()}
    if wrong := arrays_size(manifest.rank, sizes):
        raise _invalid(wrong)
    at, halves = 0, {}
    for name in sorted(ARRAYS, key=lambda name: entries[name][1:]):
        size, start, end = entries[name]
        if start != at:
            raise _invalid(f"{name} does not begin where the array before it ends")
        halves[name] = Stacked(size, rest[start:end])
        at = end
    if at != len(rest):
        raise _invalid(f"{len(rest)} bytes of numbers, {at} announced")
    if not all_finite(rest):
        raise _invalid("some of its numbers are not finite")
    return Adapter(manifest, {name: halves[name] for name in ARRAYS})


def _parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The header, parsed, and the bytes after it."""
    length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    if not 2 <= length <= min(MAX_HEADER_BYTES, len(data) - _LENGTH_BYTES):
        raise _invalid("it is cut off, or no safetensors file")
    end = _LENGTH_BYTES + length
    try:
        header = json.loads(data[_LENGTH_BYTES:end].decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _invalid(f"its header is no JSON ({error})") from error
    if not isinstance(header, dict):
        raise _invalid("its header is no JSON object")
    return header, data[end:]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice: readers differ on which of two holds."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _entry(name: str, entry: Any) -> tuple[tuple[int, int, int], int, int]:
    """Size, start and end of an array, in agreement with one another."""
    match entry:
        case {"dtype": "F16", "shape": [*shape], "data_offsets": [*offsets]}:
            numbers = [*shape, *offsets]
        case _:
            raise _invalid(f"{name[:40]} is no float16 array")
    if any(type(number) is not int or number < 0 for number in numbers) or len(numbers) != 5:
        raise _invalid(f"{name[:40]} has no sound size or place")
    layers, rows, columns, start, end = numbers
    if end - start != BYTES_OF_HALF * layers * rows * columns:
        raise _invalid(f"{name[:40]} has {end - start} bytes for {layers}x{rows}x{columns} numbers")
    return (layers, rows, columns), start, end


def _invalid(detail: str) -> Exception:
    return error_of(
        Code.ADAPTER_INVALID,
        "This file is no adapter, or it is damaged. Get it again from where it came.",
        detail,
    )

"""Reads and writes the file of an adapter. Whatever is wrong with one is adapter.invalid.

Knows nothing of models: see `check_fits`.
"""

from typing import Final

from hearthside.errors import error_of
from hearthside.lora.adapter import Adapter, arrays_size
from hearthside.lora.manifest import manifest_of
from hearthside.lora.numbers import all_finite
from hearthside.lora.safetensors import packed, unpacked
from hearthside.ports import ARRAYS
from hearthside.wire import Code

FORMAT: Final = "hearthside-adapter/1"


def write_adapter(adapter: Adapter) -> bytes:
    """The file's bytes; the same adapter gives the same bytes."""
    meta = {"format": FORMAT, "manifest": adapter.manifest.to_json()}
    return packed(meta, {name: adapter.halves[name] for name in ARRAYS}, "F16")


def read_adapter(data: bytes) -> Adapter:
    """The adapter in a file's bytes. Raises InvalidInput (adapter.invalid)."""
    try:
        return _read(data)
    except ValueError as error:
        raise error_of(
            Code.ADAPTER_INVALID,
            "This file is no adapter, or it is damaged. Get it again from where it came.",
            str(error),
        ) from error


def _read(data: bytes) -> Adapter:
    meta, halves = unpacked(data, "F16")
    if meta.get("format") != FORMAT:
        raise ValueError("it does not say that it is an adapter of this kind")
    manifest = manifest_of(meta.get("manifest", ""))
    if wrong := arrays_size(manifest.rank, {name: it.size for name, it in halves.items()}):
        raise ValueError(wrong)
    if not all(all_finite(it.data) for it in halves.values()):
        raise ValueError("some of its numbers are not finite")
    return Adapter(manifest, {name: halves[name] for name in ARRAYS})

"""A small file format: facts as JSON, bytes beside them, and a checksum over all.

Knows nothing of what it holds.
"""

import json
import struct
import zlib
from typing import Any, Final

from hearthside.wire.jsontext import read_json

_MAGIC: Final = b"hearthside find 1\n"
_HEAD: Final = struct.Struct("<II")  # the checksum of what follows it, the length of the facts


def packed(facts: dict[str, Any], *bodies: bytes) -> bytes:
    """`facts` and `bodies` as one run of bytes."""
    sizes = {**facts, "bodies": [len(body) for body in bodies]}
    text = json.dumps(sizes, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    rest = b"".join((text, *bodies))
    return _MAGIC + _HEAD.pack(zlib.crc32(rest), len(text)) + rest


def unpacked(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What `packed` was given. Raises ValueError where a byte is missing or is another."""
    start = len(_MAGIC) + _HEAD.size
    if not data.startswith(_MAGIC) or len(data) < start:
        raise ValueError("not of this format")
    checksum, size = _HEAD.unpack_from(data, len(_MAGIC))
    rest = memoryview(data)[start:]
    if zlib.crc32(rest) != checksum:
        raise ValueError("damaged")
    facts: dict[str, Any] = read_json(bytes(rest[:size]).decode("ascii"))
    bodies, at = [], size
    for length in facts.pop("bodies"):
        bodies.append(bytes(rest[at : at + length]))
        at += length
    return facts, bodies

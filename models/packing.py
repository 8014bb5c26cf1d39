"""Files packed for their way over a network, each chunk by itself.

A packed file is the gzip of every chunk of the file, one after another: whoever fetches it unpacks
and checks one chunk at a time, goes on at any of them, and mends one alone. The file itself lies
beside it for all who have it at hand. Knows nothing of what the bytes mean.
"""

import gzip
from pathlib import Path
from typing import Any

from models.cache import sha256_of

ENDING = ".packed"
LEAST_BYTES = 1024 * 1024
"""Smaller files are not worth a second one."""
MOST_OF_IT = 0.98
"""What does not get smaller than this is fetched as it is."""


def packed_entry(folder: Path, relative: str, chunk_bytes: int) -> dict[str, Any] | None:
    """Packs a file of `folder` beside itself: the path, size and hash of that, and in bytes where
    each packed chunk ends (`ends`). None where it would save too little."""
    source = folder / relative
    target = source.with_name(source.name + ENDING)
    if source.stat().st_size < LEAST_BYTES:
        return None
    ends: list[int] = []
    with source.open("rb") as file, target.open("wb") as out:
        while chunk := file.read(chunk_bytes):
            out.write(gzip.compress(chunk, mtime=0))
            ends.append(out.tell())
    if ends[-1] > MOST_OF_IT * source.stat().st_size:
        target.unlink()
        return None
    path = relative + ENDING
    return {"path": path, "bytes": ends[-1], "sha256": sha256_of(target), "ends": ends}

"""What an index tells about itself: values. Knows nothing of how any of it is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the index. `missing` is how many of its `chunks` have no vector yet;
    `stored_bytes` is what it takes up in the encrypted store."""

    path: str
    name: str
    kind: str
    hash: str
    modified_ms: int
    size_bytes: int
    language: str
    title: str
    chunks: int
    missing: int
    stored_bytes: int


@dataclass(frozen=True, slots=True)
class Damaged:
    """A record that cannot be read. `path` is "" where not even that is known."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do so that the index is as the files are; paths, in the order given."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The size of an index. `vector_bytes` are part of `stored_bytes`. `model` is the id of the
    model that made its vectors, "" when none did yet."""

    documents: int
    chunks: int
    missing: int
    stored_bytes: int
    vector_bytes: int
    dimensions: int
    model: str


@dataclass(frozen=True, slots=True)
class Recall:
    """What a cut keeps: the mean share of the `whole` numbers' top 10 that is in the cut's top 10.

    Measured with `queries` chunks as queries over `pool` chunks; `low` and `high` are its 95 %
    interval. `bytes_per_chunk` is what a vector then takes up.
    """

    dimensions: int
    whole: int
    share: float
    low: float
    high: float
    queries: int
    pool: int
    bytes_per_chunk: int

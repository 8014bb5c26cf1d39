"""What the vectors of a collection are: which model made them, and how many numbers they have.

Knows nothing of where that is kept.
"""

from dataclasses import dataclass
from typing import Final

from hearthside.embedding.embedder import Embedder
from hearthside.errors import InvalidInput
from hearthside.find.store.container import packed, unpacked
from hearthside.wire import Code

MANIFEST_EDITION: Final = 1
# 768 numbers find a little better, in three times the room.
DEFAULT_DIMENSIONS: Final = 256


@dataclass(frozen=True, slots=True)
class Manifest:
    """By the model of hash `model` (its id for people), cut to `dimensions` of its `whole`.

    `model` is "" before the first vector is made. `cuts` are what its vectors can be cut to.
    """

    model: str = ""
    model_id: str = ""
    whole: int = 0
    dimensions: int = 0
    cuts: tuple[int, ...] = ()

    @classmethod
    def of(cls, embedder: Embedder, dimensions: int | None = None) -> "Manifest":
        """Of vectors by this embedder: those it makes, 256 where it does not cut them itself.

        Raises InvalidInput (call.invalid) for `dimensions` that its vectors cannot have.
        """
        info = embedder.info
        if dimensions is None and embedder.truncate_dim < info.dimensions:
            dimensions = embedder.truncate_dim
        if dimensions is None:
            few = [one for one in info.truncations if one <= DEFAULT_DIMENSIONS]
            dimensions = max(few, default=info.dimensions)
        kept = embedder.dimensions(dimensions)
        cuts = tuple(sorted({info.dimensions, *info.truncations}))
        return cls(info.hash, info.id, info.dimensions, kept, cuts)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Raises InvalidInput (index.invalid)."""
        try:
            facts, _ = unpacked(data)
            if facts.pop("edition") != MANIFEST_EDITION:
                raise ValueError("another edition")
            return cls(**{**facts, "cuts": tuple(map(int, facts["cuts"]))})
        except (ValueError, TypeError, KeyError) as error:
            raise InvalidInput(
                Code.INDEX_INVALID, "What this collection is made of cannot be read."
            ) from error

    def to_bytes(self) -> bytes:
        """For an encrypted store; `from_bytes` gives an equal one back."""
        facts = {name: getattr(self, name) for name in Manifest.__slots__}
        return packed({"edition": MANIFEST_EDITION, **facts})

    def check(self, embedder: Embedder) -> None:
        """Raises InvalidInput (index.model) where `embedder` makes other vectors than these."""
        if self.model and self.model != embedder.info.hash:
            made_by = f"\u201c{self.model_id}\u201d" if self.model_id else "another model"
            raise InvalidInput(
                Code.INDEX_MODEL,
                f"The vectors of this collection were made by {made_by}, and those of "
                f"\u201c{embedder.info.id}\u201d cannot be compared with them. Load that model, or "
                "let this one make them anew.",
                self.model_id,
            )

    def check_cut(self, dimensions: int) -> None:
        """Raises InvalidInput (call.invalid) where its model's vectors have no such cut."""
        if dimensions < 1 or (self.cuts and dimensions not in self.cuts):
            known = ", ".join(map(str, self.cuts))
            raise InvalidInput(
                Code.CALL_INVALID, f"These vectors can have {known} numbers, not {dimensions}."
            )

    def check_dimensions(self, dimensions: int | None) -> None:
        """Raises InvalidInput (index.model) where other than `dimensions` are kept."""
        if self.model and dimensions not in (None, self.dimensions):
            raise InvalidInput(
                Code.INDEX_MODEL,
                f"The vectors of this collection have {self.dimensions} numbers, not {dimensions}. "
                "Open it with these, then cut them or make them anew.",
                self.model_id,
            )

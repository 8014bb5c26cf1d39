"""Reads texts as vectors, and what those say of the labels' own words."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from hearthside.classify.features import Features, rounded
from hearthside.classify.kernel import dot
from hearthside.classify.labels import something_to_read
from hearthside.classify.sources.embedding.linear import ANCHOR_WEIGHT
from hearthside.classify.sources.embedding.regression import Floats, floats
from hearthside.ports import EmbedderInfo, Matrices
from hearthside.text.escape import safe_line

_FEW: Final = 4
Progress = Callable[[int, int], None]


class Encoded(Protocol):
    """Texts as vectors of length 1; `embedding.vectors.Vectors` is one."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    @property
    def long_texts(self) -> tuple[int, ...]:
        """Indices of the texts whose end was left out."""
        ...

    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> "array[float]": ...
    def __iter__(self) -> "Iterator[array[float]]": ...

    def to_bytes(self) -> bytes:
        """float32 little-endian, [n, dimensions]."""
        ...


class Encoder(Protocol):
    """What makes vectors of texts; `embedding.embedder.Embedder` is one."""

    @property
    def info(self) -> EmbedderInfo:
        """The model that is loaded."""
        ...

    @property
    def truncate_dim(self) -> int:
        """How many numbers of a vector are kept."""
        ...

    async def encode(
        self,
        texts: list[str],
        *,
        task: Literal["classification"],
        on_progress: Progress | None = None,
    ) -> Encoded:
        """A vector for each text. Raises what the engine raises."""
        ...

    async def encode_document(self, texts: list[str]) -> Encoded:
        """A vector for each text that others are compared with."""
        ...

    async def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """An embedding model, and the engine's matrices. Holds nothing of the engine."""

    encoder: Encoder
    matrices: Matrices

    async def read(
        self, texts: Sequence[str], anchors: Sequence[Floats], on_progress: Progress
    ) -> list[Features]:
        """The features of each text; equal texts share theirs. Scores are cosines with `anchors`
        [labels][hidden], weighed. Raises what the engine raises."""
        lines = list(map(safe_line, texts))
        different = [line for line in dict.fromkeys(lines) if something_to_read(line)]
        vectors = await self.encoder.encode(
            different, task="classification", on_progress=on_progress
        )
        counts = await self.encoder.count_tokens(different)
        long_texts = set(vectors.long_texts)
        said = await self._cosines(vectors, anchors)
        nothing = Features((0.0,) * len(anchors), (), 0, False)
        known = {
            line: rounded(
                [ANCHOR_WEIGHT * one for one in said[at]],
                vectors[at],
                max(1, min(counts[at], self.encoder.info.context_tokens)),
                at in long_texts,
            )
            for at, line in enumerate(different)
        }
        return [known.get(line, nothing) for line in lines]

    async def _cosines(self, vectors: Encoded, anchors: Sequence[Floats]) -> list[list[float]]:
        """[texts][labels]; of a few texts in Python, which is quicker than asking."""
        if len(vectors) <= _FEW:
            return [[dot(vector, one) for one in anchors] for vector in vectors]
        flat = array("f", [number for one in anchors for number in one])
        found = floats(
            await self.matrices.product(vectors.to_bytes(), flat.tobytes(), vectors.dimensions)
        )
        wide = len(anchors)
        return [found[at * wide : (at + 1) * wide].tolist() for at in range(len(vectors))]

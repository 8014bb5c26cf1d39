"""Made vectors for tests of deciding by embeddings: a model of words, and clouds about points."""

import math
from collections.abc import Sequence
from random import Random

from hearthside.adapters.fake.embedder import FAKE_EMBEDDER, FakeEmbedder
from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.classify import Embeddings, Features
from hearthside.embedding.embedder import Embedder

BREEDS = ("cat", "dog", "horse", "cow")
SAYS: tuple[str, ...] = (
    "my {} sleeps",
    "a {} ran away",
    "feed the {} now",
    "two of the {} kind",
    "where is {}?",
)
SAYS += ("the {} is ill", "buy a {} today", "no {} here", "what does a {} eat", "old {} photos")


def embeddings(truncate_dim: int | None = None) -> tuple[FakeEmbedder, FakeMatrices, Embeddings]:
    """An engine of words, matrices, and both together."""
    engine, matrices = FakeEmbedder(), FakeMatrices()
    embedder = Embedder(engine, FAKE_EMBEDDER, truncate_dim=truncate_dim)
    return engine, matrices, Embeddings(embedder, matrices)


def cloud(
    labels: int, each: int, *, apart: float = 1.0, wide: int = 16, seed: int = 0
) -> list[tuple[tuple[float, ...], int]]:
    """Unit vectors about a point for each label, with the label; `apart` 0: no label shows."""
    draw = Random(seed)
    points = [[draw.gauss(0, 1) for _ in range(wide)] for _ in range(labels)]
    made = []
    for _ in range(each):
        for label, point in enumerate(points):
            numbers = [apart * one + draw.gauss(0, 1) * 0.5 for one in point]
            length = math.hypot(*numbers)
            made.append((tuple([one / length for one in numbers]), label))
    return made


def reading(vector: Sequence[float], scores: Sequence[float]) -> Features:
    return Features(tuple(scores), vector, 3, False)

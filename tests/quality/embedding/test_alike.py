"""Rows that say the same: near-duplicates among CLINC150's 1,500 examples, by their vectors.

The line (`NEAR_DUPLICATE`) was chosen on these, so what is printed is how it fits, not how well it
will do on other texts.
"""

import pytest

from hearthside.adapters.native.matrices import NativeMatrices
from hearthside.embedding.alike import Alike
from hearthside.embedding.embedder import Embedder
from tests.quality.classify.rows import drawn, intents
from tests.quality.embedding.embedders import embedder

pytestmark = pytest.mark.embedding

EACH = 10
MIXED_AT_MOST = 0.02


@pytest.mark.parametrize("dimensions", [768, 256])
async def test_near_duplicates_are_of_one_intent(dimensions: int) -> None:
    rows, model = drawn(intents("train"), EACH, 1), await embedder()
    short = Embedder(model.engine, model.info, truncate_dim=dimensions)
    vectors = await short.encode([row.text for row in rows], task="classification")
    async with await Alike.of(vectors, NativeMatrices()) as alike:
        groups = await alike.near_duplicates()
    mixed = [group for group in groups if len({rows[at].label for at in group}) > 1]
    print(
        f"\n{dimensions} numbers: of {len(rows)} rows {sum(map(len, groups))} are in "
        f"{len(groups)} groups, {len(mixed)} of them of two intents"
    )
    for group in mixed:
        print(" ", [f"{rows[at].label}: {rows[at].text}" for at in group])
    assert groups
    assert len(mixed) <= MIXED_AT_MOST * len(groups)

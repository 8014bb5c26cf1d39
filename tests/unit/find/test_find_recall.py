"""What a cut keeps, measured: the same as counted by hand, and said with its doubt."""

import pytest

from hearthside.embedding.vectors import Vectors, cosines
from hearthside.errors import InvalidInput, ModelError
from hearthside.find.index import Index
from hearthside.find.store.recall import spread
from hearthside.wire import Code
from tests.unit.find.library import House, document, sentences


async def many(house: House, dimensions: int) -> Index:
    index = await house.open(dimensions=dimensions)
    for number in range(6):
        await index.add(document(f"d{number}", sentences(150, f"topic{number}", number)))
    return index


def top(vectors: Vectors, at: int) -> set[int]:
    [row] = cosines(Vectors(vectors[at], vectors.dimensions), vectors)
    order = sorted((other for other in range(len(row)) if other != at), key=lambda n: -row[n])
    return set(order[:10])


async def test_the_share_is_that_of_the_top_ten_by_hand() -> None:
    house = House()
    index = await many(house, 64)
    made = house.engine.texts_embedded
    found = {n: await index.recall(n, sample=30) for n in (64, 32, 8)}
    assert house.engine.texts_embedded == made and house.matrices.open_matrices == 0
    assert found[64].share == 1.0 and found[64].low == found[64].high == 1.0
    assert found[64].share > found[32].share > found[8].share > 10 / index.figures().chunks
    for one in found.values():
        assert one.low <= one.share <= one.high and one.whole == 64
        assert one.queries == 30 and one.pool == index.figures().chunks
        assert one.bytes_per_chunk == one.dimensions + 4
    rows = [(await index.record(entry.path)).vectors for entry in index.documents]
    whole = Vectors.joined([one.to_vectors() for one in rows if one], 64)
    asked = spread(range(len(whole)), 30)
    by_hand = [len(top(whole, at) & top(whole.cut(8), at)) / 10 for at in asked]
    assert found[8].share == pytest.approx(sum(by_hand) / 30, abs=0.02)


async def test_where_fewer_numbers_are_kept_a_sample_is_embedded_anew() -> None:
    house = House()
    index = await many(house, 16)
    made = house.engine.texts_embedded
    found = await index.recall(8, sample=40)
    assert house.engine.texts_embedded == made + 40
    assert (found.whole, found.queries, found.pool) == (64, 40, 40)
    assert 0.3 < found.share < 1.0
    # The next cut is measured on the same vectors, until a document is another.
    assert (await index.recall(32, sample=40)).share > found.share
    assert house.engine.texts_embedded == made + 40
    await index.add(document("d0", sentences(150, "else")))
    made = house.engine.texts_embedded
    await index.recall(8, sample=40)
    assert house.engine.texts_embedded == made + 40
    index.use(None)
    with pytest.raises(ModelError) as caught:
        await index.recall(8)
    assert caught.value.code is Code.MODEL_NONE


async def test_too_little_is_not_measured_and_no_other_cut() -> None:
    house = House()
    index = await house.open()
    await index.add(document("a", "one chunk"))
    with pytest.raises(InvalidInput) as caught:
        await index.recall(8)
    assert caught.value.code is Code.CALL_INVALID and "too few" in caught.value.message
    for dimensions in (64, 16):
        index = await many(House(), dimensions)
        for wrong in (7, 0, 128):
            with pytest.raises(InvalidInput):
                await index.recall(wrong)


def test_a_sample_is_spread_evenly() -> None:
    assert spread(range(10), 5) == [0, 2, 4, 6, 8]
    assert spread(range(3), 5) == [0, 1, 2]
    assert spread([], 5) == []

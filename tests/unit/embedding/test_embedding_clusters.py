"""Clusters of made clouds: how many, who belongs where, and who is typical."""

import math
from collections import Counter
from random import Random

import pytest

from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.embedding.clusters import clusters, seeds
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from tests.unit.embedding.clouds import clouds, unit, vectors


@pytest.mark.parametrize("counts", [(20, 12), (14, 12, 10, 9), (12,) * 8])
async def test_the_number_is_found_and_the_largest_comes_first(counts: tuple[int, ...]) -> None:
    found = await clusters(clouds(counts, 0.4), FakeMatrices())
    assert [len(one.rows) for one in found] == sorted(counts, reverse=True)
    start = 0
    for count in counts:
        assert tuple(range(start, start + count)) in [one.rows for one in found]
        start += count
    for one in found:
        assert set(one.central) <= set(one.rows) and len(one.central) == 5
        assert 0.7 < one.tightness < 1.0 and math.hypot(*one.centre) == pytest.approx(1.0, abs=1e-5)


async def test_the_most_typical_row_is_nearest_to_the_centre() -> None:
    rows = clouds((20, 12), 0.5)
    for one in await clusters(rows, FakeMatrices()):
        cosines = {row: math.fsum(map(float.__mul__, rows[row], one.centre)) for row in one.rows}
        ranked = sorted(cosines, key=lambda row: -cosines[row])
        assert list(one.central) == ranked[:5]


async def test_a_wished_number_is_not_passed() -> None:
    rows = clouds((9, 9, 9), 0.4)
    for count in (1, 2, 3):
        assert len(await clusters(rows, FakeMatrices(), count)) == count
    many = await clusters(rows, FakeMatrices(), 7)
    assert 3 < len(many) <= 7 and sum(len(one.rows) for one in many) == 27
    for count in (0, 101):
        with pytest.raises(InvalidInput) as caught:
            await clusters(rows, FakeMatrices(), count)
        assert caught.value.code == Code.CALL_INVALID


async def test_the_same_rows_give_the_same_clusters() -> None:
    rows = clouds((12,) * 5, 1.2)
    assert await clusters(rows, FakeMatrices()) == await clusters(rows, FakeMatrices())


def test_seeds_are_drawn_by_the_square_of_the_distance() -> None:
    # Unit vectors at these distances from their centre, squared: 0, 0.2, 0.6 and 1.2.
    squares = (0.0, 0.2, 0.6, 1.2)
    drawn = seeds([1.0 - square / 2 for square in squares], 20_000, Random(7))
    counts = Counter(drawn)
    assert (
        sum(
            (counts[at] - 20_000 * square / 2) ** 2 / (20_000 * square / 2)
            for at, square in enumerate(squares)
            if square
        )
        < 13.8
    )  # chi square, one in 1000
    assert counts[0] == 0
    assert seeds([1.0, 1.0], 3, Random(7)) == []


async def test_few_rows_equal_rows_and_none() -> None:
    assert await clusters(vectors([], 4), FakeMatrices()) == ()
    [alone] = await clusters(vectors([unit([1, 2, 3])]), FakeMatrices())
    assert alone.rows == alone.central == (0,) and alone.tightness == pytest.approx(1.0)
    [heap] = await clusters(vectors([unit([1, 2, 3])] * 30), FakeMatrices())
    assert len(heap.rows) == 30 and heap.central == (0,)
    forced = await clusters(vectors([unit([1, 2, 3])] * 30), FakeMatrices(), 4)
    assert sum(len(one.rows) for one in forced) == 30


async def test_progress_ends_at_its_end() -> None:
    heard: list[tuple[int, int]] = []
    await clusters(clouds((20, 20), 0.4), FakeMatrices(), None, lambda *now: heard.append(now))
    assert heard[-1][0] == heard[-1][1] and heard == sorted(heard)

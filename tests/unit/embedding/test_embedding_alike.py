"""Rows like a row and rows that say the same, in made vectors."""

import math
from random import Random

import pytest

from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.embedding.alike import Alike
from hearthside.embedding.vectors import Vectors
from hearthside.errors import InvalidInput, WorkerLost
from hearthside.wire import Code, Op
from tests.unit.embedding.clouds import unit, vectors

WIDE = 24


def close_to(row: list[float], cosine: float, seed: int) -> list[float]:
    """A vector at just this cosine."""
    draw = Random(seed)
    away = [draw.gauss(0, 1) for _ in row]
    along = math.fsum(map(float.__mul__, away, row))
    across = unit([one - along * own for one, own in zip(away, row, strict=True)])
    rest = math.sqrt(1 - cosine**2)
    return [cosine * own + rest * one for own, one in zip(row, across, strict=True)]


def made() -> Vectors:
    draw = Random(5)
    base = [unit([draw.gauss(0, 1) for _ in range(WIDE)]) for _ in range(30)]
    base += [close_to(base[3], 0.985, 1), close_to(base[7], 0.93, 2), base[11][:]]
    base.append(close_to(base[30], 0.985, 3))  # 3 ~ 30 ~ 33, in a chain
    return vectors(base)


async def test_pairs_at_a_cosine_are_grouped_in_chains_too() -> None:
    async with await Alike.of(made(), FakeMatrices()) as alike:
        assert await alike.near_duplicates(0.97) == ((3, 30, 33), (11, 32))
        assert await alike.near_duplicates(0.9) == ((3, 30, 33), (7, 31), (11, 32))
        assert await alike.near_duplicates(0.9999) == ((11, 32),)


async def test_very_many_equal_rows_are_one_group() -> None:
    rows = [unit([1.0, 2.0, 3.0])] * 200 + [unit([3.0, -1.0, 0.0])]
    async with await Alike.of(vectors(rows), FakeMatrices()) as alike:
        heard: list[tuple[int, int]] = []
        [group] = await alike.near_duplicates(on_progress=lambda *now: heard.append(now))
    assert group == tuple(range(200)) and heard[-1] == (201, 201)


async def test_rows_like_this_come_likest_first_without_itself() -> None:
    async with await Alike.of(made(), FakeMatrices()) as alike:
        found = await alike.like_this(11, 3)
        assert found[0] == (32, pytest.approx(1.0, abs=0.01))
        assert [row for row, _ in await alike.like_this(32, 1)] == [11]
        cosines = [cosine for _, cosine in found]
        assert cosines == sorted(cosines, reverse=True) and len(found) == 3
        assert len(await alike.like_this(0, 99)) == 33
        assert await alike.like_this(0, 0) == []
        for row in (-1, 34):
            with pytest.raises(InvalidInput) as caught:
                await alike.like_this(row, 1)
            assert caught.value.code == Code.CALL_INVALID


async def test_no_row_and_one_row() -> None:
    for count in (0, 1):
        async with await Alike.of(vectors([[1.0, 0.0]][:count], 2), FakeMatrices()) as alike:
            assert await alike.near_duplicates() == ()
            assert count == 0 or await alike.like_this(0, 5) == []


async def test_what_was_lost_is_filled_again_once() -> None:
    matrices = FakeMatrices()
    alike = await Alike.of(made(), matrices)
    before = await alike.like_this(3, 2)
    matrices.lose()
    assert await alike.like_this(3, 2) == before
    matrices.fail_next(Op.MATRIX_NEAREST, Code.ENGINE_LOST)
    assert await alike.like_this(3, 2) == before
    for _ in range(2):
        matrices.fail_next(Op.MATRIX_NEAREST, Code.ENGINE_LOST)
    with pytest.raises(WorkerLost):
        await alike.like_this(3, 2)


async def test_matrices_are_given_back_and_none_is_left_of_a_failure() -> None:
    matrices = FakeMatrices()
    async with await Alike.of(made(), matrices) as alike:
        assert matrices.open_matrices == 1
    await alike.close()
    matrices.fail_next(Op.MATRIX_ADD, Code.ENGINE_FAILED)
    with pytest.raises(Exception, match="told to fail"):
        await Alike.of(made(), matrices)
    assert matrices.open_matrices == 0

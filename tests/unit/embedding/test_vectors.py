"""Vectors: what is cut has length 1 again, what is rounded stays near, bytes come back equal."""

import math
from array import array
from random import Random

import pytest

from hearthside.embedding.vectors import Int8Rows, Vectors, cosines
from hearthside.errors import EngineError, InvalidInput
from hearthside.find.fusion import fused
from hearthside.wire import Code


def drawn(count: int, dimensions: int, seed: int = 1) -> Vectors:
    draw = Random(seed)
    values = array("f", (draw.gauss(0, 1) for _ in range(count * dimensions)))
    return Vectors(values, dimensions).cut(dimensions)


def test_a_cut_keeps_the_first_numbers_at_length_1() -> None:
    whole = drawn(5, 64)
    cut = whole.cut(16)
    assert len(cut) == 5 and cut.dimensions == 16
    for before, after in zip(whole, cut, strict=True):
        assert math.hypot(*after) == pytest.approx(1.0, abs=1e-6)
        length = math.hypot(*before[:16])
        assert list(after) == pytest.approx([one / length for one in before[:16]], abs=1e-6)


@pytest.mark.parametrize("dimensions", [8, 64, 256])
def test_int8_rows_stay_near_and_are_rounded_to_the_nearest_level(dimensions: int) -> None:
    vectors = drawn(20, dimensions)
    rows = vectors.to_int8()
    assert len(rows) == 20 and len(rows.rows) == 20 * dimensions and len(rows.scales) == 80
    for number, (vector, back) in enumerate(zip(vectors, rows.to_vectors(), strict=True)):
        step = max(map(abs, vector)) / 127
        levels = memoryview(rows.rows).cast("b")[number * dimensions :][:dimensions]
        assert max(abs(a - b * step) for a, b in zip(vector, levels, strict=True)) <= step * 0.5001
        assert max(map(abs, levels)) == 127
        assert sum(a * b for a, b in zip(vector, back, strict=True)) > 0.9998
        assert math.hypot(*back) == pytest.approx(1.0, abs=1e-6)


def test_half_a_level_and_the_ends_of_the_scale_are_met() -> None:
    levels = [127.0, -127.0, 0.5, 1.5, -0.5, -1.5, 63.4, -63.6]
    rows = Vectors(array("f", levels), len(levels)).to_int8()
    assert list(memoryview(rows.rows).cast("b")) == [127, -127, 0, 2, 0, -2, 63, -64]


def test_int8_rows_can_be_cut_and_parted() -> None:
    vectors = drawn(9, 64)
    rows = vectors.to_int8()
    cut = rows.cut(16)
    for kept, wanted in zip(cut.to_vectors(), vectors.cut(16), strict=True):
        assert math.hypot(*kept) == pytest.approx(1.0, abs=1e-5)
        assert sum(a * b for a, b in zip(kept, wanted, strict=True)) > 0.999
    assert rows.cut(64) is rows
    assert rows.part(2, 5).to_vectors().values == rows.to_vectors().values[2 * 64 : 5 * 64]
    assert Int8Rows(b"", b"", 64).cut(16) == Int8Rows(b"", b"", 16)


def test_bytes_come_back_and_several_are_joined() -> None:
    vectors = drawn(3, 8)
    back = Vectors.from_bytes(vectors.to_bytes(), 8, (1,))
    assert back.values == vectors.values and back.long_texts == (1,)
    both = Vectors.joined([vectors, back], 8)
    assert len(both) == 6 and both.long_texts == (4,) and both[5] == vectors[2]
    assert len(Vectors.joined([], 8)) == 0


def test_what_are_no_vectors_is_refused() -> None:
    for wrong in (lambda: Vectors(array("f", [1, 2, 3]), 2), lambda: Vectors.from_bytes(b"abc", 1)):
        with pytest.raises(InvalidInput) as caught:
            wrong()
        assert caught.value.code is Code.CALL_INVALID
    with pytest.raises(InvalidInput):
        drawn(1, 8).cut(9)
    with pytest.raises(IndexError):
        drawn(2, 8)[2]


@pytest.mark.parametrize("number", [0.0, math.nan, math.inf])
def test_a_vector_without_a_direction_is_the_engines_fault(number: float) -> None:
    broken = Vectors(array("f", [number] * 4), 4)
    for use in (broken.to_int8, lambda: broken.cut(2)):
        with pytest.raises(EngineError) as caught:
            use()
        assert caught.value.code is Code.ENGINE_FAILED


def test_cosines_are_products_of_each_with_each() -> None:
    a, b = drawn(2, 16, 1), drawn(3, 16, 2)
    found = cosines(a, b)
    assert [len(row) for row in found] == [3, 3]
    assert found[1][2] == pytest.approx(sum(x * y for x, y in zip(a[1], b[2], strict=True)))
    with pytest.raises(InvalidInput):
        cosines(a, b.cut(8))


def test_ranks_are_fused_by_their_reciprocals() -> None:
    assert fused([["a", "b", "c"], ["c", "a"]]) == [
        ("a", 1 / 61 + 1 / 62),
        ("c", 1 / 63 + 1 / 61),
        ("b", 1 / 62),
    ]
    assert fused([[], ["x"]]) == [("x", 1 / 61)]
    assert fused([]) == []
    # Of equals the earlier ranking's comes first.
    assert [thing for thing, _ in fused([["a"], ["b"]])] == ["a", "b"]
    assert fused([["a", "a", "b"]]) == [("a", 1 / 61), ("b", 1 / 62)]

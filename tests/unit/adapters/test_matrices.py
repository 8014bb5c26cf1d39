"""The promises of matrices in plain Python, beside those that all matrices make."""

from collections.abc import Awaitable, Callable

import pytest

from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.errors import InvalidInput, WorkerLost
from hearthside.ports import Matrices
from hearthside.wire import Code, Op
from tests.unit.adapters.matrix_contract import CONTRACT, floats, int8


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_plain_python_keeps_the_contract(
    promise: Callable[[Matrices], Awaitable[None]],
) -> None:
    await promise(FakeMatrices())


async def test_it_fails_once_as_told_and_loses_what_it_held() -> None:
    matrices = FakeMatrices()
    matrix = await matrices.open_matrix(1)
    matrices.fail_next(Op.MATRIX_ADD, Code.ENGINE_LOST)
    with pytest.raises(WorkerLost):
        await matrices.add_rows(matrix, int8(1), floats(1))
    assert await matrices.add_rows(matrix, int8(1), floats(1)) == 1
    assert matrices.open_matrices == 1
    matrices.lose()
    assert matrices.open_matrices == 0
    with pytest.raises(InvalidInput) as caught:
        await matrices.nearest(matrix, floats(1), 1)
    assert caught.value.code is Code.MATRIX_UNKNOWN

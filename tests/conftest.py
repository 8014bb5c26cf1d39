"""Coroutine tests, without a plugin: the same tests run on CPython and inside Pyodide; and
`--one-in N`, which runs that share of the tests.

Knows nothing of what is tested.
"""

import asyncio
import inspect
from typing import Any
from zlib import crc32

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--one-in N`."""
    parser.addoption("--one-in", type=int, default=1, help="run one test in so many, by its name")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave in one of `--one-in` tests, with all its cases: always the same ones, in any Python."""
    share = config.getoption("--one-in")
    left_out = [item for item in items if crc32(item.nodeid.partition("[")[0].encode()) % share]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        skipped = set(left_out)
        items[:] = [item for item in items if item not in skipped]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def test_...` to its end; pytest alone would not await it."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    args: dict[str, Any] = {name: pyfuncitem.funcargs[name] for name in names}
    ended = False

    async def run_to_end() -> None:
        nonlocal ended
        await pyfuncitem.obj(**args)
        ended = True

    asyncio.run(run_to_end())
    # A browser that cannot switch stacks only schedules the coroutine and comes back at once.
    assert ended, "the test's coroutine was not run to its end"
    return True

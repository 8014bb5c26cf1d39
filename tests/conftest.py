"""Coroutine tests, without a plugin: the same tests run on CPython and inside Pyodide.

Knows nothing of what is tested.
"""

import asyncio
import inspect
from typing import Any

import pytest


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

"""The native engine's grammars keep the promises of all engines. CPython only."""

from pathlib import Path

import pytest

from hearthside.adapters.native.engine import NativeEngine
from hearthside.generation.model import load_model
from tests.unit.adapters.grammar.grammar_contract import CONTRACT, Promise


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_the_native_engine_keeps_the_promise(promise: Promise, models: Path) -> None:
    await promise(await load_model(NativeEngine(models), "tiny"))

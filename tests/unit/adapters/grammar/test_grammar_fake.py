"""The fake engine's grammars keep the promises of all engines."""

import pytest

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.generation.model import load_model
from tests.unit.adapters.grammar.grammar_contract import CONTRACT, Promise


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_the_fake_engine_keeps_the_promise(promise: Promise) -> None:
    await promise(await load_model(FakeEngine(answer=lambda _: "x"), "fake"))

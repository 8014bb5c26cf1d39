"""The fake engine keeps the promises of all engines about proposed tokens."""

import pytest

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.generation.model import load_model
from tests.unit.adapters.proposed.proposed_contract import CONTRACT, Promise


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
async def test_the_fake_engine_keeps_the_promise(promise: Promise) -> None:
    words = "a fox ran home and told the story of the moon"
    await promise(await load_model(FakeEngine(answer=lambda _: words), "fake"))

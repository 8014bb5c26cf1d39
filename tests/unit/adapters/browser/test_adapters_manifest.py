"""What manifests state reaches the library, and older ones that state less are read as before."""

from typing import Any

import pytest

from hearthside.adapters.manifest import embedder_info, model_info
from hearthside.ports import ChatFormat

HERE = {"device": "wasm", "device_reason": "", "form": "wasm"}
WRITES: dict[str, Any] = {
    **{"id": "m", "title": "M", "style": "instruct", "hash": "h", "vocab_size": 9},
    **{"context_tokens": 8, "bos_id": 2, "eos_ids": [1], **HERE},
}
EMBEDS: dict[str, Any] = {
    **{"id": "e", "title": "E", "hash": "h", "dimensions": 4, "truncations": [4, 2]},
    **{"context_tokens": 8, **HERE},
}


def test_a_stated_chat_format_is_used() -> None:
    chat = {"start": "<|turn>", "end": "<turn|>", "user": "user", "model": "model"}
    assert model_info({**WRITES, "chat": chat}).chat == ChatFormat("<|turn>", "<turn|>")


@pytest.mark.parametrize(("style", "chats"), [("instruct", True), ("pretrained", False)])
def test_before_chat_formats_were_stated_instruct_models_were_gemma_3(
    style: str, chats: bool
) -> None:
    info = model_info({**WRITES, "style": style, "chat_template": "{{ x }}"})
    assert info.chat == (ChatFormat("<start_of_turn>", "<end_of_turn>") if chats else None)
    assert (info.vocabulary, info.threads) == ("full", 1)


def test_before_prompts_were_stated_embedding_models_were_embeddinggemma() -> None:
    info = embedder_info(EMBEDS)
    assert info.prompts["clustering"] == "task: clustering | query: "
    assert info.answerability is None
    assert embedder_info({**EMBEDS, "prompts": {"query": "q: "}}).prompts == {"query": "q: "}

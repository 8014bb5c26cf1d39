"""Gemma 4's turns as this library writes them, held to strings that come from elsewhere.

Gemma 4 E2B's own template (chat_template.jinja of google/gemma-4-E2B-it, 16,317 bytes, SHA-256
781d1094...) is not among the npm packages, as Gemma 3's is (see test_native_template.py), and may
not be copied here. The strings were written down from:

- "Gemma 4 Prompt Formatting" (ai.google.dev/gemma/docs/core/prompt-formatting-gemma4): turns, the
  system's turn, `<|think|>`, the channel of thoughts, none of them in earlier turns;
- the model card of Gemma 4: "For all models except for the E2B and E4B variants, if thinking is
  disabled, the model will still generate the tags but with an empty thought block";
- the template itself where others render it: content is trimmed, `<|think|>` has a line of its own,
  E2B's prompt ends with `<|turn>model` and a line break, and the larger ones' with an empty thought
  (models/templates/gemma4.jinja of ggml-org/llama.cpp at 75f1ba7).
"""

from dataclasses import replace

import pytest

from hearthside.adapters.fake.engine import FAKE_SEEING
from hearthside.generation.chat import Turn, render_chat
from hearthside.generation.thoughts import empty_thought
from hearthside.ports import ChatFormat, ThinkingFormat
from models.multimodal.facts import CHAT, THINKING

GEMMA_4 = ChatFormat(**CHAT)
E2B = ThinkingFormat(**THINKING)
GOLDEN = [
    ([Turn("user", "Hello")], "<|turn>user\nHello<turn|>\n<|turn>model\n"),
    ([Turn("user", "  padded \n\n")], "<|turn>user\npadded<turn|>\n<|turn>model\n"),
    (
        [Turn("system", " You are a helpful assistant. "), Turn("user", "Hello.")],
        "<|turn>system\nYou are a helpful assistant.<turn|>\n"
        "<|turn>user\nHello.<turn|>\n<|turn>model\n",
    ),
    (
        [
            Turn("system", "Be concise."),
            Turn("user", "नमस्ते 🐈"),
            Turn("model", "A cat."),
            Turn("user", "What colour?"),
        ],
        "<|turn>system\nBe concise.<turn|>\n<|turn>user\nनमस्ते 🐈<turn|>\n"
        "<|turn>model\nA cat.<turn|>\n<|turn>user\nWhat colour?<turn|>\n<|turn>model\n",
    ),
]


@pytest.mark.parametrize(("turns", "golden"), GOLDEN)
def test_turns_are_written_as_gemma_4_was_taught(turns: list[Turn], golden: str) -> None:
    assert render_chat(turns, GEMMA_4) == golden


def test_the_manifest_of_e2b_states_its_marks_and_no_empty_thought() -> None:
    assert ThinkingFormat("<|think|>", "<|channel>", "<channel|>", "thought", empty=False) == E2B
    assert empty_thought(replace(FAKE_SEEING, thinking=E2B)) == ""
    larger = replace(FAKE_SEEING, thinking=replace(E2B, empty=True))
    assert empty_thought(larger) == "<|channel>thought\n<channel|>"
    assert empty_thought(replace(FAKE_SEEING, thinking=None)) == ""

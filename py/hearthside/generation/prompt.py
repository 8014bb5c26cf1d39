"""Prompts: few-shot continuations for pretrained models, turns for instruct models.

What a person typed goes through `neutralise` first, so that it can never become a control token.
Knows nothing of tasks, of token ids, or of which model is loaded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hearthside.errors import InvalidInput
from hearthside.text.escape import neutralise
from hearthside.wire import Code

_SIDES: Final = ("user", "model")


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the answer that a pretrained model is to imitate."""

    query: str
    answer: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said. A `system` turn comes first, if there is one."""

    role: Literal["system", "user", "model"]
    text: str


def few_shot(
    instruction: str,
    examples: Sequence[Example],
    query: str,
    *,
    query_label: str = "Input",
    answer_label: str = "Output",
) -> str:
    """A prompt that a pretrained model continues with the answer to `query`.

    It ends right after the label (`Output:`), with no blank: vocabularies keep the blank with the
    word that follows. `examples` keep their order; the last weigh most with small models. Blocks
    are parted by an empty line, so a query's own empty lines are closed up, and `"\\n\\n"` (or
    the query label on a new line) makes a good stop string.
    """
    head = [_one_block(instruction)] if instruction.strip() else []
    shots = [
        f"{query_label}: {_one_block(example.query)}\n{answer_label}: {_one_block(example.answer)}"
        for example in examples
    ]
    return "\n\n".join([*head, *shots, f"{query_label}: {_one_block(query)}\n{answer_label}:"])


def _one_block(text: str) -> str:
    return "\n".join(line for line in neutralise(text).strip().split("\n") if line.strip())


def gemma_chat(turns: Sequence[Turn], *, answer_prefix: str = "") -> str:
    """The turns as Gemma 3 was taught to read them, ending where the model's answer begins.

    Equal to the template that Gemma 3's tokenizer ships, without its `<bos>`, which encoding adds.
    Turns alternate user, model, user ...; a system turn is put before the first user's text.
    `answer_prefix` is put into the model's mouth. Raises InvalidInput (call.invalid).
    """
    rest = list(turns)
    prefix = ""
    if rest and rest[0].role == "system":
        prefix = neutralise(rest.pop(0).text) + "\n\n"
    if not rest or any(turn.role != _SIDES[index % 2] for index, turn in enumerate(rest)):
        raise InvalidInput(
            Code.CALL_INVALID, "A chat alternates user, model, user ... and begins with the user."
        )
    said = [neutralise(turn.text).strip() for turn in rest]
    said[0] = prefix + said[0]
    opened = [f"<start_of_turn>{turn.role}\n" for turn in rest]
    body = [f"{start}{text}<end_of_turn>\n" for start, text in zip(opened, said, strict=True)]
    return "".join(body) + "<start_of_turn>model\n" + neutralise(answer_prefix)

"""Turns as a chat model was taught to read them, in the marks of its own format.

Knows nothing of tasks, of token ids, or of which model is loaded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hearthside.errors import InvalidInput
from hearthside.ports import ChatFormat
from hearthside.text.escape import neutralise
from hearthside.wire import Code

_SIDES: Final = ("user", "model")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said. A `system` turn comes first, if there is one."""

    role: Literal["system", "user", "model"]
    text: str


def render_chat(turns: Sequence[Turn], chat: ChatFormat, answer_lead: str = "") -> str:
    """The turns in the format `chat`, ending where the model's answer begins, with `answer_lead`.

    Turns alternate user, model, user ...; a system turn is put before the first user's text where
    the format has no role for it. No text can end its turn (see `neutralise`). For Gemma 3 this
    equals the template that its tokenizer ships, without the `<bos>` that encoding adds. Raises
    InvalidInput (call.invalid).
    """
    rest = list(turns)
    system = neutralise(rest.pop(0).text) if rest and rest[0].role == "system" else ""
    if not rest or any(turn.role != _SIDES[index % 2] for index, turn in enumerate(rest)):
        raise InvalidInput(
            Code.CALL_INVALID, "A chat alternates user, model, user ... and begins with the user."
        )
    said = [neutralise(turn.text).strip() for turn in rest]
    opening = ""
    if system and chat.system:
        opening = f"{chat.start}{chat.system}\n{system.strip()}{chat.end}\n"
    elif system:
        said[0] = f"{system}\n\n{said[0]}"
    roles = [chat.user if turn.role == "user" else chat.model for turn in rest]
    body = [
        f"{chat.start}{role}\n{text}{chat.end}\n" for role, text in zip(roles, said, strict=True)
    ]
    return f"{opening}{''.join(body)}{chat.start}{chat.model}\n{neutralise(answer_lead)}"

"""What a listener hears of: a text that is being asked of a model, and what there is of it so far.

    model = await load_model(engine, "gemma-3-270m-en", heard=listener)

Whoever loads a model may listen to all that is written with it. A listener is told once, when a
text is asked for, and looks at the text when it likes: a token costs nothing. Knows no listener.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from hearthside.ports import Engine, ModelInfo


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the prompt as it was given (text, or ids), and the options and rules by name.

    `media` counts the pictures and sounds among it.
    """

    engine: Engine
    info: ModelInfo
    prompt: str | Sequence[int]
    settings: Mapping[str, object]
    media: int = 0


class Writing(Protocol):
    """A text on its way, and when it is over. `Generation` is one."""

    @property
    def text(self) -> str: ...

    @property
    def token_ids(self) -> Sequence[int]: ...

    @property
    def prompt_tokens(self) -> int:
        """0 before the prompt is read."""
        ...

    @property
    def reason(self) -> str | None:
        """Why it ended, None while it goes on."""
        ...

    @property
    def elapsed_s(self) -> float:
        """Seconds from the call to the last token."""
        ...

    @property
    def tokens_per_second(self) -> float: ...


Listener: TypeAlias = Callable[[Asked, Writing], None]

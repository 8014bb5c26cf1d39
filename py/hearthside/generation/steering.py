"""The say that a task may have in what is drawn, by text alone: a word that must be ended, a word
that must not come. Knows nothing of what the words are.
"""

from collections.abc import Collection
from typing import Protocol

from hearthside.generation.model import Model
from hearthside.generation.pieces import BLANK_MARK
from hearthside.generation.sampling import Sampler
from hearthside.ports import StepResult


class Steering(Protocol):
    """Who has a say in every token, by the text of the generation so far."""

    def required(self, text: str) -> str:
        """What must follow now, as the end of a name that was begun; "" where the model chooses."""
        ...

    def allows(self, text: str, piece: str) -> bool:
        """Whether `piece`, a token's text, may follow. Where it refuses all, the text ends."""
        ...


class Steered:
    """Draws with a sampler what a steering requires or allows."""

    def __init__(self, steering: Steering, model: Model, sampler: Sampler) -> None:
        self._steering, self._model, self._sampler = steering, model, sampler
        self._required: list[int] = []  # tokens that come next, whatever the model prefers

    async def draw(self, text: str, step: StepResult, banned: Collection[int]) -> int | None:
        """What is required after `text`; else a draw that is allowed, the rest drawn from anew;
        None where none of the candidates is."""
        if not self._required:
            rest = self._steering.required(text)
            self._required = await self._model.encode(rest, bos=False) if rest else []
        token = self._required.pop(0) if self._required else await self._allowed(text, step, banned)
        if token is not None:
            self._sampler.note(token)
        return token

    async def _allowed(self, text: str, step: StepResult, banned: Collection[int]) -> int | None:
        refused = set(banned)
        while not refused.issuperset(step.top_ids):
            token = self._sampler.pick(step.top_ids, step.top_logits, refused)
            if token in self._model.info.eos_ids:
                return token
            piece = await self._model.piece(token, step.top_ids)
            if self._steering.allows(text, piece.replace(BLANK_MARK, " ")):
                return token
            refused.add(token)
        return None

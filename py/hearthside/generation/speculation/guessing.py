"""Guesses at what comes next, and steps that check them, several tokens at once.

Guessed is what followed these words before (see lookup.py), and of a form its next key. A guess
counts only where the sampler draws it itself, from the numbers that a step of its own would have
given (`ModelInfo.batch_invariant`): so the text is the same as without. Knows nothing of sampling.
"""

from collections.abc import Sequence
from typing import Any, Final

from hearthside.generation.grammar.drawing import Held
from hearthside.generation.model import Context, Model
from hearthside.generation.speculation.lookup import Lookup
from hearthside.ports import Ranked, StepResult

# The processor reads its weights once for four tokens; more guesses cost as much as more steps.
_GUESSES: Final = 3
# A step of four tokens takes as long as two of one, so one guess in three has to hold. A kind of
# guess is trusted by how many of its last ones held, and slowly again where they did not.
_FIRST_TRUST: Final = 2.0
_LEAST_TRUST: Final = 1.0
_LEARNING: Final = 0.3
_FORGIVEN: Final = 0.05


class Speculation:
    """Steps of one generation, several tokens at once where guesses are likely to hold."""

    def __init__(self, model: Model, held: Held | None) -> None:
        self._model = model
        self._held = held
        self._lookup = Lookup()
        self._unread: Sequence[int] = ()  # tokens of the prompt
        self._guesses: list[int] = []
        self._ahead: list[Ranked] = []  # what may follow each guess
        self._kind = 0
        self._accepted = 0
        self._trust: dict[int, float] = {}

    def begin(self, prompt: Sequence[int]) -> None:
        """What was read before the first token."""
        self._unread = prompt

    async def step(
        self, context: Context, token: int, most: int, asked: dict[str, Any]
    ) -> StepResult:
        """What may follow `token`, which was drawn last: as `context.step` tells it, of a step
        before where it was guessed. At most so many tokens are fed behind it."""
        await self._read(token)
        if self._guesses and self._guesses[0] == token:
            context.accept()
            del self._guesses[0]
            self._accepted += 1
            return _of(self._ahead.pop(0), len(context.ids))
        self._settle()
        proposed = await self._proposed(min(most, _GUESSES))
        step = await context.step([token], proposed=proposed, **asked)
        self._ahead = [*step.ahead]
        self._guesses = proposed[: len(self._ahead)]
        return step

    async def _read(self, token: int) -> None:
        unread, self._unread = [*self._unread, token], ()
        for one, piece in zip(unread, await self._model.pieces(unread), strict=True):
            self._lookup.add(one, piece)

    async def _proposed(self, most: int) -> list[int]:
        due = "" if self._held is None else self._held.due()
        if due:
            kind, found = 0, (await self._model.encode(due, bos=False))[:most]
        else:
            kind, found = self._lookup.following(most)
        trust = self._trust.get(kind, _FIRST_TRUST)
        if trust < _LEAST_TRUST:
            self._trust[kind] = trust + _FORGIVEN
            return []
        self._kind = kind
        return found

    def _settle(self) -> None:
        """Learn from the last guesses, which are over."""
        if self._ahead or self._accepted:
            trust = self._trust.get(self._kind, _FIRST_TRUST)
            self._trust[self._kind] = trust + _LEARNING * (self._accepted - trust)
        self._guesses, self._ahead, self._accepted = [], [], 0


def _of(ranked: Ranked, length: int) -> StepResult:
    return StepResult(length, ranked.ids, ranked.logits)

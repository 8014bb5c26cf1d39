"""Reads texts with the model: the fixed part of the prompt once, then each text from a fork of it.

Numbers depend on the text alone: every text is fed from the same place in the same chunks, and the
cache that holds the fixed part never moves on. A text of one chunk whose labels part at one place,
as most do, needs no fork: one step that leaves that cache as it was. Knows nothing of calibration
and of what is decided.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from hearthside.classify.features import Features, rounded
from hearthside.classify.labels import something_to_read
from hearthside.classify.sources.likelihood.prompt import Frame
from hearthside.classify.sources.likelihood.trie import Node, Walk, is_deep, make_trie, partings
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.generation.model import PREFILL_CHUNK_TOKENS, Context, Model
from hearthside.ports import StepResult
from hearthside.text.escape import safe_line
from hearthside.wire import Code

# A longer text is read in its first and last part only: what it is about tends to stand first,
# what is wanted last.
FIRST_TOKENS: Final = 384
LAST_TOKENS: Final = 128
_GAP: Final = " …"
# Cut before it is tokenised: no text worth reading has longer tokens on average.
_CHARACTERS_A_TOKEN: Final = 12
_LOST: Final = (Code.CACHE_UNKNOWN, Code.ENGINE_LOST)


@dataclass(frozen=True, slots=True)
class Spelling:
    """The prompt as tokens: `head` is read once, then the text in its frame, then a label."""

    frame: Frame
    head: tuple[int, ...]
    tail_tokens: int
    gap: tuple[int, ...]
    root: Node


async def spell(model: Model, frame: Frame, names: Sequence[str]) -> Spelling:
    """The tokens of a prompt and of the labels called `names`.

    Raises InvalidInput (labels.invalid) for names that this model's tokens do not tell apart.
    """
    end = [*await model.encode(frame.end, bos=False), *await model.encode("\n", bos=False)]
    spelled = [[*await model.encode(f"{frame.lead}{name}", bos=False), *end] for name in names]
    _check_apart(spelled, names)
    return Spelling(
        frame=frame,
        head=tuple(await model.encode(frame.head)),
        tail_tokens=len(await model.encode(frame.tail, bos=False)),
        gap=tuple(await model.encode(_GAP, bos=False)),
        root=make_trie(spelled),
    )


def _check_apart(spelled: Sequence[Sequence[int]], names: Sequence[str]) -> None:
    """No label may be spelled as another begins: of two in order such a pair stands side by side.

    The new line sees to that (see `Frame`), unless a tokenizer takes two letters for one.
    """
    ranked = sorted(zip(map(list, spelled), names, strict=True))
    for (one, name), (other, name_of_other) in pairwise(ranked):
        if other[: len(one)] == one:
            raise InvalidInput(
                Code.LABELS_INVALID,
                f"To this model the labels “{name}” and “{name_of_other}” are the same. "
                "Rename one of them.",
            )


class Reader:
    """Reads texts under one prompt. Close it: it holds a cache of the engine.

    Readings may be asked for side by side. A cache that a lost worker took is made anew.
    """

    def __init__(self, model: Model, spelling: Spelling, label_count: int) -> None:
        self.model: Final = model
        self._spelling = spelling
        self._label_count = label_count
        self._fixed: Context | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    @property
    def most_steps(self) -> int:
        """The steps that one text takes when no branch of the labels is left out."""
        return partings(self._spelling.root)

    async def read(
        self, text: str, prior: Sequence[float] | None = None, *, scored: bool = True
    ) -> Features:
        """What the model makes of `text`; `prior` see `Walk`. Nothing to read costs nothing.

        Not `scored`, only the hidden state is meant to be used: one step, whatever the labels.
        """
        line, shortened = _short(safe_line(text))
        if not something_to_read(line):
            return Features((0.0,) * self._label_count, (), 0, False)
        ids, cut = await self._ids(line)
        fixed = await self._prefix()
        try:
            reading = await self._read(fixed, ids, prior, scored)
        except HearthsideError as error:
            if error.code not in _LOST:
                raise
            if self._fixed is fixed:
                self._fixed = None  # it went with its worker
            if error.code == Code.ENGINE_LOST:
                raise
            reading = await self._read(await self._prefix(), ids, prior, scored)
        return replace(reading, cut=cut or shortened)

    async def close(self) -> None:
        """Give the cache back. Nothing can be read any more."""
        self._closed = True
        if self._fixed is not None:
            await self._fixed.close()

    async def _ids(self, line: str) -> tuple[list[int], bool]:
        """The tokens of a text in its frame, and whether some in the middle were left out."""
        spelling = self._spelling
        ids = await self.model.encode(spelling.frame.around(line), bos=False)
        last = LAST_TOKENS + spelling.tail_tokens
        if len(ids) <= FIRST_TOKENS + last:
            return ids, False
        return [*ids[:FIRST_TOKENS], *spelling.gap, *ids[-last:]], True

    async def _read(
        self, fixed: Context, ids: Sequence[int], prior: Sequence[float] | None, scored: bool
    ) -> Features:
        root = self._spelling.root
        fed = [*ids, *root.path]
        if len(fed) <= PREFILL_CHUNK_TOKENS and not (scored and is_deep(root)):
            step = await fixed.step(fed, ask_ids=root.asks, want_hidden=True, advance=False)
            scores = await self._walked(fixed, step, prior, scored)
        else:
            async with await fixed.fork() as context:
                last = (len(fed) - 1) // PREFILL_CHUNK_TOKENS * PREFILL_CHUNK_TOKENS
                for start in range(0, last, PREFILL_CHUNK_TOKENS):
                    await context.step(fed[start : start + PREFILL_CHUNK_TOKENS])
                step = await context.step(fed[last:], ask_ids=root.asks, want_hidden=True)
                scores = await self._walked(context, step, prior, scored)
        tokens = max(1, len(ids) - self._spelling.tail_tokens)
        return rounded(scores, step.hidden, tokens, False)

    async def _walked(
        self, context: Context, step: StepResult, prior: Sequence[float] | None, scored: bool
    ) -> list[float]:
        """The scores of all labels, zeros where they are not wanted."""
        walk = Walk(context, prior, [0.0] * self._label_count)
        if scored:
            await walk.read(self._spelling.root, step.asked_logits, 0.0, 0.0)
        return walk.scores

    async def _prefix(self) -> Context:
        async with self._opening:
            if self._closed:
                raise InvalidInput(Code.CALL_INVALID, "This classifier is closed. Fit it again.")
            if self._fixed is None:
                context = await self.model.open()
                try:
                    await context.reach(self._spelling.head)
                except BaseException:
                    await context.close()
                    raise
                self._fixed = context
            return self._fixed


class Readers:
    """Reads texts under several prompts: the mean of the scores, the hidden state of the first."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self.model: Final = readers[0].model
        self.most_steps: Final = sum([reader.most_steps for reader in readers])
        self._readers = readers

    async def read(
        self, text: str, prior: Sequence[float] | None = None, *, scored: bool = True
    ) -> Features:
        """See `Reader.read`. Unscored, a text is read under the first prompt only."""
        readings = [
            await reader.read(text, prior, scored=scored)
            for reader in (self._readers if scored else self._readers[:1])
        ]
        if len(readings) == 1 or not readings[0].tokens:
            return readings[0]
        scores = [
            sum(column) / len(readings)
            for column in zip(*[one.scores for one in readings], strict=True)
        ]
        first = readings[0]
        return rounded(scores, first.hidden, first.tokens, first.cut)

    async def close(self) -> None:
        """Give the caches back. Nothing can be read any more."""
        for reader in self._readers:
            await reader.close()


def _short(line: str) -> tuple[str, bool]:
    first = FIRST_TOKENS * _CHARACTERS_A_TOKEN
    last = LAST_TOKENS * _CHARACTERS_A_TOKEN
    if len(line) <= first + last:
        return line, False
    return f"{line[:first]}{_GAP} {line[-last:]}", True

"""How a text that is being written may go on: a few words, or nothing rather than nonsense.

    async with Suggester(model) as suggester:
        await suggester.suggest("The boat leaves at eight, so please")     # " come early."

The model reads the text itself, as any model continues one, from one cache that is kept: a letter
more costs a letter. A word that is not whole is drawn anew with what stands of it as its begin
(token healing: Lundberg 2023, guidance), since a model does not spell on in the middle of a token.
Drawn without chance and by likelihood: where the model is not sure, the suggestion ends at the last
whole word. Nothing is suggested that the text has just said, or that has a number of its own.
Knows nothing of fields or keys.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hearthside.errors import HearthsideError
from hearthside.generation.answers.kept import KeptContext
from hearthside.generation.model import Model
from hearthside.generation.pieces import bytes_of
from hearthside.ports import StepResult
from hearthside.text.escape import is_control, neutralise
from hearthside.text.sentences import ends_abbreviated

_TOP: Final = 64
_MOST_TOKENS: Final = 14
# A token below this ends the suggestion before its word; all of it together has to reach the other
# (geometric mean). Read on 24 begun sentences: of 13 suggestions none was nonsense.
_LEAST_TOKEN: Final = math.log(0.15)
_LEAST_MEAN: Final = math.log(0.4)
_LEAST_WORDS: Final = 3
# Less is typed sooner than read.
_LEAST_LETTERS: Final = 3
# So much of a text is read, and it begins anew only every so many characters: the begin of what is
# read stays the same while a person writes, and with it the cache.
_READ_CHARACTERS: Final = 800
_STRIDE_CHARACTERS: Final = 400
_LOOKED_BACK_CHARACTERS: Final = 1_500
_LAST_WORD: Final = re.compile(r"[^\S\n]?[^\W_]*\Z")
_ENDS: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\]]*\Z")
_WORD: Final = re.compile(r"\w+")
_DIGITS: Final = re.compile(r"\d+")
# From here on scripts write words without blanks between them.
_UNSPACED: Final = "\u2e80"


@dataclass(slots=True)
class _Drawn:
    """What was drawn so far. `sure` is how many characters of it end with a whole word."""

    said: bytes = b""
    sure: int = 0
    log_p: float = 0.0
    tokens: int = 0

    @property
    def text(self) -> str:
        """As far as its bytes are characters."""
        return self.said.decode("utf-8", "ignore")


class Suggester(KeptContext):
    """Suggests with one model, one text at a time, from a cache that it keeps. Close it.

    `busy` is asked before every step: while something else wants the model, nothing is suggested.
    """

    def __init__(self, model: Model, busy: Callable[[], bool] = lambda: False) -> None:
        super().__init__(model)
        self._busy = busy

    async def suggest(self, text: str, before: str = "") -> str:
        """What may follow `text`, with the blank before it where it needs one; "" for nothing.

        `before` is what the text goes on from, as the letter that is answered. Cancelling it ends
        it at the engine's next step. Raises what the engine raises.
        """
        near, source = _tail(neutralise(text)), _tail(neutralise(before)).strip()
        if len(_WORD.findall(f"{source} {near}")) < _LEAST_WORDS or not near.strip():
            return ""
        begun = _LAST_WORD.search(near)
        need = begun[0] if begun else ""
        head = near[: len(near) - len(need)]
        prompt = f"{source}\n\n{head}" if source else head
        try:
            drawn = await self._drawn(prompt, need, near)
        except HearthsideError:
            await self.forget()
            raise
        said = drawn.text[len(need) : drawn.sure].rstrip()
        found = _without_new_numbers(said, f"{source} {near}")
        unsure = drawn.tokens == 0 or drawn.log_p / drawn.tokens < _LEAST_MEAN
        return "" if unsure or _is_slight(found) or _repeats(near, found) else found

    async def _drawn(self, prompt: str, need: str, near: str) -> _Drawn:
        """Token by token, as long as the model is sure; nothing where it is wanted elsewhere."""
        drawn = _Drawn()
        if self._busy():
            return drawn
        ids = await self.model.encode(prompt)
        context = await self.context()
        step = await context.reach(ids, top_k=_TOP, want_log_z=True, exact=False)
        for _ in range(_MOST_TOKENS):
            token = await self._taken(step, need.encode(), drawn)
            if token is None or _has_ended(near, need, drawn):
                break
            if self._busy():
                return _Drawn()
            step = await context.step([token], top_k=_TOP, want_log_z=True)
        return drawn

    async def _taken(self, step: StepResult, need: bytes, drawn: _Drawn) -> int | None:
        """The likeliest token that goes on from what stands, now in `drawn`; None at an end."""
        before = len(drawn.said)
        pieces = await self.model.pieces(step.top_ids)
        fit = [
            (logit, token, piece)
            for logit, token, piece in zip(step.top_logits, step.top_ids, pieces, strict=True)
            if token in self.model.info.eos_ids or not is_control(piece)
            if _goes_on(drawn.said + bytes_of(piece), need)
        ]
        if not fit:
            return None
        logit, token, piece = fit[0]
        whole = step.log_z
        if before < len(need) or whole is None:
            whole = logit + math.log(math.fsum(math.exp(it - logit) for it, _, _ in fit))
        sure = logit - whole
        if token in self.model.info.eos_ids:
            drawn.sure = len(drawn.text)
            return None
        added = bytes_of(piece).decode("utf-8", "ignore")
        if _is_border(drawn.text, added):
            drawn.sure = len(drawn.text)
        if sure < _LEAST_TOKEN or "\n" in added:
            return None
        drawn.said += bytes_of(piece)
        drawn.log_p += sure
        drawn.tokens += 1
        return token


def _goes_on(said: bytes, need: bytes) -> bool:
    return said.startswith(need) or need.startswith(said)


def _is_border(text: str, added: str) -> bool:
    """Whether a word ends where `added` begins."""
    if not text or not added:
        return False
    return added[0] >= _UNSPACED or not (added[0].isalnum() and text[-1].isalnum())


def _has_ended(near: str, need: str, drawn: _Drawn) -> bool:
    """Whether a sentence has ended with it: then all of it is whole."""
    text = drawn.text
    if len(text) <= len(need) or not _ENDS.search(text):
        return False
    if ends_abbreviated(near[: len(near) - len(need)] + text):
        return False
    drawn.sure = len(text)
    return True


def _is_slight(found: str) -> bool:
    letters = sum(1 if sign < _UNSPACED else _LEAST_LETTERS for sign in found if sign.isalnum())
    return letters < _LEAST_LETTERS


def _tail(text: str) -> str:
    """The end of a text, from a begin that is the same for the next letters too."""
    over = len(text) - _READ_CHARACTERS
    if over <= 0:
        return text
    start = -(-over // _STRIDE_CHARACTERS) * _STRIDE_CHARACTERS
    blank = text.find(" ", start, start + _STRIDE_CHARACTERS)
    return text[blank + 1 if blank >= 0 else start :]


def _without_new_numbers(found: str, known: str) -> str:
    """Up to the word before the first number that nothing before it has."""
    numbers = set(_DIGITS.findall(known))
    for number in _DIGITS.finditer(found):
        if number[0] not in numbers:
            return found[: found.rfind(" ", 0, number.start()) + 1].rstrip()
    return found


def _repeats(text: str, found: str) -> bool:
    """Whether the text has just said it: its words in a row, three of them at most."""
    said = [word.casefold() for word in _WORD.findall(text[-_LOOKED_BACK_CHARACTERS:])]
    new = [word.casefold() for word in _WORD.findall(found)][:3]
    if len(new) < 3:
        return said[-len(new) :] == new
    return any(said[at : at + 3] == new for at in range(len(said) - 2))

"""Grammars on CPython, by llguidance: which tokens may follow an answer so far.

Another library than the page's, for that one is JavaScript: both keep the promises of
tests/unit/adapters/grammar. Knows nothing of models but their tokenizer and end tokens.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from llguidance import LLMatcher, LLTokenizer

from hearthside.errors import InvalidInput, error_of
from hearthside.ports import ModelInfo
from hearthside.wire import Code

_COMPACT: Final[Any] = {
    "whitespace_flexible": False,
    "item_separator": ",",
    "key_separator": ":",
}


_MOST_NUMBER: Final = 10**15 - 1
_SMALLEST: Final = 1e-6


@dataclass(slots=True)
class _Open:
    begin: Any  # a matcher before the first token, which is only copied
    matcher: Any
    read: list[int] = field(default_factory=list)


class Grammars:
    """The open grammars of a model, whose vocabulary is read with the first."""

    def __init__(self, tokenizer_file: Path, info: ModelInfo) -> None:
        self._file = tokenizer_file
        self._info = info
        self._tokenizer: Any = None
        self._open: dict[int, _Open] = {}
        self._last = 0

    def prepare(self) -> None:
        """Read the vocabulary, if it was not yet."""
        if self._tokenizer is None:
            text = self._file.read_text("utf-8")
            ends = list(self._info.eos_ids)
            self._tokenizer = LLTokenizer(text, n_vocab=self._info.vocab_size, eos_token=ends)

    def open(self, schema: Mapping[str, Any]) -> int:
        """Its number. Raises InvalidInput (grammar.invalid)."""
        self.prepare()
        bounded = json.dumps(_bounded(schema))
        grammar = LLMatcher.grammar_from_json_schema(bounded, overrides=_COMPACT)
        matcher = LLMatcher(self._tokenizer, grammar, log_level=0)
        if matcher.is_error():
            message = "An answer of this form cannot be asked for."
            raise error_of(Code.GRAMMAR_INVALID, message, matcher.get_error())
        self._last += 1
        self._open[self._last] = _Open(matcher, matcher.deep_copy())
        return self._last

    def close(self, grammar: int) -> None:
        """Raises InvalidInput (grammar.unknown)."""
        self._get(grammar)
        del self._open[grammar]

    def along(
        self, grammar: int | None, ids: Sequence[int], answered: int, proposed: Sequence[int]
    ) -> list[npt.NDArray[np.int64] | None]:
        """The ids that may follow, and then those that may follow each that is proposed, as far as
        it may itself; None for each where there is no grammar. Raises as `allowed`."""
        if grammar is None:
            return [None] * (1 + len(proposed))
        found = [self.allowed(grammar, ids, answered)]
        for count, token in enumerate(proposed, 1):
            if token in self._info.eos_ids or token not in found[-1]:
                break
            try:
                found.append(self.allowed(grammar, (*ids, *proposed[:count]), answered + count))
            except InvalidInput:
                break
        return [*found]

    def allowed(self, grammar: int, ids: Sequence[int], answered: int) -> npt.NDArray[np.int64]:
        """The ids that may follow the last `answered` of `ids`, ascending.

        Raises InvalidInput (grammar.unknown, grammar.invalid, call.invalid); see `Engine.step`.
        """
        if not 0 <= answered <= len(ids):
            raise error_of(Code.CALL_INVALID, f"answered must be from 0 to {len(ids)}.")
        one, answer = self._get(grammar), list(ids[len(ids) - answered :])
        if one.read != answer[: len(one.read)] or one.matcher.is_error():
            one.matcher, one.read = one.begin.deep_copy(), []
        if not one.matcher.consume_tokens(answer[len(one.read) :]):
            raise error_of(Code.CALL_INVALID, "The answer is not of this grammar.")
        one.read = answer
        bits = np.frombuffer(one.matcher.compute_bitmask(), np.uint8)
        allowed = np.flatnonzero(np.unpackbits(bits, bitorder="little")[: self._info.vocab_size])
        if not len(allowed) or one.matcher.is_error():
            message = "The fields contradict one another: the answer cannot go on."
            raise error_of(Code.GRAMMAR_INVALID, message, one.matcher.get_error())
        return allowed

    def _get(self, grammar: int) -> _Open:
        if grammar not in self._open:
            raise error_of(Code.GRAMMAR_UNKNOWN, f"There is no grammar {grammar}.")
        return self._open[grammar]


def _bounded(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same, with numbers of at most 15 digits before the point and 6 behind it: else a model
    that has begun to write nines need never end."""
    parts = dict(schema)
    if "properties" in parts:
        parts["properties"] = {key: _bounded(one) for key, one in parts["properties"].items()}
    if "items" in parts:
        parts["items"] = _bounded(parts["items"])
    types = parts.get("type", ())
    named = {types} if isinstance(types, str) else {*types}
    if not named & {"number", "integer"}:
        return parts
    bounds = {"minimum": -_MOST_NUMBER, "maximum": _MOST_NUMBER}
    return bounds | ({"multipleOf": _SMALLEST} if "number" in named else {}) | parts

"""Choosing the next token from the engine's best candidates.

The candidates are the `top_k` highest logits of the whole vocabulary, found by the engine: a token
outside them is never drawn, and every probability here is renormalised over them. With 64
candidates that truncation is itself top-k sampling (Fan et al. 2018, Hierarchical Neural Story
Generation); the other rules act in the order of Hugging Face's processors:

    repetition penalty -> n-gram ban -> temperature -> top-p -> min-p -> draw

- repetition penalty: Keskar et al. 2019, CTRL, section 4.1 (positive logits are divided by it,
  negative ones multiplied), over the last `repetition_window` tokens
- n-gram ban: Paulus et al. 2017, A Deep Reinforced Model for Abstractive Summarization, section 2.5
- top-p, the nucleus: Holtzman et al. 2019, The Curious Case of Neural Text Degeneration
- min-p: Nguyen et al. 2024, Turning Up the Heat (keep p >= min_p * the highest p)

The generator is Python's own Mersenne Twister, the same sequence on CPython and Pyodide. Knows
nothing of text, engines or prompts.
"""

import hashlib
import math
import random
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.wire import Code

MAX_CANDIDATES: Final = 256
MAX_SEED: Final = 2**53 - 1  # the largest whole number that JSON readers keep exact


@dataclass(frozen=True, slots=True)
class SamplingOptions:
    """How to draw. Raises InvalidInput (call.invalid) naming the first value out of its range.

    temperature 0 to 5 (0: always the best candidate); top_k 1 to 256 candidates; top_p above 0 to 1
    (1: off); min_p 0 to 1 (0: off); repetition_penalty 1 to 10 (1: off) over the last
    repetition_window tokens; no_repeat_ngram 0 (off) or the length of runs never said twice.
    """

    temperature: float = 1.0
    top_k: int = 64
    top_p: float = 0.95
    min_p: float = 0.0
    repetition_penalty: float = 1.0
    repetition_window: int = 256
    no_repeat_ngram: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        _check("temperature", self.temperature, 0, 5)
        _check("top_k", self.top_k, 1, MAX_CANDIDATES, whole=True)
        _check("top_p", self.top_p, 1e-6, 1)
        _check("min_p", self.min_p, 0, 1)
        _check("repetition_penalty", self.repetition_penalty, 1, 10)
        _check("repetition_window", self.repetition_window, 1, 1_000_000, whole=True)
        _check("no_repeat_ngram", self.no_repeat_ngram, 0, 100, whole=True)
        _check("seed", self.seed, 0, MAX_SEED, whole=True)


def _check(name: str, value: float, low: float, high: float, *, whole: bool = False) -> None:
    kinds: tuple[type, ...] = (int,) if whole else (int, float)
    # bool is an int; and NaN compares false with everything, so the range is asked for positively
    if isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high:
        return
    kind = "a whole number" if whole else "a number"
    raise InvalidInput(
        Code.CALL_INVALID, f"{name} must be {kind} from {low} to {high}, not {value!r}."
    )


def derive_seed(seed: int, *labels: str | int) -> int:
    """A seed of its own for each named part of a work: the same labels give the same seed.

    The first 53 bits of SHA-256 over the seed and the labels, each preceded by its length.
    """
    parts = [str(part) for part in (seed, *labels)]
    text = "".join(f"{len(part)}:{part}" for part in parts)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 11


class Sampler:
    """Draws tokens by `options` and remembers what was said, for the repetition rules.

    `history` are earlier tokens that count as said (oldest first).
    """

    def __init__(self, options: SamplingOptions, history: Iterable[int] = ()) -> None:
        self.options: Final = options
        self._random = random.Random(options.seed)
        self._window: deque[int] = deque()
        self._said: Counter[int] = Counter()
        self._tail: deque[int] = deque(maxlen=max(0, options.no_repeat_ngram - 1))
        self._followers: dict[tuple[int, ...], set[int]] = {}
        if options.no_repeat_ngram:
            for token in history:
                self.note(token)
        elif options.repetition_penalty != 1.0:  # the last of them alone count
            self._window.extend(list(history)[-options.repetition_window :])
            self._said.update(self._window)

    def note(self, token: int) -> None:
        """Count `token` as said."""
        if self.options.repetition_penalty != 1.0:
            self._window.append(token)
            self._said[token] += 1
            if len(self._window) > self.options.repetition_window:
                oldest = self._window.popleft()
                self._said[oldest] -= 1
                if not self._said[oldest]:
                    del self._said[oldest]
        if self.options.no_repeat_ngram:
            if len(self._tail) == self.options.no_repeat_ngram - 1:
                self._followers.setdefault(tuple(self._tail), set()).add(token)
            self._tail.append(token)

    def draw(
        self, ids: Sequence[int], logits: Sequence[float], banned: Collection[int] = ()
    ) -> int:
        """One of `ids`, given their logits (highest first), never one of `banned`; it is noted.

        The n-gram ban is lifted when it would leave no candidate. Raises InvalidInput
        (call.invalid) when `banned` leaves none.
        """
        token = self.pick(ids, logits, banned)
        self.note(token)
        return token

    def pick(
        self, ids: Sequence[int], logits: Sequence[float], banned: Collection[int] = ()
    ) -> int:
        """`draw` for one who may still refuse what was drawn: it is not noted."""
        ranked = self._ranked(ids, logits, banned)
        return ranked[0][1] if self.options.temperature == 0 else self._drawn(ranked)

    def _ranked(
        self, ids: Sequence[int], logits: Sequence[float], banned: Collection[int]
    ) -> list[tuple[float, int]]:
        pairs = list(zip(logits, ids, strict=True))
        if banned:
            pairs = [pair for pair in pairs if pair[1] not in banned]
        if not pairs:
            raise InvalidInput(Code.CALL_INVALID, "Every candidate is banned: raise top_k.")
        repeats = self._followers.get(tuple(self._tail)) if self._followers else None
        if repeats:
            pairs = [pair for pair in pairs if pair[1] not in repeats] or pairs
        if self._said:
            penalty, said = self.options.repetition_penalty, self._said
            # Turned around, so that plain tuples sort: the highest first, of equals the lower id.
            turned = [
                (-(logit / penalty if logit > 0 else logit * penalty), token)
                if token in said
                else (-logit, token)
                for logit, token in pairs
            ]
            turned.sort()
            pairs = [(-logit, token) for logit, token in turned]
        return pairs

    def _drawn(self, ranked: list[tuple[float, int]]) -> int:
        scale, best, exp = 1.0 / self.options.temperature, ranked[0][0], math.exp
        weights = [exp((logit - best) * scale) for logit, _ in ranked]
        totals = list(accumulate(weights))
        kept = self._kept(weights, totals)
        point = self._random.random() * totals[kept - 1]
        # random() is below 1, but its product with the total may round up to it
        return ranked[min(bisect_right(totals, point), kept - 1)][1]

    def _kept(self, weights: list[float], totals: list[float]) -> int:
        """How many of the weights (highest first, the first is 1.0) survive top-p and min-p."""
        kept = len(weights)
        if self.options.top_p < 1.0:
            kept = min(bisect_left(totals, self.options.top_p * totals[-1]) + 1, kept)
        if self.options.min_p > 0.0:
            while kept > 1 and weights[kept - 1] < self.options.min_p:
                kept -= 1
        return kept

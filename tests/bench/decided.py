"""Prints what the bench measured of deciding, with its ratios taken round by round.

Knows the figures of deciding.py. Measures nothing.
"""

import statistics
from collections.abc import Callable, Sequence
from typing import Any

Rounds = Sequence[dict[str, Any]]

_WAYS = (
    ("warm_ms", "decided, fixed part kept: ms"),
    ("cold_ms", "decided, whole prompt read: ms"),
    ("written_reused_ms", "answer written, fixed part kept: ms"),
    ("written_ms", "answer written, whole prompt read: ms"),
    ("written_tokens", "  of so many tokens"),
    ("fit_ms", "classifier fitted, once: ms"),
)
_RATIOS = (
    ("written_ms", "answer written / decided"),
    ("written_reused_ms", "answer written, fixed part kept / decided"),
    ("cold_ms", "decided, whole prompt read / fixed part kept"),
)


def spread(values: Sequence[float]) -> str:
    """`median (smallest to largest)`."""
    return f"{statistics.median(values):8.2f} ({min(values):.2f} to {max(values):.2f})"


def print_decided(rounds: Rounds) -> None:
    """A table of two prompts, then labels that share words, then the batch and its frames."""
    first = rounds[0]
    prompts = ("short", "long")
    print(f"\ndeciding on a text of {first['text_tokens']} tokens, 8 labels, {first['device']}")
    print(
        "An answer is written from the same prompt, greedily, to the end of its line or 32 tokens."
    )
    heads = [
        f"{first[p]['head_tokens']} tokens before it, {first[p]['examples']} examples"
        for p in prompts
    ]
    print(f"{'':46}{heads[0]:>42}{heads[1]:>42}")
    for key, title in _WAYS:
        print(_line(title, lambda one, prompt, key=key: one[prompt][key], rounds))
    print("ratios, round by round: median (smallest to largest)")
    for key, title in _RATIOS:
        ratio = lambda one, prompt, key=key: one[prompt][key] / one[prompt]["warm_ms"]  # noqa: E731
        print(_line(title, ratio, rounds))
    for prompt in prompts:
        found = zip(first[prompt]["labels"], first[prompt]["answers"], strict=True)
        print(f"  decided and written, {first[prompt]['examples']} examples: {list(found)}")
    print(f"8 labels that share their first words: {spread(_of(rounds, 'families_ms'))} ms a text")
    _print_batch(rounds)


def _line(title: str, value: Callable[[dict[str, Any], str], float], rounds: Rounds) -> str:
    columns = [spread([value(one, prompt) for one in rounds]) for prompt in ("short", "long")]
    return f"  {title:44}{columns[0]:>42}{columns[1]:>42}"


def _of(rounds: Rounds, key: str) -> list[float]:
    return [one[key] for one in rounds]


def _print_batch(rounds: Rounds) -> None:
    batch = rounds[0]["batch"]
    rates = spread([one["batch"]["rows_per_s"] for one in rounds])
    print(f"a batch of {batch['rows']} rows of {batch['row_tokens']} tokens: {rates} rows a second")
    for phase, title in (("rest", "at rest"), ("batch", "while it is decided")):
        seen = [one["frames"][phase] for one in rounds]
        frames = spread([one["per_second"] for one in seen])
        longest = spread([one["longest_ms"] for one in seen])
        print(f"  frames a second in the page, {title}: {frames}; longest gap {longest} ms")

"""The page's trainer by itself: what is told, and how it is printed.

A step is the loss and all gradients of one text, and AdamW's change. Figures come from
contender.js. Measures nothing.
"""

from typing import Any, Final

from tests.bench.decided import spread

NAME: Final = "training"
RANK: Final = 8
STEPS: Final = 6
# A text's tokens; the last 24 of them are learnt, as short answers are.
LENGTHS: Final = (64, 128, 256)
ANSWERS: Final = 24

_FIGURES: Final = (
    ("open_ms", "opened, from bytes at hand: ms"),
    ("per_s", "trained: tokens/s"),
    ("best_per_s", "  the fastest step: tokens/s"),
    ("memory_mib", "WASM memory at the end: MiB"),
    ("resident_mib", "resident in the renderer, at most: MiB"),
)


def every(model: str, threads: int) -> list[tuple[str, dict[str, Any]]]:
    """Names and what each is told: one for each length, and one with a single thread."""
    cases = [*((length, threads) for length in LENGTHS), (LENGTHS[1], 1)]
    return [
        (f"{NAME}, {model}, {tokens} tokens, {count} threads", _told(model, tokens, count))
        for tokens, count in cases
    ]


def _told(model: str, tokens: int, threads: int) -> dict[str, Any]:
    fixed = {"rank": RANK, "steps": STEPS, "answers": ANSWERS}
    return {"model": model, "threads": threads, "tokens": tokens, **fixed}


def print_trained(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Each text length's figures."""
    print(f"\ntraining in the page: model, tokens of a text; rank {RANK}, {STEPS} steps a round")
    for name, rows in runs.items():
        print(f"  {name.removeprefix(f'{NAME}, ')}")
        for key, title in _FIGURES:
            print(f"    {title:42}{spread([row[key] for row in rows]):>34}")

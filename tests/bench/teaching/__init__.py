"""The bench of teaching: what it measures, and how the figures are printed.

77 intents of CLINC150 with ten examples each, read by the real model; what is timed is the
learning. Measures nothing itself.
"""

from typing import Any, Final

from tests.bench.decided import spread
from tests.quality.classify.rows import drawn, intents

MODEL: Final = "embeddinggemma-300m"
NAME: Final = "teaching"
LABELS: Final = 77
EACH: Final = 10


def told() -> dict[str, Any]:
    """What the mind is told."""
    rows = _rows()
    return {
        "op": "bench.teach",
        "model": MODEL,
        "device": "wasm",
        "texts": [row.text for row in rows],
        "labels": [row.label for row in rows],
    }


def _rows() -> list[Any]:
    every = intents("train")
    names = list(dict.fromkeys(row.label for row in every))[:LABELS]
    return drawn([row for row in every if row.label in names], EACH, 1)


def print_taught(rounds: list[dict[str, Any]]) -> None:
    """Seconds of learning alone, then of what the Sort room does with the same rows."""
    one = rounds[0]
    print(
        f"\nteaching, {MODEL}: {one['labels']} labels, {one['examples']} examples, vectors at hand;"
        f" seconds, median (smallest to largest); {one['device']}"
    )
    for key, title in (
        ("fit_s", f"fitted, {one['dimensions']} numbers a vector"),
        ("fit_short_s", f"fitted, {one['dimensions_short']} numbers a vector"),
        ("read_s", "all texts read before, once"),
    ):
        _print(title, [each[key] for each in rounds])
    print(f"the Sort room, {one['examples']} labelled rows, {one['dimensions_short']} numbers")
    for key, title in (
        ("learn_s", "learned from all"),
        ("decide_s", "all rows decided anew"),
        ("judge_s", f"{one['judged']} rows judged by others that had not seen them"),
        ("weigh_s", "the line drawn"),
    ):
        _print(title, [each[key] for each in rounds])
    print(f"  right on rows not seen: {100 * one['accuracy']:.1f} % of {one['judged']}")


def _print(title: str, seconds: list[float]) -> None:
    print(f"  {title:52}{spread(seconds)}")

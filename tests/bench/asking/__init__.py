"""The bench of asking: what it measures, and how the figures are printed.

Questions of XQuAD to a collection of 10,000 passages that are made of its paragraphs, asked as the
Find room asks. Measures nothing itself.
"""

from random import Random
from typing import Any, Final

from tests.bench.decided import spread
from tests.evaluation.sets import xquad

MODELS: Final = ("embeddinggemma-300m", "embeddinggemma-300m-compact")
PASSAGES: Final = 10_000
DIMENSIONS: Final = 256
QUESTIONS: Final = 20

_PARTS: Final = (
    ("embedding", "  embedding the question"),
    ("vectors", "  nearest vectors"),
    ("words", "  words (BM25)"),
)


def name_of(model: str) -> str:
    """What a run with this model is called."""
    return f"asking {model}"


def told(model: str) -> dict[str, Any]:
    """What the mind is told."""
    every = xquad("en")
    chosen = Random(0).sample([qa for one in every for qa in one["qas"]], QUESTIONS)
    return {
        "op": "bench.ask",
        "model": model,
        "device": "wasm",
        "passages": PASSAGES,
        "dimensions": DIMENSIONS,
        "texts": [one["context"] for one in every],
        "questions": [qa["question"] for qa in chosen],
        "answers": [qa["answers"][0]["text"] for qa in chosen],
    }


def print_asked(model: str, rounds: list[dict[str, Any]]) -> None:
    """Milliseconds a question and where they go, then what comes before and after."""
    one = rounds[0]
    rows = [row for each in rounds for row in each["questions"]]
    print(
        f"\nasking, {model}: {one['passages']:,} passages of {one['files']} files,"
        f" {DIMENSIONS} numbers a vector, {len(rows)} questions; ms, median (smallest to largest);"
        f" {one['device']}"
    )
    _print("from the question to passages that can be shown", [row["whole"] for row in rows])
    for part, title in _PARTS:
        _print(title, [row[part] for row in rows])
    _print("  the rest", [_rest(row) for row in rows])
    _print('to a sentence quoted, or to "not in your files"', [row["answered"] for row in rows])
    quoted = sum(row["outcome"] != "not in your files" for row in rows)
    found = sum(row["found"] for row in rows)
    print(
        f"  the answer stands in the passages of {found} of {len(rows)} questions (by their words"
        f" alone: the passages' vectors are made); {quoted} were answered"
    )
    _print("the kept collection opened", [each["opened_ms"] for each in rounds])
    _print("the first question after that", [each["first_ms"] for each in rounds])
    print(f"  {one['kept_mb']:.1f} MB are kept; made and kept within {one['made_s']:.0f} s")


def _rest(row: dict[str, Any]) -> float:
    return float(row["whole"] - sum(row[part] for part, _ in _PARTS))


def _print(title: str, times_ms: list[float]) -> None:
    print(f"  {title:52}{spread(times_ms)}")

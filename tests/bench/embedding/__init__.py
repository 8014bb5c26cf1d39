"""The bench of embedding: what it measures, and how the figures are printed.

Ours puts texts of about one length together; transformers.js, by EmbeddingGemma's card, all that it
is given. All compute the same weights: transformers.js once in our own graph, and once widened to
float32. Measures nothing itself.
"""

from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.bench.embedding.widened import write_widened

MODEL: Final = "embeddinggemma-300m"
OURS: Final = "embedding"
BARE: Final = "embedding by transformers.js"
WIDENED: Final = "embedding by transformers.js in float32"
BUILT_GRAPH: Final = "graph.wasm"
WIDENED_GRAPH: Final = "widened"
_STORY: Final = (
    "once upon a time in a small house at the edge of a great forest there lived an old clock"
    " maker and her grandson every evening they sat by the fire while the snow fell and she told"
    " him about the summers when the river was warm and the bees were loud in the lime trees one"
    " night the boy heard somebody knock at the window it was a fox with a silver bell around its"
    " neck and it looked at him as if it wanted to say something"
)


def _text(at: int, words: int) -> str:
    """So many words, from another place each time."""
    every = _STORY.split()
    start = at * 7 % len(every)
    return " ".join((every * 3)[start : start + words])


_QUERY: Final = "task: search result | query: "
_SHORT: Final = [_QUERY + _text(at, 3 + at % 9) for at in range(32)]
_MIXED: Final = [f"title: none | text: {_text(at, 5 + at * 37 % 80)}" for at in range(16)]
_PARTS: Final = (
    ("32 short texts, 1 at a time", _SHORT, 1),
    ("32 short texts, 16 at a time", _SHORT, 16),
    ("32 short texts, 32 at a time", _SHORT, 32),
    ("16 mixed texts, 1 at a time", _MIXED, 1),
    ("16 mixed texts, 16 at a time", _MIXED, 16),
)


def told(threads: int, graph: str = "") -> dict[str, Any]:
    """What a contender is told; transformers.js also which graph it is given."""
    parts = [{"name": name, "texts": texts, "batch": batch} for name, texts, batch in _PARTS]
    facts = {"model": MODEL, "device": "wasm", "threads": threads, "parts": parts}
    return {**facts, "graph": graph}


def add_widened(models: Path) -> None:
    """The graph in float32, beside the built model if there is one."""
    if (models / MODEL).is_dir():
        write_widened(models / MODEL, models / MODEL / f"{WIDENED_GRAPH}.onnx")


def print_embedded(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Tokens a second of each contender, and ours beside the others' round by round."""
    print(f"\n{MODEL}: tokens a second, median (smallest to largest)")
    for name, rounds in runs.items():
        for part, _texts, _batch in _PARTS:
            print(f"  {name:42}{part:32}{_spread([_speed(one, part, 'tokens') for one in rounds])}")
    print("ratios, round by round")
    for other in [name for name in runs if name != OURS and OURS in runs]:
        for part, _texts, _batch in _PARTS:
            both = zip(runs[OURS], runs[other], strict=True)
            ratios = [_speed(a, part, "tokens") / _speed(b, part, "tokens") for a, b in both]
            print(f"  ours / {other:42}{part:32}{_spread(ratios)}")
    one, many = _PARTS[0][0], _PARTS[2][0]
    for name, rounds in runs.items():
        ratios = [_speed(run, many, "texts") / _speed(run, one, "texts") for run in rounds]
        print(f"  texts a second, 32 at a time / 1 at a time, {name}: {_spread(ratios)}")


def _speed(run: dict[str, Any], part: str, what: str) -> float:
    measured = run["parts"][part]
    return float(measured[what] / measured["ms"] * 1000)


def _spread(values: list[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"

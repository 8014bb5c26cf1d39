"""The bench of the exact search: what it measures, and how the figures are printed."""

from statistics import median
from typing import Any, Final

# What contender.js is told: made int8 vectors, one query, the best ten.
TOLD: Final = {
    "sizes": [10_000, 100_000, 300_000, 1_000_000],
    "columns": 256,
    "k": 10,
    "repeats": 9,
}


def print_searched(rounds: list[dict[str, Any]]) -> None:
    """The cost curve: milliseconds from call to answer over all rounds."""
    print("\nexact search, top 10 of int8 vectors with 256 numbers each, call to answer")
    for at, size in enumerate(TOLD["sizes"]):
        times = [ms for one in rounds for ms in one["sizes"][at]["ms"]]
        print(f"  {size:>9,} vectors  {_spread(times)}")
    times = [ms for one in rounds for ms in one["product_ms"]]
    print(f"  [770 x 768] times [77 x 768] transposed, float32  {_spread(times)}")


def _spread(times: list[float]) -> str:
    return f"{median(times):6.1f} ms ({min(times):.1f} to {max(times):.1f}, n = {len(times)})"

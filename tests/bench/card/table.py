"""What was measured of a card, as lines to print and as a Markdown table. Measures nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

LEFT_OUT: Final = "left_out"
APART: Final = 0.25
"""Logits farther than this from the engine's own chunks say that a kernel is wrong (the tolerance
of the self-tests on WebGPU)."""
NOTHING: Final = "-"


def name_of(adapter: Mapping[str, Any]) -> str:
    """The card as WebGPU calls it."""
    told = (adapter["vendor"], adapter["architecture"], adapter["description"])
    name = ", ".join(part for part in told if part) or "a card without a name"
    return f"{name} (software)" if adapter["software"] else name


def adapter_lines(adapter: Mapping[str, Any]) -> Iterator[str]:
    """The adapter, what it offers and its limits."""
    yield f"adapter: {name_of(adapter)}"
    yield f"  shader-f16: {'yes' if 'shader-f16' in adapter['features'] else 'no'}"
    yield f"  features: {', '.join(sorted(adapter['features']))}"
    for limit, value in adapter["limits"].items():
        yield f"  {limit}: {value}"


def table(
    adapter: Mapping[str, Any], chunks: Sequence[int], rows: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """The Markdown, then a line for each thing that was left out or that is wrong."""
    heads = (
        *("model", "self-test", "opened, s", "first token, ms", "tokens/s"),
        *("decoder alone, ms a token", *(f"read in {chunk}s, tokens/s" for chunk in chunks)),
    )
    yield ""
    yield f"On {name_of(adapter)}, largest buffer {adapter['max_buffer_bytes'] / 2**20:.0f} MiB:"
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_cells(row, chunks))} |"
    yield ""
    for row in rows:
        yield from _remarks(row)


def _cells(row: Mapping[str, Any], chunks: Sequence[int]) -> Iterator[str]:
    alone, page = row.get("alone"), row.get("page")
    yield row["model"]
    if not alone:
        yield from [NOTHING] * (5 + len(chunks))
        return
    yield "failed" if alone["wrong"] else "passed"
    yield f"{alone['open_s']:.1f}"
    first_ms = page["first_ms"] if page else alone["first_ms"]
    yield f"{first_ms:.0f}"
    yield f"{(page['tokens'] - 1) / page['decode_ms'] * 1000:.1f}" if page else NOTHING
    yield f"{alone['token_ms']:.1f}"
    speeds = {one["chunk"]: one for one in alone["read"]}
    for chunk in chunks:
        one = speeds.get(chunk)
        wrong = one is not None and not one["apart"] <= APART
        yield (f"{one['per_s']:.0f}" + (" (wrong)" if wrong else "")) if one else NOTHING


def _remarks(row: Mapping[str, Any]) -> Iterator[str]:
    if LEFT_OUT in row:
        yield f"{row['model']}: not all of it was measured: {row[LEFT_OUT]}"
    alone = row.get("alone") or {}
    if alone.get("wrong"):
        yield f"{row['model']}: the self-test says that {alone['wrong']}"
    for one in alone.get("read", ()):
        yield (
            f"{row['model']}: logits after chunks of {one['chunk']} are at most"
            f" {one['apart']:.4f} from those after chunks of {alone['read'][0]['chunk']}"
        )

"""The engine's two decoders for the CPU, without Python: what is told, and how it is printed.

Figures come from contender.js, memory from the renderer's process. Measures nothing.
"""

from typing import Any, Final

from tests.bench.decided import spread

NAME: Final = "decoder"
PROCESSOR: Final = "processor"
ONNX: Final = "onnx"
COMPONENTS: Final = (PROCESSOR, ONNX)

_FIGURES: Final = (
    ("open_ms", "opened, from bytes at hand: ms"),
    ("tokenizer_ms", "  its tokenizer parsed: ms"),
    ("first_ms", "  and a first token: ms"),
    ("prefill_per_s", "a prompt read, to 500 tokens: tokens/s"),
    ("near_ms", "a token after 50: ms"),
    ("best_ms", "  the fastest of these: ms"),
    ("far_ms", "a token after 500: ms"),
    ("memory_mib", "WASM memory, where it says: MiB"),
    ("resident_mib", "resident in the renderer, at most: MiB"),
)


def name_of(model: str, component: str, threads: int) -> str:
    """How a contender is called."""
    return f"{NAME}, {model}, {component}, {threads}"


def told(model: str, component: str, threads: int, prompt: str, tokens: int) -> dict[str, Any]:
    """What a contender is told."""
    facts = {"model": model, "component": component, "threads": threads}
    return {**facts, "prompt": prompt, "tokens": tokens}


def print_decoders(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Each decoder's figures; then what ours is to ONNX Runtime's, round by round."""
    print("\nthe decoders by themselves: model, decoder, threads")
    for name, rows in runs.items():
        print(f"  {name.removeprefix(f'{NAME}, ')}")
        for key, title in _FIGURES:
            print(f"    {title:42}{spread([row[key] for row in rows]):>34}")
    for name, rows in runs.items():
        other = name.replace(PROCESSOR, ONNX)
        if name == other or other not in runs:
            continue
        print(f"  {name.removeprefix(f'{NAME}, ')} / {ONNX}, round by round")
        both = list(zip(rows, runs[other], strict=True))
        for key, title in _FIGURES:
            if key == "memory_mib":
                continue
            faster = [(a[key] / b[key], b[key] / a[key])[key != "prefill_per_s"] for a, b in both]
            print(f"    better by: {title.strip().split(':')[0]:35}{spread(faster):>34}")

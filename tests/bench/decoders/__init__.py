"""The engine's two decoders for the CPU, without Python: what is told, and how it is printed.

Figures come from contender.js, memory from the renderer's process. Measures nothing.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final

from tests.bench.decided import spread

NAME: Final = "decoder"
PROCESSOR: Final = "processor"
ONNX: Final = "onnx"
COMPONENTS: Final = (PROCESSOR, ONNX)
ADAPTER_RANK: Final = 8
ADAPTED: Final = ", rank "

_FIGURES: Final = (
    ("open_ms", "opened, from bytes at hand: ms"),
    ("tokenizer_ms", "  its tokenizer parsed: ms"),
    ("adapter_ms", "  its adapter placed, where it has one: ms"),
    ("first_ms", "  and a first token: ms"),
    ("prefill_per_s", "a prompt read, to 500 tokens: tokens/s"),
    ("near_ms", "a token after 50: ms"),
    ("best_ms", "  the fastest of these: ms"),
    ("far_ms", "a token after 500: ms"),
    ("memory_mib", "WASM memory, where it says: MiB"),
    ("resident_mib", "resident in the renderer, at most: MiB"),
)
_NOT_COMPARED: Final = ("adapter_ms", "memory_mib")


@dataclass(frozen=True, slots=True)
class Run:
    """A decoder with a model, and beside its weights an adapter of `rank` (0: none)."""

    model: str
    component: str
    threads: int
    rank: int = 0

    @property
    def name(self) -> str:
        """How the contender is called."""
        adapted = f"{ADAPTED}{self.rank}" if self.rank else ""
        return f"{NAME}, {self.model}, {self.component}, {self.threads}{adapted}"

    def told(self, prompt: str, tokens: int) -> dict[str, Any]:
        """What the contender is told."""
        return {**asdict(self), "prompt": prompt, "tokens": tokens}


def every(smaller: str, larger: str, threads: int) -> list[Run]:
    """Both decoders, with what is compared: threads, an adapter, the vocabulary."""
    cases = (
        (smaller, threads, 0),
        (smaller, threads, ADAPTER_RANK),
        (smaller, 1, 0),
        (larger, threads, 0),
    )
    return [
        Run(model, component, count, rank)
        for model, count, rank in cases
        for component in COMPONENTS
    ]


def print_decoders(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Each decoder's figures; what ours is to ONNX Runtime's, and what an adapter costs."""
    print("\nthe decoders by themselves: model, decoder, threads")
    for name, rows in runs.items():
        print(f"  {name.removeprefix(f'{NAME}, ')}")
        for key, title in _FIGURES:
            print(f"    {title:42}{spread([row[key] for row in rows]):>34}")
    for name, other in [
        *((name, name.replace(PROCESSOR, ONNX)) for name in runs),
        *((name, name.split(ADAPTED)[0]) for name in runs),
    ]:
        if name == other or other not in runs:
            continue
        rows = runs[name]
        print(f"  {name.removeprefix(f'{NAME}, ')} / {other.removeprefix(f'{NAME}, ')}, in turn")
        both = list(zip(rows, runs[other], strict=True))
        for key, title in _FIGURES:
            if key in _NOT_COMPARED:
                continue
            faster = [(a[key] / b[key], b[key] / a[key])[key != "prefill_per_s"] for a, b in both]
            print(f"    better by: {title.strip().split(':')[0]:35}{spread(faster):>34}")

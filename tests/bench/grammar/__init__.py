"""The bench of grammars: what the mind is told, and how the figures are printed.

The same prompt is answered freely and under a form of ten fields, in turn, by the same engine.
Measures nothing itself.
"""

from typing import Any, Final

from tests.bench.decided import spread

NAME: Final = "grammar"


def every(*models: str) -> list[tuple[str, dict[str, Any]]]:
    """Contenders' names, and what the mind is told of each."""
    told = {"op": "bench.grammar", "device": "wasm"}
    return [(f"{NAME}, {model}", {**told, "model": model}) for model in models]


def print_held(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Milliseconds, round by round; a token's are those between two tokens, Python's among them."""
    for name, rounds in runs.items():
        one = rounds[0]
        print(f"\n{name}: a form of ten fields, {one['tokens']} tokens; {one['device']}")
        for key, title in (
            ("prepare_ms", "vocabulary prepared, before an answer is asked for, ms"),
            ("open_ms", "form compiled, ms"),
            ("free_ms", "a token written freely, ms"),
            ("first_ms", "a token under the form, the first answer, ms"),
            ("held_ms", "a token under the form, a later answer, ms"),
            ("copied_ms", "a token under a form of copied texts and dates, ms"),
        ):
            print(f"  {title:60}{spread([each[key] for each in rounds])}")
        for key, title in (
            ("first_ms", "the first answer"),
            ("held_ms", "a later answer"),
            ("copied_ms", "copied texts and dates"),
        ):
            more = spread([100 * (each[key] / each["free_ms"] - 1) for each in rounds])
            print(f"  more than freely, {title}: {more} %")
        print(f"\n  a form filled from a text with the adapter, {one['copied_tokens']} tokens:")
        for key, title in (
            ("copied_alone", "a token a step, tokens/s"),
            ("copied_several", "several a step where guesses hold, tokens/s"),
            ("copied_gain", "ratio, in turn"),
        ):
            print(f"  {title:60}{spread([each[key] for each in rounds])}")
        same = "the same text" if all(each["copied_same"] for each in rounds) else "OTHER TEXT"
        print(f"  {same}: {one['copied_text']}")

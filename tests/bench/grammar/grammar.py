"""The bench's Python for grammars: tokens written freely and under a form, in turn.

Serves one operation in the mind's worker, `bench.grammar {model, device}`. Times are milliseconds,
of Python, the hops and the engine together. Knows nothing of pages or of what is printed.
"""

import statistics
import time
from typing import Any, Final

from bench_copying import copy

from hearthside import SamplingOptions, StopRules, generate, load_model
from hearthside.adapters.browser import Home
from hearthside.generation.grammar import Field, Grammar, Kind, grammar_of
from hearthside.generation.model import Model

TURNS: Final = 3
LETTER: Final = (
    "Dear Ms. Lindqvist, thank you for your order of 3 lamps on 2026-11-02. The parcel with the"
    " number HL-2208 was handed over to Northern Parcel Service on 2026-11-05; the invoice of"
    " 148.50 euros is due on 2026-12-01. Yours, Anna Berger, Hearth & Lamp, Harbour Street 12,"
    " 24103 Kiel."
)
PROMPT: Final = f"{LETTER}\n\nThe facts of this letter as JSON:\n"
FORM: Final = (
    Field("to", longest=30),
    Field("from", longest=30),
    Field("company", longest=30),
    Field("items", Kind.WHOLE),
    Field("total", Kind.NUMBER),
    Field("currency", Kind.CHOICE, choices=("euro", "dollar", "pound", "other")),
    Field("parcel", longest=12, optional=True),
    Field("paid", Kind.YES_NO),
    Field("tags", many=True, most=3, longest=12),
    Field("kind", Kind.CHOICE, choices=("invoice", "order", "complaint", "letter")),
)
COPIED: Final = (
    Field("to", copied=True),
    Field("from", copied=True),
    Field("company", copied=True),
    Field("ordered", Kind.DATE),
    Field("due", Kind.DATE),
    Field("street", copied=True),
)


async def write(home: Home, args: dict[str, Any]) -> dict[str, Any]:
    """Everything once; what is compared takes turns."""
    model = await load_model(home.engine, args["model"], device=args["device"])
    await _token_ms(model, None, 8)
    form, copied = grammar_of(FORM), grammar_of(COPIED).over(LETTER)
    began_s = time.perf_counter()
    await model.engine.prepare_grammars()
    prepare_ms = (time.perf_counter() - began_s) * 1000
    open_ms = await _open_ms(model, grammar_of(FORM[::-1]))
    first_ms, tokens = await _token_ms(model, form)
    turns = []
    for _ in range(TURNS):
        free_ms, _ = await _token_ms(model, None, tokens)
        held_ms, _ = await _token_ms(model, form)
        copied_ms, _ = await _token_ms(model, copied)
        turns.append((free_ms, held_ms, copied_ms))
    free_ms, held_ms, copied_ms = map(statistics.median, zip(*turns, strict=True))
    return {
        "device": model.info.device_reason,
        "tokens": tokens,
        "prepare_ms": prepare_ms,
        "open_ms": open_ms,
        "free_ms": free_ms,
        "first_ms": first_ms,
        "held_ms": held_ms,
        "copied_ms": copied_ms,
        **await copy(home, model),
    }


async def _open_ms(model: Model, grammar: Grammar) -> float:
    began_s = time.perf_counter()
    number = await model.engine.open_grammar(grammar.schema)
    taken_s = time.perf_counter() - began_s
    await model.engine.close_grammar(number)
    return taken_s * 1000


async def _token_ms(
    model: Model, grammar: Grammar | None, tokens: int | None = None
) -> tuple[float, int]:
    """Milliseconds between two tokens, and how many there were; freely as many as `tokens`."""
    rules = StopRules(max_tokens=tokens or 400, min_tokens=tokens or 0)
    answer = generate(model, PROMPT, SamplingOptions(temperature=0.0), rules, grammar=grammar)
    drawn_s = [time.perf_counter() async for _ in answer]
    return (drawn_s[-1] - drawn_s[0]) / (len(drawn_s) - 1) * 1000, len(drawn_s)

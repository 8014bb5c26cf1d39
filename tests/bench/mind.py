"""The bench's Python, run in the mind's worker: our own decode, through every thread.

Serves `bench.run {model, device, prompt, tokens}`, with greedy drawing, and `bench.decide`,
`bench.ask`, `bench.teach` and `bench.grammar` (see deciding.py and the folders of that name).
Knows the library's front door; knows nothing of what it is compared with.
"""

import time
from collections.abc import Callable
from typing import Any

from bench_asking import ask
from bench_deciding import decide
from bench_grammar import write
from bench_teaching import teach

from hearthside import SamplingOptions, StopRules, generate, load_model
from hearthside.adapters.browser import Home, connect

_home: list[Home] = []


async def start() -> None:
    """Take over from the worker that booted Python."""
    _home.append(connect())
    _home[0].page.handle("bench.run", run)
    _home[0].page.handle("bench.decide", run_deciding)
    _home[0].page.handle("bench.ask", run_asking)
    _home[0].page.handle("bench.teach", run_teaching)
    _home[0].page.handle("bench.grammar", run_grammar)


async def run_deciding(args: Any, part: Callable[[Any], None]) -> dict[str, Any]:
    """Warm up with eight tokens, then everything of deciding.py once."""
    model = await load_model(_home[0].engine, args["model"], device=args["device"])
    await generate(model, "Hello", rules=StopRules(max_tokens=8)).read()
    return await decide(model, part)


async def run_asking(args: Any, _part: Callable[[Any], None]) -> dict[str, Any]:
    """Everything of asking/ once."""
    return await ask(_home[0], args)


async def run_teaching(args: Any, _part: Callable[[Any], None]) -> dict[str, Any]:
    """Everything of teaching/ once."""
    return await teach(_home[0], args)


async def run_grammar(args: Any, _part: Callable[[Any], None]) -> dict[str, Any]:
    """Everything of grammar/ once."""
    return await write(_home[0], args)


async def run(args: Any, _part: Callable[[Any], None]) -> dict[str, object]:
    """Warm up with eight tokens, then time `tokens` more on a fresh cache."""
    model = await load_model(
        _home[0].engine,
        args["model"],
        device=args["device"],
        allow_software=args.get("software", False),
    )
    await generate(
        model, args["prompt"], SamplingOptions(temperature=0.0), StopRules(max_tokens=8)
    ).read()
    rules = StopRules(max_tokens=args["tokens"], min_tokens=args["tokens"])
    began_s = time.perf_counter()
    engine_ms: list[float] = []
    drawn_s: list[float] = []
    text = ""
    async for token in generate(model, args["prompt"], SamplingOptions(temperature=0.0), rules):
        drawn_s.append(time.perf_counter())
        engine_ms.append(token.engine_ms)
        text += token.text
    late = len(drawn_s) // 2
    return {
        "tokens": len(drawn_s),
        "characters": len(text),
        "first_ms": (drawn_s[0] - began_s) * 1000,
        "decode_ms": (drawn_s[-1] - drawn_s[0]) * 1000,
        "engine_ms": sum(engine_ms[1:]),
        "late_decode_ms": (drawn_s[-1] - drawn_s[late]) * 1000,
        "late_engine_ms": sum(engine_ms[late + 1 :]),
        "text": text,
        "device": model.info.device_reason,
    }

"""The bench's Python for deciding: the same decisions in several ways, and a batch of rows.

Serves one operation in the mind's worker, `bench.decide {model, device}`, with parts that tell the
page when it is at rest, when a batch begins and which rows are decided. Times are milliseconds, of
Python, the hops and the engine together. Knows nothing of pages or of what is printed.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from hearthside import SamplingOptions, StopRules, generate
from hearthside.decide import Classifier, Label, Labelled
from hearthside.model import Context, Model

TEXT_TOKENS: Final = 120
ROW_TOKENS: Final = 24
BATCH_ROWS: Final = 24
REST_S: Final = 2.0
TASK: Final = "Messages to a shop, sorted by what they are about."
LABELS: Final = (
    Label("billing", "charges, invoices and refunds"),
    Label("delivery", "parcels that are late, lost or at the wrong door"),
    Label("repair", "things that broke or never worked"),
    Label("login", "passwords and accounts that do not open"),
    Label("order", "placing, changing or cancelling an order"),
    Label("advice", "which thing to buy, and how it is used"),
    Label("praise", "thanks and kind words"),
    Label("jobs", "people who would like to work here"),
)
FAMILIES: Final = tuple(
    f"{thing} {wish}"
    for thing in ("billing", "delivery")
    for wish in ("question", "complaint", "refund", "praise")
)
EXAMPLES: Final = (
    Labelled("I was charged twice for the same lamp and would like one of them back.", "billing"),
    Labelled("The tracking says delivered, but nothing is here, not even a card.", "delivery"),
    Labelled("After two days the kettle only hums. It never gets warm any more.", "repair"),
    Labelled("The link in the mail for a new password says that it has expired.", "login"),
    Labelled("Please make it three chairs instead of two, if it is not too late.", "order"),
    Labelled("Would the small stove be enough for a room of twenty square metres?", "advice"),
    Labelled("Your driver carried it up four floors and smiled. Thank you so much.", "praise"),
    Labelled("I am a carpenter and wonder whether you need hands in the workshop.", "jobs"),
    Labelled("The invoice has the wrong name on it. My tax office will not take it.", "billing"),
    Labelled("It was left in the rain at number nine instead of number nineteen.", "delivery"),
    Labelled("One leg of the table is loose, and the screw will not hold.", "repair"),
    Labelled("It asks for a code on a telephone that I do not own any longer.", "login"),
    Labelled("I ordered the blue one by mistake. Cancel it before it goes out, please.", "order"),
    Labelled("What do you use to clean the wooden board without spoiling it?", "advice"),
    Labelled("Ten years, and the chair is as good as new. You make fine things.", "praise"),
    Labelled("Do you take apprentices in summer? My daughter is seventeen.", "jobs"),
)
TEXTS: Final = (
    "Good morning. I wrote to you last week and nobody has answered, so I try again. On the first"
    " of May I bought a reading lamp and a small table in your shop in the town. At home I saw"
    " that the lamp flickers, first only in the evening, now all day, and the switch gets warm when"
    " it has been on for an hour. I have tried three other bulbs and another socket in the kitchen,"
    " and my neighbour, who knows about such things, says that it is the lamp itself. I do not want"
    " to throw it away, because it is beautiful and my mother likes it. Could somebody look at it,"
    " or tell me where I can bring it? I still have the receipt and the box that it came in.",
    "Hello, this is about the oven dish that I sent for my sister's wedding. The page said that it"
    " would take two or three days, and that was almost two weeks ago. Since then the little map"
    " has shown the same van in the same place, somewhere behind the railway station, and nobody"
    " picks up the telephone in the evening, which is the only time when I am at home. The wedding"
    " is on Saturday, and we will be more than sixty people. If it cannot arrive until Friday noon,"
    " then please bring it to my brother's bakery in the market street, where somebody is always"
    " there from four o'clock in the morning, and let me know so that I can tell him about it.",
)


async def decide(model: Model, part: Callable[[Any], None]) -> dict[str, Any]:
    """Everything once: few and many tokens before the text, labels that share words, a batch."""
    texts = [await _cut(model, text, TEXT_TOKENS) for text in TEXTS]
    short = await _compared(model, texts, ())
    long = await _compared(model, texts, EXAMPLES)
    async with await Classifier.fit(model, FAMILIES, task=TASK) as families:
        shared = [await _timed(families.read(text)) for text in texts]
    return {
        "device": model.info.device_reason,
        "text_tokens": TEXT_TOKENS,
        "short": short,
        "long": long,
        "families_ms": statistics.median(shared),
        "batch": await _batch(model, part),
    }


async def _compared(
    model: Model, texts: Sequence[str], examples: Sequence[Labelled]
) -> dict[str, Any]:
    """The same texts decided and answered, in turn; medians over the texts."""
    began_s = time.perf_counter()
    async with await Classifier.fit(model, LABELS, examples, task=TASK) as classifier:
        fit_ms = (time.perf_counter() - began_s) * 1000
        spelling = classifier._reader._spelling
        async with await model.open() as fixed:
            await fixed.reach(spelling.head)
            turns = [await _turn(classifier, fixed, spelling, text) for text in texts]
    medians = {
        name: statistics.median([turn[name] for turn in turns])
        for name in ("warm_ms", "cold_ms", "written_ms", "written_reused_ms", "written_tokens")
    }
    return {
        **medians,
        "fit_ms": fit_ms,
        "head_tokens": len(spelling.head),
        "examples": len(examples),
        "answers": [turn["answer"] for turn in turns],
        "labels": [turn["label"] for turn in turns],
    }


async def _turn(classifier: Classifier, fixed: Context, spelling: Any, text: str) -> dict[str, Any]:
    """One text: decided warm, decided cold, answered in the ordinary way, answered with reuse."""
    model = fixed.model
    began_s = time.perf_counter()
    decision = await classifier.classify(text)
    warm_ms = (time.perf_counter() - began_s) * 1000
    around = await model.encode(spelling.frame.around(text), bos=False)
    ids = [*spelling.head, *around, *spelling.root.path]
    cold_ms = await _timed(_asked_cold(model, ids, spelling))
    # Drawn greedily up to the end of the line, or 32 tokens: a label ought to be there by then.
    rules = StopRules(max_tokens=32, strings=("\n",))
    written = generate(model, ids, SamplingOptions(temperature=0.0), rules)
    written_ms = await _timed(written.read())
    async with await fixed.fork() as context:
        again = generate(
            model, ids, SamplingOptions(temperature=0.0), rules, context=context, exact=False
        )
        reused_ms = await _timed(again.read())
    return {
        "warm_ms": warm_ms,
        "cold_ms": cold_ms,
        "written_ms": written_ms,
        "written_reused_ms": reused_ms,
        "written_tokens": len(written.token_ids),
        "answer": written.text.strip(),
        "label": decision.label,
    }


async def _asked_cold(model: Model, ids: Sequence[int], spelling: Any) -> None:
    """The whole prompt read from nothing, and the first tokens of the labels asked."""
    async with await model.open() as context:
        await context.reach(ids, ask_ids=spelling.root.asks, want_hidden=True)


async def _batch(model: Model, part: Callable[[Any], None]) -> dict[str, float]:
    """Rows of a table, one after another, each told to the page as it is decided."""
    lines = [example.text for example in EXAMPLES] + [text[:90] for text in TEXTS]
    rows = [
        await _cut(model, f"{lines[at % len(lines)]} {lines[at * 7 % len(lines)]}", ROW_TOKENS)
        for at in range(BATCH_ROWS)
    ]
    async with await Classifier.fit(model, LABELS, task=TASK) as classifier:
        part({"phase": "rest"})
        await asyncio.sleep(REST_S)
        part({"phase": "batch"})
        began_s = time.perf_counter()
        for row in rows:
            decision = await classifier.classify(row)
            part({"row": row, "label": decision.label, "probability": decision.probability})
        taken_s = time.perf_counter() - began_s
        part({"phase": "end"})
    return {"rows": BATCH_ROWS, "row_tokens": ROW_TOKENS, "rows_per_s": BATCH_ROWS / taken_s}


async def _cut(model: Model, text: str, tokens: int) -> str:
    """The first tokens of a text, as text."""
    ids = await model.encode(f" {text}", bos=False)
    assert len(ids) >= tokens, f"a text of {len(ids)} tokens is too short"
    return (await model.engine.decode(ids[:tokens])).strip()


async def _timed(work: Awaitable[object]) -> float:
    """How long it takes, in milliseconds."""
    began_s = time.perf_counter()
    await work
    return (time.perf_counter() - began_s) * 1000

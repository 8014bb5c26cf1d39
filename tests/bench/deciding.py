"""The bench's Python for deciding: the same decisions in several ways, and a batch of rows.

Serves one operation in the mind's worker, `bench.decide {model, device}`, with parts that tell the
page when it is at rest, when a batch begins and which rows are decided. Times are milliseconds, of
Python, the hops and the engine together. Knows nothing of pages or of what is printed.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from hearthside import SamplingOptions, StopRules, generate
from hearthside.classify import Classifier, Label, Labelled
from hearthside.generation.model import Model
from hearthside.ports import Engine, StepResult

TEXT_TOKENS: Final = 120
ROW_TOKENS: Final = 24
BATCH_ROWS: Final = 24
REST_S: Final = 2.0
TASK: Final = "topic"
EXAMPLE_TOKENS: Final = 80
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
    Labelled(
        "I looked at my account this morning and saw that the same lamp was charged"
        " twice, once on Monday and once on Tuesday, both times the full price with the"
        " delivery. I only have one lamp, and I only ordered one. Please send one of the"
        " two amounts back to the card that I paid with, and a correct invoice, because I"
        " need it for the tax office before the end of the month.",
        "billing",
    ),
    Labelled(
        "Your page says that the parcel was handed over yesterday at noon, but nobody"
        " here has it, and I was at home the whole day with the window open. There was no"
        " card in the box either. My neighbours on both sides have not seen a van. Could"
        " you ask the driver where he left it? It is a present, and the birthday is on"
        " Thursday, so there is not much time any more.",
        "delivery",
    ),
    Labelled(
        "The kettle worked for two days and now it only hums. The little light comes on,"
        " the water stays cold, and after a while there is a smell that I do not like. I"
        " have cleaned it as the leaflet says and tried it in another room. Nothing helps."
        " It is four weeks old, so I suppose that you will either mend it or give me"
        " another one. How do I send it to you?",
        "repair",
    ),
    Labelled(
        "Since the weekend I cannot get into my account. The page says that the password"
        " is wrong, although I wrote it down, and when I ask for a new one the link in the"
        " mail has expired before I can press it. Then it wants a code on a telephone that"
        " I gave away last year. All my old orders are in there. Please open it for me, or"
        " tell me what else I can do.",
        "login",
    ),
    Labelled(
        "On Sunday evening I ordered two chairs and a bench, and I should have taken"
        " three chairs and no bench, since the bench is too long for our kitchen. Nothing"
        " has gone out yet, at least I have had no mail that says so. Please change it, or"
        " cancel all of it and I will order again. The third chair should be of the same"
        " dark wood as the other two, if you still have it.",
        "order",
    ),
    Labelled(
        "We would like to heat a room of about twenty square metres, with a high ceiling"
        " and two old windows, and we cannot decide between the small stove and the middle"
        " one. The room is used in the evening only. Would the small one be enough in"
        " January? And is it true that it must stand half a metre from the wall? We have"
        " never had a stove and would be glad of a word from you.",
        "advice",
    ),
    Labelled(
        "I only want to say thank you. The man who brought the wardrobe carried it up"
        " four floors, put it together while we made coffee, took all the paper away with"
        " him and was in a good mood the whole time. My father, who finds fault with"
        " everything, has found none. It is a beautiful piece and it smells of wood. We"
        " will tell everybody where it comes from. Greetings to the workshop.",
        "praise",
    ),
    Labelled(
        "I am a carpenter, thirty-four years old, and we are moving to your town in"
        " spring because of my wife's work. I have made stairs for nine years and"
        " furniture for three, and I like furniture better. Do you need somebody in the"
        " workshop, or do you know somebody who does? I could come by on any Friday and"
        " bring some photographs, and two small boxes that I made last winter.",
        "jobs",
    ),
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


class Witness:
    """An `Engine` that passes everything on and knows what the last prompt with a question was."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: dict[int, list[int]] = {}
        self.prompt: list[int] = []
        self.asked: Sequence[int] = ()
        self.head_tokens = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    async def open_cache(self) -> int:
        cache = await self._engine.open_cache()
        self._held[cache] = []
        return cache

    async def fork_cache(self, cache: int) -> int:
        twin = await self._engine.fork_cache(cache)
        self._held[twin] = [*self._held[cache]]
        self.head_tokens = len(self._held[cache])
        return twin

    async def cut_cache(self, cache: int, length_tokens: int) -> None:
        await self._engine.cut_cache(cache, length_tokens)
        del self._held[cache][length_tokens:]

    async def step(self, cache: int, ids: Sequence[int], **asked: Any) -> StepResult:
        result = await self._engine.step(cache, ids, **asked)
        held = [*self._held[cache], *ids]
        if asked["advance"]:
            self._held[cache] = held
        else:
            self.head_tokens = len(self._held[cache])
        if asked["want_hidden"]:
            self.prompt, self.asked = held, asked["ask_ids"]
        return result


async def _compared(
    model: Model, texts: Sequence[str], examples: Sequence[Labelled]
) -> dict[str, Any]:
    """The same texts decided and answered, in turn; medians over the texts."""
    shown = [Labelled(await _cut(model, one.text, EXAMPLE_TOKENS), one.label) for one in examples]
    witness = Witness(model.engine)
    watched = replace(model, engine=witness)
    began_s = time.perf_counter()
    async with await Classifier.fit(watched, LABELS, shown, task=TASK) as classifier:
        fit_ms = (time.perf_counter() - began_s) * 1000
        turns = [await _turn(classifier, witness, model, text) for text in texts]
    medians = {
        name: statistics.median([turn[name] for turn in turns])
        for name in ("warm_ms", "cold_ms", "written_ms", "written_reused_ms", "written_tokens")
    }
    return {
        **medians,
        "fit_ms": fit_ms,
        "head_tokens": witness.head_tokens,
        "examples": len(examples),
        "answers": [turn["answer"] for turn in turns],
        "labels": [turn["label"] for turn in turns],
    }


async def _turn(
    classifier: Classifier, witness: Witness, model: Model, text: str
) -> dict[str, Any]:
    """One text: decided warm, decided cold, answered in the ordinary way, answered with reuse."""
    began_s = time.perf_counter()
    decision = await classifier.classify(text)
    warm_ms = (time.perf_counter() - began_s) * 1000
    ids = witness.prompt
    cold_ms = await _timed(_asked_cold(model, ids, witness.asked))
    # Drawn greedily up to the end of the line, or 32 tokens: a label ought to be there by then.
    rules = StopRules(max_tokens=32, strings=("\n",))
    written = generate(model, ids, SamplingOptions(temperature=0.0), rules)
    written_ms = await _timed(written.read())
    async with await model.open() as context:
        await context.reach(ids[: witness.head_tokens])
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


async def _asked_cold(model: Model, ids: Sequence[int], asked: Sequence[int]) -> None:
    """The whole prompt read from nothing, and the first tokens of the labels asked."""
    async with await model.open() as context:
        await context.reach(ids, ask_ids=asked, want_hidden=True)


async def _batch(model: Model, part: Callable[[Any], None]) -> dict[str, float]:
    """Rows of a table, one after another, each told to the page as it is decided."""
    texts = [example.text for example in EXAMPLES] + list(TEXTS)
    rows = [
        await _cut(model, texts[at % len(texts)][at // len(texts) * 60 :], ROW_TOKENS)
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

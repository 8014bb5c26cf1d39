"""The bench's Python for teaching: a classifier by vectors, taught in the page.

Serves one operation in the mind's worker, `bench.teach {model, device, texts, labels}`: first all
texts are read by the real model and their vectors kept, so that what is timed after that is the
learning. Times are seconds, of Python, the hops and the engine together. Knows nothing of pages or
of what is printed.
"""

import time
from collections.abc import Awaitable, Sequence
from types import SimpleNamespace
from typing import Any, Final

from app.shell.actions.source import DIMENSIONS, Source, Sources
from hearthside.adapters.browser import Home
from hearthside.classify import Classifier, Embeddings, Label, Labelled
from hearthside.documents.tables import Table
from hearthside.embedding.embedder import Embedder, load_embedder
from hearthside.ports import Embedded, EmbeddingEngine
from hearthside.sort import Line, Plan, Row, Settings, Sorting, weigh

_TEXT, _LABEL = range(2)
_LINE: Final = Line("accuracy")


async def teach(home: Home, args: dict[str, Any]) -> dict[str, Any]:
    """Everything once: the texts read, a classifier fitted, and what the Sort room does."""
    loaded = await load_embedder(home.embedder, args["model"], device=args["device"])
    engine = Remembering(home.embedder)
    names = list(dict.fromkeys(args["labels"]))
    pairs = list(zip(args["texts"], args["labels"], strict=True))
    examples = [Labelled(text, label) for text, label in pairs]
    whole = Embeddings(Embedder(engine, loaded.info), home.embedder)
    read_s, _ = await _timed(Classifier.fit(whole, names, examples))
    fit_s, _ = await _timed(Classifier.fit(whole, names, examples))
    source = _source(home, Embedder(engine, loaded.info))
    fit_short_s, _ = await _timed(Classifier.fit(source.model, names, examples))
    return {
        "device": loaded.info.device_reason,
        "labels": len(names),
        "examples": len(examples),
        "dimensions": loaded.info.dimensions,
        "dimensions_short": DIMENSIONS,
        "read_s": read_s - fit_s,
        "fit_s": fit_s,
        "fit_short_s": fit_short_s,
        **await _sorted(source, pairs, names),
    }


def _source(home: Home, embedder: Embedder) -> Source:
    """What the rooms decide by when this embedder is the one that is loaded."""
    loaded: Any = SimpleNamespace(embedder=embedder)
    source = Sources(None, loaded, embedder.engine, home.embedder).of("embedding")
    assert source is not None
    return source


async def _sorted(
    source: Source, pairs: Sequence[tuple[str, str]], names: Sequence[str]
) -> dict[str, Any]:
    """What the Sort room does with a table of rows that are all labelled and read: learns from
    them, decides them anew, judges each by a classifier that has not seen it, draws the line."""
    settings = Settings(column=_TEXT, labels=tuple(map(Label, names)), given=_LABEL, by="embedding")
    rows = tuple([Row(truth=(label,), given=True) for _, label in pairs])
    table = Table("bench", ("text", "label"), tuple(pairs))
    unlabelled = (Row(),) * len(rows)  # so that what is timed is learned for the first time
    plan = Plan.of(table, settings, source.model, unlabelled)
    async with await plan.classifier() as reader:
        readings = await reader.read_many([text for text, _ in pairs])
    sorting = await Sorting.of(plan, dict(enumerate(readings)))
    learn_s, _ = await _timed(sorting.learn(rows))
    decide_s, _ = await _timed(sorting.decide_all())
    judge_s, (judged, drawn) = await _timed(sorting.judged())
    began_s = time.perf_counter()
    evidence = weigh(judged, _LINE, settings.names, drawn=drawn)
    return {
        "learn_s": learn_s,
        "decide_s": decide_s,
        "judge_s": judge_s,
        "weigh_s": time.perf_counter() - began_s,
        "judged": len(judged),
        "accuracy": evidence.report.accuracy,
    }


class Remembering:
    """An `EmbeddingEngine` that reads each text once."""

    def __init__(self, engine: EmbeddingEngine) -> None:
        self._engine = engine
        self._rows: dict[str, bytes] = {}
        self._counts: dict[str, int] = {}
        self.load_embedder = engine.load_embedder
        self.unload_embedder = engine.unload_embedder

    async def embed(self, texts: Sequence[str]) -> Embedded:
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new:
            made = (await self._engine.embed(new)).vectors
            width = len(made) // len(new)
            self._rows |= {text: made[at * width :][:width] for at, text in enumerate(new)}
        vectors = b"".join([self._rows[text] for text in texts])
        return Embedded(vectors, (1,) * len(texts), (False,) * len(texts))

    async def count_tokens(self, texts: Sequence[str]) -> list[int]:
        new = [text for text in dict.fromkeys(texts) if text not in self._counts]
        if new:
            counts = await self._engine.count_tokens(new)
            self._counts |= dict(zip(new, counts, strict=True))
        return [self._counts[text] for text in texts]


async def _timed(work: Awaitable[Any]) -> tuple[float, Any]:
    """How long it takes, in seconds, and what comes of it."""
    began_s = time.perf_counter()
    value = await work
    return time.perf_counter() - began_s, value

"""Both real models on a person's rows, by the Sort room's own comparison: the better is offered.

The page's mind on CPython with the native engines: in a browser the language model alone would take
many minutes. Rows are CLINC150's test part, intents of one domain and of four, labelled in the
table; ten examples of each come from its training part. Sixteen of the rows stand in the language
model's prompt, so they are not compared on. Knows nothing of what either model costs.
"""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.app import App
from app.rooms.sort.state import SortState
from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.adapters.fake.trainer import FakeTrainer
from hearthside.adapters.native.embedder import NativeEmbedder
from hearthside.adapters.native.engine import NativeEngine
from hearthside.adapters.native.matrices import NativeMatrices
from models.cache import models_root, read_manifest
from tests.quality.classify.measures import wilson
from tests.quality.classify.rows import Row, domains, drawn, intents

LANGUAGE, EMBEDDING = "gemma-3-270m-en", "embeddinggemma-300m"
MISSING = [name for name in (LANGUAGE, EMBEDDING) if read_manifest(models_root() / name) is None]
pytestmark = [
    pytest.mark.weights,
    pytest.mark.embedding,
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"not built: python3 build.py models build {' '.join(MISSING)}",
    ),
]

EXAMPLES = 10
SAID = re.compile(
    r"On your (?P<n>\d+) labelled rows (?P<best>the \w+ model) was right (?P<first>\d+) times, "
    r"the \w+ model (?P<second>\d+) times: (?P<sure>more than luck would give\.)?.*"
)
# What a person is offered, measured: of fifteen labels the two cannot be told apart (95 and 95 of
# 100 rows), of sixty the embedding model is surely better (97 against 79).
OFFERED = {("banking",): "", ("banking", "credit cards", "travel", "work"): "embedding"}


class Device(NativeEngine):
    """The native engine on a device that keeps the language model."""

    async def probe(self) -> dict[str, Any]:
        wasm = {"simd": True, "threads": True}
        return {"webgpu": {"available": False}, "wasm": wasm, "storage": {"kind": "opfs"}}

    async def kept(self) -> list[dict[str, Any]]:
        return [{"id": LANGUAGE, "bytes": 1, "complete": True}]

    async def forget(self, model: str) -> None:
        raise AssertionError(f"nothing here forgets {model}")


async def mind(root: Path) -> App:
    """A page's mind in the Sort room, with the language model awake."""
    app = App(
        Device(root),
        FakeShelf(),
        lambda topic, data: None,
        embedder=NativeEmbedder(root),
        matrices=NativeMatrices(),
        encrypted=FakeEncryptedStore(),
        trainer=FakeTrainer(),
    )
    models = [
        {"id": LANGUAGE, "title": LANGUAGE, "bytes": 1},
        {"id": EMBEDDING, "title": EMBEDDING, "bytes": 1, "kind": "embed"},
    ]
    await app.start({"kept": "", "form": {}, "fragment": "#sort", "settings": {"models": models}})
    await app.settle()
    return app


async def do(app: App, name: str, /, **data: Any) -> None:
    """An event and all that comes of it."""
    await app.event({"name": name, "data": data})
    await app.settle()


def of_domains(names: Sequence[str], part: str, each: int, seed: int) -> list[Row]:
    """Rows of these domains by intent: `each` of every one."""
    both = zip(domains(part), intents(part), strict=True)
    return drawn([intent for domain, intent in both if domain.label in names], each, seed)


def table(rows: list[Row]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([("text", "known"), *[(row.text, row.label) for row in rows]])
    return target.getvalue().encode()


def shown(name: str, right: int, n: int) -> str:
    low, high = wilson(right, n)
    return f"{name} {right} of {n}, {right / n:.1%} ({low:.0%} to {high:.0%})"


async def compared(app: App, rows: list[Row], examples: list[Row]) -> SortState:
    """The room after a person brought the rows, labelled, and asked for the comparison."""
    labels, content = list(dict.fromkeys(row.label for row in rows)), table(rows)
    written = "\n".join([f"{row.label}: {row.text}" for row in examples])
    await do(app, "sort.file", filename="rows.csv", bytes=content, size_bytes=len(content))
    await do(app, "sort.column", value="0")
    await do(app, "sort.given", value="1")
    await do(app, "sort.start", labels="\n".join(labels), task="intent", examples=written)
    assert app.state.error is None and app.state.of(SortState).complete
    await do(app, "embedder.load", model=EMBEDDING)
    assert app.state.error is None, app.state.error
    await do(app, "sort.compare")
    print(f"\n{len(rows)} rows, {len(labels)} labels, {EXAMPLES} examples of each")
    return app.state.of(SortState)


@pytest.mark.parametrize("names", OFFERED)
async def test_the_better_of_both_models_is_offered_and_takes_over(names: tuple[str, ...]) -> None:
    rows = of_domains(names, "test", 8 // len(names), seed=0)
    app = await mind(models_root())
    sort = await compared(app, rows, of_domains(names, "train", EXAMPLES, seed=1))
    print(f"  {sort.compared}")
    found = SAID.fullmatch(sort.compared)
    assert found, sort.compared
    n, first, second = (int(found[name]) for name in ("n", "first", "second"))
    print(f"  {shown(found['best'], first, n)}; {shown('the other', second, n)}")
    assert n == 100
    better = found["sure"] is not None and found["best"] == "the embedding model"
    assert sort.better == ("embedding" if better else "") == OFFERED[names]
    if not sort.better:
        return
    await do(app, "sort.switch")
    sort = app.state.of(SortState)
    assert sort.settings is not None and sort.settings.by == "embedding"
    assert sort.complete and sort.model == EMBEDDING
    assert sort.counts.reviewed == len(rows), "what was said of the rows stays"

"""Measures all jobs of hearthside.write on what was held out, and writes what the page tells:

    PYTHONPATH=py .venv/bin/python -m tests.quality.write.figures [TASK ...]

Prints every case, and a row a task; puts the rows into py/hearthside/write/expected/figures.json,
those of the TASKs named (all, where none is) in place of what was there. Some ten minutes.
"""

import argparse
import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeAlias

from hearthside.adapters.native.engine import NativeEngine
from hearthside.generation.model import Model, load_model
from hearthside.lora import read_adapter
from hearthside.write import Kind
from hearthside.write.expected import Measured, measured
from models.__main__ import main as models
from models.cache import models_root
from tests.quality.conftest import MODEL
from tests.quality.write import everyday, fields, questions
from tests.quality.write.conftest import ADAPTER
from tests.quality.write.measures import Row
from tests.source import ROOT

FILE = ROOT / "py/hearthside/write/expected/figures.json"
Measure: TypeAlias = Callable[[Model, int | None], Awaitable[Row]]
MEASURES: dict[str, tuple[Kind, Measure, int]] = {
    "summarise": ("summarise", everyday.summaries, 1),
    "extract": ("extract", fields.fields, 1),
    "answer": ("answer", everyday.answers, 2),
    "xquad": ("answer", questions.questions, 2),
    "reply": ("reply", everyday.replies, 1),
    "rewrite": ("rewrite", everyday.rewritten, 1),
    "title": ("title", everyday.titles, 1),
    "keywords": ("keywords", everyday.keywords, 1),
    "classify": ("classify", everyday.labels, 2),
}
"""By name: of which task, what measures it, and how many cases are enough to see that it works."""


def adapter_hash() -> str:
    """Of the committed adapter."""
    return hashlib.sha256(ADAPTER.read_bytes()).hexdigest()


def of_row(row: Row) -> Measured:
    """As it is kept."""
    today = date.today().isoformat()
    made_of = (MODEL, "tasks", adapter_hash())
    return Measured(row.task, row.of, row.cases, *made_of, today, row.figures())


def kept(rows: Sequence[Measured], before: Sequence[Measured]) -> str:
    """The file with new rows in place of those of the same task and cases."""
    new = {(row.task, row.of): row for row in rows}
    merged = {**{(row.task, row.of): row for row in before}, **new}
    told: dict[str, Any] = {"format": 1, "measured": [asdict(row) for row in merged.values()]}
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


async def _measured(names: Sequence[str]) -> list[Row]:
    model = await load_model(NativeEngine(models_root()), MODEL)
    tasks = await model.adapted(read_adapter(ADAPTER.read_bytes()))
    rows = []
    for name in names:
        rows.append(await MEASURES[name][1](tasks, None))
        print(f"\n{rows[-1].told()}", flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the jobs of hearthside.write.")
    parser.add_argument("names", nargs="*", metavar="TASK", choices=[*MEASURES, []])
    names = parser.parse_args().names or list(MEASURES)
    assert models(["build", MODEL]) == 0
    rows = asyncio.run(_measured(names))
    FILE.write_text(kept([of_row(row) for row in rows], measured()), encoding="utf-8")
    print("\n" + "\n".join(row.told() for row in rows))


if __name__ == "__main__":
    main()

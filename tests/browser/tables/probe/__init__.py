"""An entry for the mind's worker: reads a table out of bytes, hands a workbook back as bytes.

Stands in the place of app.main, so that the worker, its border and both ways to boot are real.
"""

import time
from typing import Any

from app.tables import csv_text, read_table, xlsx_bytes
from hearthside.adapters.browser import connect
from hearthside.wire import Op

_house: list[object] = []


async def start() -> None:
    """Answer the page of this worker."""
    home = connect()
    home.serve({Op.APP_EVENT: _answer})
    _house.append(home)


async def _answer(args: dict[str, Any], _part: object) -> dict[str, Any]:
    data = args["data"]
    assert type(data["bytes"]) is bytes
    started_s = time.perf_counter()
    table = read_table(data["filename"], data["bytes"])
    read_s = time.perf_counter() - started_s
    extra = {"label": ["=good"] * len(table.rows)}
    return {
        "columns": table.columns,
        "rows": table.rows[:5],
        "count": len(table.rows),
        "notes": table.notes,
        "read_s": read_s,
        "csv": csv_text(table, extra)[:1000],
        "bytes": xlsx_bytes(table, extra) if data["filename"].endswith("x") else b"",
    }

"""Routed rows as a table for a file. Knows how verdicts are said; not how a file is written."""

from app.rooms.route.screen.words import LEADS_TO, settled_line
from app.rooms.route.state import Stream
from app.tables import Table, csv_text


def sheet_of(stream: Stream) -> str:
    """CSV text: every row with its route, what settled it, and why; safe against formulas."""
    table = Table(
        name=stream.name,
        columns=("row", "text"),
        rows=tuple([(str(row.number), row.text) for row in stream.rows]),
    )
    verdicts = [row.verdict for row in stream.rows]
    return csv_text(
        table,
        {
            "route": [verdict.route if verdict else "" for verdict in verdicts],
            "leads to": [LEADS_TO[verdict.action] if verdict else "" for verdict in verdicts],
            "score": [
                f"{verdict.bars[0].score:.3f}" if verdict and verdict.bars else ""
                for verdict in verdicts
            ],
            "settled": [settled_line(v) if v else "waits for the model" for v in verdicts],
            "why": [verdict.why or verdict.reason if verdict else "" for verdict in verdicts],
        },
    )

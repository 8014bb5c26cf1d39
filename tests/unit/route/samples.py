"""The sample policies and rows that come with the page."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "app" / "samples"
NAMES = ("clinic", "support", "email", "odd")


def sample(name: str) -> str:
    """The policy's text."""
    return (FOLDER / name / "policy.toml").read_text("utf-8")


def sample_rows(name: str) -> list[dict[str, str]]:
    """The rows: "text", and "route" as whoever wrote the row had it in mind."""
    with (FOLDER / name / "rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

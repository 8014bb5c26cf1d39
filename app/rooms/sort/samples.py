"""Tables to try the room on: the rows of the sample policies, with the policy's routes as labels.

The clinic is not among them: without its rules nobody should sort patients.
"""

import csv
import io
from dataclasses import dataclass
from typing import Final

from app.rooms.route.samples import ROUTE_COLUMN, SAMPLES, TEXT_COLUMN
from hearthside.route.policy import Policy

_LEFT_OUT: Final = "clinic"


@dataclass(frozen=True, slots=True)
class Trial:
    """A table to try, as a file, and what the question's fields say about it."""

    key: str
    title: str
    filename: str
    content: bytes
    fields: dict[str, str]


def _trial(key: str, title: str, text: str, rows: list[tuple[str, str]]) -> Trial:
    policy = Policy.from_toml(text)
    target = io.StringIO(newline="")
    csv.writer(target).writerows([(TEXT_COLUMN, ROUTE_COLUMN), *rows])
    labels = "\n".join([f"{route.name}: {route.description}" for route in policy.routes])
    examples = "\n".join(
        [f"{route.name}: {example}" for route in policy.routes for example in route.examples]
    )
    fields = {"labels": labels, "task": policy.task, "examples": examples, "form": "one"}
    return Trial(key, title, f"{key}.csv", target.getvalue().encode(), fields)


TRIALS: Final = tuple(
    [
        _trial(
            sample.card.key,
            sample.card.name,
            sample.text,
            [(row.text, row.expected) for row in sample.rows],
        )
        for sample in SAMPLES
        if sample.card.sample != _LEFT_OUT
    ]
)

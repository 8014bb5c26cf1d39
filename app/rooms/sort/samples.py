"""Tables to try the room on: the rows of the sample policies, with the policy's routes as labels.

They are read when this module is imported: a memory snapshot holds values, but no files. The clinic
is not among them: without its rules nobody should sort patients.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hearthside.route.policy import Policy

_FOLDER: Final = Path(__file__).parents[2] / "samples"
_NAMES: Final = ("support", "email", "odd")


@dataclass(frozen=True, slots=True)
class Trial:
    """A table to try, as a file, and what the question's fields say about it."""

    key: str
    title: str
    filename: str
    content: bytes
    fields: dict[str, str]


def _trial(name: str) -> Trial:
    policy = Policy.from_toml((_FOLDER / name / "policy.toml").read_text("utf-8"))
    labels = "\n".join([f"{route.name}: {route.description}" for route in policy.routes])
    examples = "\n".join(
        [f"{route.name}: {example}" for route in policy.routes for example in route.examples]
    )
    fields = {"labels": labels, "task": policy.task, "examples": examples, "form": "one"}
    content = (_FOLDER / name / "rows.csv").read_bytes()
    return Trial(name, policy.title, f"{name}.csv", content, fields)


TRIALS: Final = tuple([_trial(name) for name in _NAMES])

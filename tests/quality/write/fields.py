"""Fields pulled out of texts that the adapter has not seen, with the grammar and without it.

A value is right where it is the one that a person wrote, but for capitals and blanks.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from hearthside.generation.generate import StopRules, generate
from hearthside.generation.grammar import Field, Kind
from hearthside.generation.model import Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.write import TIME, Writer, task_prompt
from tests.quality.write.held_out import HeldOut, held_out
from tests.quality.write.measures import Row

_FREE = StopRules(max_tokens=320, strings=("\n",))
_KINDS: Mapping[str, dict[str, Any]] = {
    "text": {"kind": Kind.TEXT},
    "number": {"kind": Kind.NUMBER},
    "HH:MM": {"kind": Kind.PATTERN, "pattern": TIME},
    "YYYY-MM-DD": {"kind": Kind.DATE},
    "true/false": {"kind": Kind.YES_NO},
    "list of texts": {"kind": Kind.TEXT, "many": True},
}


def fields_of(job: HeldOut) -> list[Field]:
    """The form that a person would fill in for a job's ask."""
    found = re.findall(r"(\w+) \(([^()]*)\)", job.ask)
    return [
        Field(name, optional=kind.endswith(" or null"), **_KINDS[kind.removesuffix(" or null")])
        for name, kind in found
    ]


def right(said: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[bool]:
    return [plain(said.get(name, "?")) == plain(value) for name, value in wanted.items()]


def plain(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.lower().split()).strip(" .,")
    return sorted(map(plain, value)) if isinstance(value, list) else value


async def fields(tasks: Model, most: int | None) -> Row:
    """With the grammar, as the library asks, and without it."""
    jobs = held_out("extract")[:most]
    held: list[bool] = []
    free: list[bool] = []
    parsed: list[float] = []
    async with Writer(tasks) as writer:
        for job in jobs:
            wanted = json.loads(job.wanted)
            written = await writer.extract(job.text, fields_of(job)).read()
            assert list(json.loads(written.text)) == list(wanted)
            held += right(written.values, wanted)
            said = await _free(tasks, job)
            parsed.append(float(said is not None))
            free += right(said or {}, wanted)
            print(f"\n{job.ask}\n  wanted {job.wanted}\n  said   {written.text}", end="")
    scores = {
        "fields_right": [float(one) for one in held],
        "valid_json": [1.0] * len(jobs),  # asserted of each
        "fields_right_without_grammar": [float(one) for one in free],
        "valid_json_without_grammar": parsed,
    }
    return Row("extract", len(jobs), scores)


async def _free(model: Model, job: HeldOut) -> dict[str, Any] | None:
    """What the model writes when it is left alone; None where that is no object."""
    prompt = task_prompt("extract", job.text, job.ask).render(model.info.chat)
    async with generate(model, prompt, SamplingOptions(temperature=0.0), _FREE) as tokens:
        text = await tokens.read()
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None

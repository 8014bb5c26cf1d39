"""What people wrote for the adapter, held against what may be drawn: hardly any of it is refused.

CPython only: the data is not shipped.
"""

import json
import re
from typing import Any

import pytest

from hearthside.write.checks.known import Known
from hearthside.write.checks.letters import greeted_in, sender_of, shares_name
from hearthside.write.checks.shape import Phrases
from hearthside.write.fields.narrowing import Values
from hearthside.write.fields.values import spelled
from models.adapters.corpus.lines import read_lines

PROSE = ("summarise", "answer", "reply", "rewrite", "title")
JOBS: list[dict[str, Any]] = [line.value for line in read_lines("tasks")]
# One in five of them, by default.
SHARES = (5, pytest.param(1, marks=pytest.mark.whole))
PIECE = re.compile(r"\s?\w+|\s?[^\w\s]|\s")  # about as a vocabulary has them


def refused(known: Known | Phrases, text: str) -> bool:
    return any(not known.allows(text[: it.start()], it[0]) for it in PIECE.finditer(text))


@pytest.mark.parametrize("share", SHARES)
def test_numbers_and_names_of_people_are_in_their_texts(share: int) -> None:
    jobs = [job for job in JOBS if job["task"] in PROSE][::share]
    stopped = marked = 0
    for job in jobs:
        names = job["task"] != "title" and "orrect" not in job["ask"]
        known = Known.of(job["input"], job["ask"], names=names)
        stopped += refused(known, job["output"])
        marked += bool(known.strange(job["output"]))
    print(f"of {len(jobs)}: {stopped} refused, {marked} marked")
    assert len(jobs) == 1060 // share and stopped <= 2 // share and marked <= 7 // share


def test_keywords_of_people_stand_in_their_texts() -> None:
    jobs = [job for job in JOBS if job["task"] == "keywords"]
    assert not any(refused(Phrases(job["input"], 9), job["output"]) for job in jobs)


def test_replies_of_people_greet_whom_we_take_for_the_sender() -> None:
    jobs = [job for job in JOBS if job["task"] == "reply"]
    pairs = [(sender_of(job["input"]), greeted_in(job["output"])) for job in jobs]
    both = [pair for pair in pairs if all(pair)]
    right = sum(shares_name(*pair) for pair in both)
    print(f"of {len(jobs)}: a sender and a greeting in {len(both)}, the same in {right}")
    assert len(both) >= 155 and right >= 0.94 * len(both)


@pytest.mark.parametrize("share", SHARES)
def test_numbers_times_and_dates_of_people_are_found(share: int) -> None:
    known = missed = 0
    for job in [job for job in JOBS if job["task"] == "extract"][::share]:
        values = Values.of(job["input"])
        kinds = dict(re.findall(r"(\w+) \(([^()]*)\)", job["ask"]))
        for name, value in json.loads(job["output"]).items():
            found = {"number": values.numbers, "HH:MM": values.times, "YYYY-MM-DD": values.dates}
            lists = found.get(kinds[name].split(" or ")[0])
            if value is not None and lists is not None:
                known += 1
                missed += (value if isinstance(value, str) else spelled(value)) not in lists
    print(f"of {known} values {missed} are in no list")
    assert (known, share) in {(605, 1), (120, 5)} and missed <= max(9 // share, 3)

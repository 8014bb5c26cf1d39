"""Everyday jobs on texts that the adapter has not seen, as a person asks for them.

    HEARTHSIDE_WRITE=1 .venv/bin/python -m pytest -s tests/quality/write

Prints a row a kind of job, of all that are held out (a tenth of the data), without the variable of
a few. What the library enforces is asserted; how good the words are is for readers.
"""

from collections.abc import Callable, Sequence

import pytest

from hearthside.generation.model import Model
from hearthside.text.sentences import sentences_of
from hearthside.write import Kind, Writer, Written
from hearthside.write.checks.letters import (
    addressee_of,
    greeted_in,
    sender_of,
    shares_name,
    signed_in,
)
from hearthside.write.jobs.answers import says_nothing
from hearthside.write.jobs.summaries import copied
from tests.quality.write.conftest import some
from tests.quality.write.held_out import HeldOut, asked, held_out
from tests.quality.write.measures import f1, f1_of_label, mean, told

pytestmark = pytest.mark.weights

FEW = 2
Done = Sequence[tuple[HeldOut, Written]]


async def done(tasks: Model, kind: Kind, few: int = FEW) -> Done:
    """What came of the held-out jobs of a kind."""
    jobs = held_out(kind)
    found = []
    async with Writer(tasks) as writer:
        for job in jobs[: some(len(jobs), few)]:
            writing = asked(writer, job)
            if writing is not None:
                found.append((job, await writing.read()))
    for job, written in found:
        print(f"\n{job.ask}\n  wanted {job.wanted!r}\n  said   {written.text!r}", end="")
        assert written.text and not [mark for mark in written.marks if mark.what == "number"]
    return found


def share(found: Done, holds: Callable[[HeldOut, Written], bool]) -> float:
    return mean([float(holds(job, written)) for job, written in found])


async def test_summaries_are_of_the_text_and_no_longer_than_asked(tasks: Model) -> None:
    found = await done(tasks, "summarise")
    supported = share(found, lambda _, written: not written.marks)
    own = share(found, lambda job, written: not copied(written.text, job.text))
    words = mean([f1(written.text, job.wanted) for job, written in found])
    told("summarise", len(found), supported=supported, not_copied=own, word_f1=words)
    for job, written in found:
        lines = written.text.split("\n")
        most = 3 if "bullet" in job.ask else 2
        assert (
            len(lines) <= most if "bullet" in job.ask else len(sentences_of(written.text)) <= most
        )


async def test_answers_come_from_the_text_or_are_that_it_does_not_say(tasks: Model) -> None:
    found = await done(tasks, "answer", 3)
    silent = [says_nothing(job.wanted) for job, _ in found]
    said = [not written.said for _, written in found]
    answered = [
        f1(written.text, job.wanted) for job, written in found if not says_nothing(job.wanted)
    ]
    rests = share(found, lambda _, written: not written.said or bool(written.sources))
    nothing = f1_of_label(said, silent)
    told(
        "answer",
        len(found),
        word_f1=mean(answered),
        does_not_say_f1=nothing,
        rests_on_a_place=rests,
    )


async def test_replies_are_to_who_wrote(tasks: Model) -> None:
    found = await done(tasks, "reply", 1)
    right = share(found, _addressed)
    supported = share(found, lambda _, written: not written.marks)
    words = mean([f1(written.text, job.wanted) for job, written in found])
    told("reply", len(found), addressed_rightly=right, supported=supported, word_f1=words)
    for job, written in found:
        sender, greeted = sender_of(job.text), greeted_in(written.text)
        assert not sender or shares_name(greeted, f"{sender} {signed_in(job.text)}")


def _addressed(job: HeldOut, written: Written) -> bool:
    """Whether it greets whom a person's reply greets, or nobody where nobody is greeted."""
    greeted, wanted = greeted_in(written.text), greeted_in(job.wanted)
    other = addressee_of(job.text)
    if not wanted:
        return not greeted or shares_name(greeted, sender_of(job.text))
    return shares_name(greeted, wanted) and not (
        shares_name(greeted, other) and not shares_name(wanted, other)
    )


async def test_texts_are_written_anew_without_new_facts(tasks: Model) -> None:
    found = await done(tasks, "rewrite", 1)
    supported = share(found, lambda _, written: not written.marks)
    words = mean([f1(written.text, job.wanted) for job, written in found])
    told("rewrite", len(found), supported=supported, word_f1=words)


async def test_titles_keywords_and_labels(tasks: Model) -> None:
    titles, words = await done(tasks, "title"), await done(tasks, "keywords")
    labels = await done(tasks, "classify", 3)
    right = share(labels, lambda job, written: written.text == job.wanted)
    told("title", len(titles), word_f1=mean([f1(it.text, job.wanted) for job, it in titles]))
    told("keywords", len(words), word_f1=mean([f1(it.text, job.wanted) for job, it in words]))
    told("classify", len(labels), right=right)
    for job, written in words:
        assert all(one.lower() in " ".join(job.text.lower().split()) for one in _parts(written))


def _parts(written: Written) -> list[str]:
    return [part.strip() for part in written.text.split(",")]

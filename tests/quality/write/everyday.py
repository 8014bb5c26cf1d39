"""Everyday jobs on texts that the adapter has not seen, measured as a person asks for them.

What the library enforces is asserted; how good the words are is for readers.
"""

from collections.abc import Callable, Sequence

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
from tests.quality.write.held_out import HeldOut, asked, held_out
from tests.quality.write.measures import Row, f1

Done = Sequence[tuple[HeldOut, Written]]


async def done(tasks: Model, kind: Kind, most: int | None) -> Done:
    """What came of the held-out jobs of a kind, at most so many of them."""
    jobs = held_out(kind)
    found = []
    async with Writer(tasks) as writer:
        for job in jobs[:most]:
            writing = asked(writer, job)
            if writing is not None:
                found.append((job, await writing.read()))
    for job, written in found:
        print(f"\n{job.ask}\n  wanted {job.wanted!r}\n  said   {written.text!r}", end="")
        assert written.text and not [mark for mark in written.marks if mark.what == "number"]
    return found


def each(found: Done, holds: Callable[[HeldOut, Written], bool]) -> list[float]:
    return [float(holds(job, written)) for job, written in found]


def supported(found: Done) -> list[float]:
    return each(found, lambda _, written: not written.marks)


def words(found: Done) -> list[float]:
    return [f1(written.text, job.wanted) for job, written in found]


async def summaries(tasks: Model, most: int | None) -> Row:
    """Of the text, and no longer than asked."""
    found = await done(tasks, "summarise", most)
    for job, written in found:
        bullets = "bullet" in job.ask
        said = written.text.split("\n") if bullets else sentences_of(written.text)
        assert len(said) <= (3 if bullets else 2)
    own = each(found, lambda job, written: not copied(written.text, job.text))
    scores = {"supported": supported(found), "not_copied": own, "word_f1": words(found)}
    return Row("summarise", len(found), scores)


async def answers(tasks: Model, most: int | None) -> Row:
    """From the text, or that it does not say."""
    found = await done(tasks, "answer", most)
    silent = [(not written.said, says_nothing(job.wanted)) for job, written in found]
    rests = each(found, lambda _, written: not written.said or bool(written.sources))
    answered = [(job, written) for job, written in found if not says_nothing(job.wanted)]
    scores = {"word_f1": words(answered), "rests_on_a_place": rests}
    return Row("answer", len(found), scores, {"does_not_say_f1": silent})


async def replies(tasks: Model, most: int | None) -> Row:
    """To who wrote."""
    found = await done(tasks, "reply", most)
    for job, written in found:
        sender, greeted = sender_of(job.text), greeted_in(written.text)
        assert not sender or shares_name(greeted, f"{sender} {signed_in(job.text)}")
    scores = {
        "addressed_rightly": each(found, _addressed),
        "supported": supported(found),
        "word_f1": words(found),
    }
    return Row("reply", len(found), scores)


def _addressed(job: HeldOut, written: Written) -> bool:
    """Whether it greets whom a person's reply greets, or nobody where nobody is greeted."""
    greeted, wanted = greeted_in(written.text), greeted_in(job.wanted)
    other = addressee_of(job.text)
    if not wanted:
        return not greeted or shares_name(greeted, sender_of(job.text))
    return shares_name(greeted, wanted) and not (
        shares_name(greeted, other) and not shares_name(wanted, other)
    )


async def rewritten(tasks: Model, most: int | None) -> Row:
    """Without new facts."""
    found = await done(tasks, "rewrite", most)
    return Row("rewrite", len(found), {"supported": supported(found), "word_f1": words(found)})


async def titles(tasks: Model, most: int | None) -> Row:
    found = await done(tasks, "title", most)
    return Row("title", len(found), {"supported": supported(found), "word_f1": words(found)})


async def keywords(tasks: Model, most: int | None) -> Row:
    """Word for word from the text."""
    found = await done(tasks, "keywords", most)
    for job, written in found:
        assert all(one.lower() in " ".join(job.text.lower().split()) for one in _parts(written))
    return Row("keywords", len(found), {"word_f1": words(found)})


async def labels(tasks: Model, most: int | None) -> Row:
    found = await done(tasks, "classify", most)
    right = each(found, lambda job, written: written.text == job.wanted)
    return Row("classify", len(found), {"right": right})


def _parts(written: Written) -> list[str]:
    return [part.strip() for part in written.text.split(",")]

"""Chunks: all of the text, within the budget, at borders, whatever the text is like."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.documents.document import Section
from hearthside.find.chunks import (
    BUDGET_TOKENS,
    Chunk,
    chunks_of,
    estimated_tokens,
    heading_of,
    page_of,
    text_of,
    trail_of,
)
from tests.unit.find.library import sentences

count = FakeEmbedder().count_tokens

PROSE = "\n\n".join(sentences(7, f"about{part}", part) for part in range(12))
LETTERS = re.compile(r"\s")


def uncovered(text: str, chunks: Sequence[Chunk], section: int = 0) -> str:
    """What of a section's text is in no chunk, blanks left out."""
    spans = [span for chunk in chunks for span in chunk.spans if span.section == section]
    left = list(text)
    for span in spans:
        left[span.start : span.end] = " " * (span.end - span.start)
    return LETTERS.sub("", "".join(left))


def overlaps(chunks: Sequence[Chunk]) -> list[int]:
    spans = [chunk.spans[0] for chunk in chunks]
    return [max(0, a.end - b.start) for a, b in pairwise(spans)]


async def test_prose_is_covered_within_the_budget_at_sentence_borders() -> None:
    sections = [Section(PROSE)]
    chunks = await chunks_of(sections, count)
    assert len(chunks) > 5 and uncovered(PROSE, chunks) == ""
    for chunk in chunks:
        text = text_of(sections, chunk)
        assert (await count([text]))[0] == pytest.approx(chunk.tokens, abs=2)
        assert chunk.tokens <= BUDGET_TOKENS * 1.15
        assert text[0].isupper() and text.endswith(".")
    shared = sum(overlaps(chunks)) / sum(c.spans[0].end - c.spans[0].start for c in chunks)
    assert 0.08 < shared < 0.25


async def test_paragraphs_end_chunks_where_they_nearly_fill_them() -> None:
    paragraphs = [sentences(14, "x", part) for part in range(6)]  # 14 sentences: some 150 tokens
    sections = [Section("\n\n".join(paragraphs))]
    chunks = await chunks_of(sections, count, overlap=0.0)
    assert [text_of(sections, chunk) for chunk in chunks] == paragraphs


async def test_the_tokens_are_counted_in_one_call() -> None:
    engine = FakeEmbedder()
    await chunks_of([Section(PROSE)] * 20, engine.count_tokens)
    assert len(engine.calls) == 1


async def test_the_same_text_gives_the_same_chunks() -> None:
    sections = [Section(PROSE), Section("a | b\n1 | 2", kind="table", header="x | y")]
    assert await chunks_of(sections, count) == await chunks_of(sections, count)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 50_000,
        "猫は庭で眠る。犬は外で吠える。" * 400,
        "猫庭眠" * 3000,
        "السلام عليكم ورحمة الله، كيف حالك اليوم؟ " * 300,
        "नमस्ते दुनिया। यह एक वाक्य है। " * 300,
        "नमस्ते" * 3000,
        "สวัสดีครับ" * 1500,
        "e\u0301" * 9000,
        "word " * 8000,
        "a,b;c/d|" * 4000,
        "one line\n" * 3000,
        "\n\n".join(["Yes.", "No!", "1."] * 700),
        "family 👩‍👩‍👧 " * 2000,
    ],
    ids=range(13),
)
async def test_any_text_is_covered_in_pieces_that_fit(text: str) -> None:
    sections = [Section(text)]
    for counting in (count, estimated_tokens):
        chunks = await chunks_of(sections, counting)
        assert len(chunks) > 3 and uncovered(text, chunks) == ""
        counted = await counting([text_of(sections, chunk) for chunk in chunks])
        assert max(counted) <= BUDGET_TOKENS * 1.3
        places = [chunk.spans[0] for chunk in chunks]
        assert all(a.start < b.start for a, b in pairwise(places))
        assert all(a.end < b.end for a, b in pairwise(places))
        assert 0 < max(overlaps(chunks)) < max(span.end - span.start for span in places) * 0.5


async def test_no_chunk_begins_with_a_mark_that_belongs_to_the_letter_before() -> None:
    sections = [Section("e\u0301" * 9000)]
    chunks = await chunks_of(sections, count)
    assert all(text_of(sections, chunk)[0] == "e" for chunk in chunks)


@pytest.mark.parametrize("text", ["", "   \n\n ", "--- * * * ---", "\u0301\u0301"])
async def test_without_a_word_there_is_no_chunk(text: str) -> None:
    assert await chunks_of([Section(text)], count) == ()
    assert len(await chunks_of([Section(text), Section("one word")], count)) == 1


async def test_no_sections_give_no_chunks() -> None:
    assert await chunks_of([], count) == ()


async def test_a_chunk_keeps_within_its_heading() -> None:
    sections = [
        Section(sentences(9, "alpha"), ("Manual", "Start")),
        Section(sentences(9, "omega"), ("Manual", "Stop"), page=3),
    ]
    chunks = await chunks_of(sections, count)
    for chunk in chunks:
        assert len(chunk.spans) == 1
        text, heading = text_of(sections, chunk), heading_of(sections, chunk)
        assert ("alpha" in text) == (heading == ("Manual", "Start"))
        assert (
            ("omega" in text) == (heading == ("Manual", "Stop")) == (page_of(sections, chunk) == 3)
        )


async def test_tiny_sections_are_put_together_under_one_heading_only() -> None:
    small = [Section(f"Answer {n}.", ("Questions", f"Question {n}")) for n in range(5)]
    other = [Section("Elsewhere.", ("Other", "Place"))]
    sections = [*small, *other]
    chunks = await chunks_of(sections, count)
    assert [len(chunk.spans) for chunk in chunks] == [5, 1]
    assert text_of(sections, chunks[0]).startswith("Answer 0.\n\nQuestion 1\nAnswer 1.\n\n")
    # The trail holds for all of the chunk, not for where it begins alone.
    named = ("Questions", "Question 0, Question 1, \u2026, Question 4")
    assert trail_of(sections, chunks[0]) == named
    assert trail_of(sections, chunks[1]) == ("Other", "Place")
    # What fits no more is a chunk of its own.
    many = [Section(f"Answer {n}.", ("Questions", f"Question {n}")) for n in range(200)]
    for chunk in await chunks_of(many, count):
        assert (await count([text_of(many, chunk)]))[0] <= BUDGET_TOKENS


async def test_a_table_is_cut_at_rows_and_repeats_its_header() -> None:
    rows = [f"item {n} | {n * 3} | yes" for n in range(200)]
    sections = [Section("\n".join(rows), kind="table", header="name | price | sold")]
    chunks = await chunks_of(sections, count)
    assert len(chunks) > 5 and uncovered(sections[0].text, chunks) == ""
    for chunk in chunks:
        header, *body = text_of(sections, chunk).split("\n")
        assert header == "name | price | sold" and set(body) <= set(rows)
        assert (await count([text_of(sections, chunk)]))[0] <= BUDGET_TOKENS * 1.15


async def test_a_header_in_the_text_is_not_said_twice_and_an_endless_one_not_repeated() -> None:
    header = "name | price"
    twice = [Section(f"{header}\n1 | 2\n3 | 4", kind="table", header=header)]
    [chunk] = await chunks_of(twice, count)
    assert text_of(twice, chunk).count(header) == 1
    endless = [Section("1 | 2\n" * 300, kind="table", header="column | " * 300)]
    chunks = await chunks_of(endless, count)
    assert len(chunks) < 20 and "column" not in text_of(endless, chunks[1])


async def test_a_small_budget_is_kept_too() -> None:
    sections = [Section(PROSE)]
    chunks = await chunks_of(sections, count, budget_tokens=30, overlap=0.2)
    assert len(chunks) > 30 and uncovered(PROSE, chunks) == ""
    assert max(chunk.tokens for chunk in chunks) <= 40

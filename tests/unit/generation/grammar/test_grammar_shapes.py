"""What texts within an answer may be: patterns, days of the calendar, words of a source."""

import json

import pytest

from hearthside.errors import InvalidInput
from hearthside.generation.grammar.shapes import Date, Shape, pattern_of
from hearthside.generation.grammar.spans import MOST_BYTES, Spans


def written(text: str) -> bytes:
    """As JSON writes it between its quotes."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "replace")


def is_whole(shape: Shape, text: str) -> bool:
    """Whether a text may stand there, asked byte by byte as it is drawn."""
    every = written(text)
    begun = all(shape.begins(every[:end]) for end in range(1, len(every) + 1))
    assert begun or not shape.is_whole(every)
    return begun and shape.is_whole(every)


@pytest.mark.parametrize(
    ("pattern", "fitting", "wrong"),
    [
        (r"[A-Z]{2}-\d{3,4}", ["AB-123", "ZZ-0000"], ["AB-12", "AB-12345", "aB-123", "AB-1234x"]),
        (r"\d+", ["1", "1234567890"], ["", "x", "1 "]),
        (r"a?b*c", ["c", "abbbc", "bc"], ["ab", "aac", "cc"]),
        (r"yes|no|don't know", ["yes", "no", "don't know"], ["ye", "noo", "maybe"]),
        (r"[+-]?\d{1,3}\.\d\d|n\/a", ["-12.50", "+1.00", "n/a", "7.25"], ["12.5", "1e3", "--1.00"]),
        (r"[a-z_]+@[a-z]+\.[a-z]{2,4}", ["ann_b@mail.org"], ["ann@mail", "Ann@mail.org"]),
        (r"\|", ["|"], ["||"]),
    ],
)
def test_a_pattern_takes_what_it_describes(
    pattern: str, fitting: list[str], wrong: list[str]
) -> None:
    shape = pattern_of(pattern)
    assert [text for text in fitting if not is_whole(shape, text)] == []
    assert [text for text in wrong if is_whole(shape, text)] == []


@pytest.mark.parametrize(
    "pattern", ["", "(a)", "a**", "[^a]", "a.b", "^a$", "\\w+", "[", "é+", 'a"b', "x{300}", "a{,3}"]
)
def test_a_pattern_that_cannot_be_asked_for_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput, match="pattern"):
        pattern_of(pattern)


def test_only_days_of_the_calendar_are_dates() -> None:
    for day in ("2026-11-29", "2024-02-29", "0001-01-01", "9999-12-31"):
        assert is_whole(Date(), day), day
    for day in ("2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "2026-11-31", "26-11-29"):
        assert not is_whole(Date(), day), day
    assert not Date().begins("\uff12".encode())


@pytest.mark.parametrize("shape", [Date(), pattern_of(r"[A-Z]{2}-\d{3,4}|none?"), Spans("a bé,c")])
def test_where_a_text_may_go_on_something_may_follow(shape: Shape) -> None:
    begun = [b""]
    for _ in range(12):
        after = [text + written(more)[:1] for text in begun for more in shape.following(text)]
        begun = list(dict.fromkeys(text for text in after if shape.begins(text)))[:50]
        assert all(shape.is_whole(text) or shape.following(text) for text in begun)


def test_copied_texts_begin_and_end_with_words_of_the_source() -> None:
    spans = Spans('The "big" bill,\n$12.50 (Bob O\'Hara), 東京都 नमस्ते 🙂.')
    for text in (
        "The",
        'The "big" bill',
        "big",
        "$12.50",
        "12.50",
        "Bob O'Hara",
        "京",
        "नमस्ते",
        "🙂.",
    ):
        assert is_whole(spans, text), text
    assert is_whole(spans, "bill,\n$12")
    for text in ("Th", "he", "bil", "12.5", "", "the", "नम", " big", "bill ", "Bob  O'Hara", "x"):
        assert not is_whole(spans, text), text


def test_a_source_of_anything_is_taken() -> None:
    for source in (
        "",
        "\ud800",
        "\x00\x01\x1f",
        "\u2028",
        "a" * 100_000,
        "e\u0301 " * 50,
        "\ufeffx",
    ):
        spans = Spans(source)
        following = spans.following(b"")
        assert following or spans.is_whole(b"")
        assert all(spans.begins(text.encode()) for text in following)


def test_a_copied_text_comes_to_an_end() -> None:
    spans = Spans("word " * 1000)
    text = b""
    while more := spans.following(text):
        longer = text + written(more[0])[:1]
        if not spans.begins(longer):
            break
        text = longer
    assert spans.is_whole(text)
    assert len(text) <= MOST_BYTES


def test_a_text_is_found_where_it_stands_first() -> None:
    source = 'cat concat "cat" \n cat'
    assert Spans(source).find("cat") == (0, 3)
    assert Spans(source).find('"cat"') == (11, 16)
    assert Spans(source).find("conc") is None
    assert Spans(source).find("") is None

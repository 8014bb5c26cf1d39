"""models/vocabulary.py: which tokens a slice keeps, and that they hang together.

With short word lists; tests/quality/test_slice.py looks at the slice that is shipped, at each run.
"""

from functools import cache

import pytest
import wordfreq
from tokenizers import Tokenizer as Reader

from models import vocabulary
from models.merges import Merges
from models.tokenizer import (
    BLANK,
    BYTE_PIECES,
    UNUSED,
    Tokenizer,
    TokenizerError,
    load_source_tokenizer,
    slice_tokenizer,
    token_list,
    tokenizer_files,
)
from models.vocabulary import BYTE_ORDER_MARK, CODE_WORDS, english_slice, language_slice
from tests.unit.models.small_tokenizer import small

SIZE = 8_000
COMMONEST = 4_000
LEAST = 4 + 2 + 256 + 1 + len("acst")
"""What every slice of the small tokenizer keeps: control, turn and byte tokens, characters."""


@cache
def source() -> Tokenizer:
    return load_source_tokenizer()


@cache
def kept_pieces(language: str) -> frozenset[str]:
    """The slice by the commonest words of a language alone."""
    words = dict(list(wordfreq.get_frequency_dict(language, "best").items())[:COMMONEST])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "get_frequency_dict", lambda code, size: words)
        kept = language_slice(source(), [language], SIZE)
    assert kept == sorted(set(kept))
    assert len(kept) == SIZE
    pieces = token_list(source())
    return frozenset(pieces[place] for place in kept)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, float]]:
    """Word lists by language, to be filled by the test."""
    lists: dict[str, dict[str, float]] = {}
    monkeypatch.setattr(vocabulary, "get_frequency_dict", lambda code, size: lists[code])
    return lists


def small_slice(size: int, *languages: str) -> set[str]:
    """The pieces that a slice of the small tokenizer keeps beyond those it must."""
    pieces = token_list(small())
    made = {piece for piece in pieces[4 + 2 + 256 :] if len(piece) > 1}
    return made & {pieces[at] for at in language_slice(small(), languages, LEAST + size)}


def test_least_used_tokens_go_first(words: dict[str, dict[str, float]]) -> None:
    words["en"] = {"stat": 1e-3, "cat": 1e-5}
    assert small_slice(3, "en") == {"st", "at", "stat"}
    words["en"] = {"stat": 1e-5, "cat": 1e-3}
    assert small_slice(3, "en") == {"at", "cat", BLANK + "cat"}


def test_uses_of_a_dropped_token_go_to_its_parts(words: dict[str, dict[str, float]]) -> None:
    words["en"] = {"stat": 1e-3, "cat": 1.1e-3}
    # " cat" and "cat" are dropped for size: "at" serves both words, "st" one, and stays before " c"
    assert small_slice(1, "en") == {"at"}
    assert small_slice(2, "en") == {"at", "cat"}


def test_a_token_stays_while_one_is_made_of_it(words: dict[str, dict[str, float]]) -> None:
    words["en"] = {"stat": 1e-3}  # "st" and "at" are never used alone
    merges = Merges(small()["model"]["merges"])
    for size in range(7):
        kept = small_slice(size, "en")
        assert len(kept) == size
        assert {one for one in merges.closure(kept) if len(one) > 1} == kept


def test_languages_weigh_the_same(words: dict[str, dict[str, float]]) -> None:
    words["en"], words["de"] = {"stat": 1e-3}, {"cat": 1.5e-3}
    assert "stat" in small_slice(3, "en")
    assert "stat" not in small_slice(3, "de")
    assert small_slice(3, "en", "de") == small_slice(3, "de", "en")


def test_a_language_without_blanks_needs_none(words: dict[str, dict[str, float]]) -> None:
    words["zh"] = words["en"] = {"cat": 1e-3}
    assert BLANK + "cat" in small_slice(3, "en")
    assert "cat" in small_slice(2, "zh")


def test_too_small_a_slice_is_refused_with_the_least_size(
    words: dict[str, dict[str, float]],
) -> None:
    words["en"] = {"cat": 1e-3}
    assert len(english_slice(small(), LEAST)) == LEAST
    with pytest.raises(TokenizerError, match=f"too few: every slice keeps {LEAST}$"):
        english_slice(small(), LEAST - 1)


def test_a_size_above_what_there_is_gives_all(words: dict[str, dict[str, float]]) -> None:
    words["en"] = {}
    assert english_slice(small(), 10**6) == list(range(len(token_list(small()))))


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LookupError):
        language_slice(small(), ["xx"], 300)


@pytest.mark.whole
def test_every_slice_keeps_what_no_word_list_names() -> None:
    wanted = {"<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>", "<mask>", BYTE_ORDER_MARK}
    wanted |= set(BYTE_PIECES) | {chr(code) for code in range(0x21, 0x7F)}
    wanted |= {
        "\n\n",
        "\t\t",
        BLANK * 8,
        "</div>",
        "));",
        BLANK + "==",
        ',"',
        "\u2019",
        "…",
        "é",
        "λ",
    }
    wanted |= {word for word in CODE_WORDS if word in source()["model"]["vocab"]}
    for language in ("en", "de"):
        assert wanted <= kept_pieces(language), wanted - kept_pieces(language)
        assert not [piece for piece in kept_pieces(language) if UNUSED.fullmatch(piece)]


@pytest.mark.whole
def test_common_words_are_one_token_each() -> None:
    words = ["once", "upon", "little", "mother", "king", "The", "Once", "Monday", "Paris", "USA"]
    assert {BLANK + word for word in words} <= kept_pieces("en")


@pytest.mark.whole
def test_the_language_decides() -> None:
    assert BLANK + "nicht" in kept_pieces("de") - kept_pieces("en")
    assert BLANK + "would" in kept_pieces("en") - kept_pieces("de")


@pytest.mark.whole
def test_slice_is_closed_and_each_token_is_reached_by_its_own_text() -> None:
    merges, kept = Merges(source()["model"]["merges"]), kept_pieces("en")
    made = [
        piece for piece in kept if merges.rank(piece) is not None and piece.strip(BLANK + "\n\t")
    ]
    assert len(made) > SIZE // 2
    assert merges.closure(made) <= kept
    vocabulary_ids = source()["model"]["vocab"]
    cut = slice_tokenizer(source(), [vocabulary_ids[piece] for piece in kept])
    reader = Reader.from_str(tokenizer_files(cut, "pretrained", "")["tokenizer.json"].decode())
    for piece, found in zip(made, reader.encode_batch(made, add_special_tokens=False), strict=True):
        assert found.tokens == [piece]

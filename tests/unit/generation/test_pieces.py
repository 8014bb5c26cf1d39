"""The promises of pieces: nothing half is shown, control stays hidden, nobody types control."""

import pytest

from hearthside.generation.pieces import Detokenizer, text_of
from hearthside.text.escape import is_control, neutralise

CONTROL = [
    "<pad>",
    "<eos>",
    "<bos>",
    "<unk>",
    "<mask>",
    "<2mass>",
    "[multimodal]",
    "<start_of_turn>",
    "<end_of_turn>",
    "<start_of_image>",
    "<end_of_image>",
    "<image_soft_token>",
    "<unused0>",
    "<unused6241>",
    "<|turn>",
    "<turn|>",
    "<|tool_call|>",
    "</start_of_turn>",
    "<start_function_call>",
]
ORDINARY = ["<table>", "</h3>", "<", "a", "▁<b>", "<0x0A>", "[x]", "<3", "a<b>c", "< eos>", "▁", ""]


@pytest.mark.parametrize("piece", CONTROL)
def test_control_is_known_hidden_and_cannot_be_typed(piece: str) -> None:
    assert is_control(piece)
    assert text_of([piece]) == ""
    typed = neutralise(f"My name is {piece}.")
    assert piece not in typed
    assert neutralise(typed) == typed


@pytest.mark.parametrize("piece", ORDINARY)
def test_ordinary_text_is_not_control_and_stays_as_typed(piece: str) -> None:
    assert not is_control(piece)
    assert neutralise(piece) == piece


def test_control_within_control_is_not_put_together_by_cleaning() -> None:
    for text in ("<<eos>eos>", "<e<bos>os>", "<eos\x00>", "<\x07bos>", "<end_of\x7f_turn>"):
        assert not any(piece in neutralise(text) for piece in CONTROL), text


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    assert neutralise("a\x00b\x1bc\x85d\ud800e\tf\r\ng\rh") == "abcde\tf\ng\nh"


def test_other_writing_stays_as_it_is() -> None:
    text = "שלום עולם \u202e 你好 🦊 e\u0301 «»"
    assert neutralise(text) == text


def test_blanks_and_html_are_spelled_out() -> None:
    assert text_of(["Once", "▁upon", "▁▁", "<b>"]) == "Once upon  <b>"


def test_bytes_wait_until_they_make_a_character() -> None:
    detokenizer = Detokenizer()
    pieces = ["<0xF0>", "<0x9F>", "<0xA6>", "<0x8A>", "<0x21>"]
    assert [detokenizer.feed(piece) for piece in pieces] == ["", "", "", "🦊", "!"]


def test_a_character_cut_short_shows_as_a_replacement() -> None:
    assert text_of(["<0xE2>", "<0x82>", "a"]) == "\ufffda"
    assert text_of(["<0xFF>", "b"]) == "\ufffdb"


def test_an_unfinished_last_character_is_left_out() -> None:
    assert text_of(["a", "<0xE2>", "<0x82>"]) == "a"


def test_control_between_bytes_is_no_border() -> None:
    assert text_of(["<0xC3>", "<eos>", "<0xA9>"]) == "é"

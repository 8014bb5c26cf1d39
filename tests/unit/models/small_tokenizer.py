"""A tokenizer of Gemma's build with seven merges, for tests of slices."""

from typing import Any

from models.tokenizer import BLANK, BYTE_PIECES, CONTROL_PIECES

MERGES = [
    ["a", "t"],
    ["c", "at"],
    [BLANK, "c"],
    [BLANK, "cat"],
    [BLANK + "c", "at"],
    ["s", "t"],
    ["st", "at"],
]
TURN = ["<start_of_turn>", "<end_of_turn>"]


def small(pieces: list[str] | None = None) -> dict[str, Any]:
    """A tokenizer of Gemma's build with a few merges, as parsed JSON."""
    made = [left + right for left, right in MERGES if left + right]
    every = [*CONTROL_PIECES, *TURN, *BYTE_PIECES, *dict.fromkeys(made), BLANK, *"acst"]
    vocabulary = {piece: place for place, piece in enumerate(pieces or every)}
    added = [{"id": vocabulary[one], "content": one, "special": True, "normalized": False,
              "single_word": False, "lstrip": False, "rstrip": False}
             for one in [*CONTROL_PIECES, *TURN] if one in vocabulary]  # fmt: skip
    model = {"type": "BPE", "byte_fallback": True, "unk_token": "<unk>", "fuse_unk": True,
             "vocab": vocabulary, "merges": MERGES}  # fmt: skip
    template = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<bos>", "type_id": 0}},
                   {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<bos>": {"id": "<bos>", "ids": [2], "tokens": ["<bos>"]}},
    }  # fmt: skip
    return {
        "version": "1.0",
        "added_tokens": added,
        "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": BLANK},
        "pre_tokenizer": None,
        "post_processor": template,
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": BLANK}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
            ],
        },
        "model": model,
    }

"""The processor's code takes the sizes of a Gemma 4 from its files: others give what numpy gives.

In float16 too, the hub's form for graphics cards, which it reads as well.
"""

from dataclasses import replace

import numpy as np
import pytest

from models.cache import models_root, read_manifest
from models.multimodal import tiny
from models.multimodal.recipe import KIND, MultimodalOrder
from models.multimodal.shape import TextShape
from models.multimodal.storage import DECODER, graph_path
from models.recipe import Label, make_model
from tests.unit.models.processor.hub_names import as_the_hub_names
from tests.web.processor.ask import ask

TINY = tiny.tiny_text(0)
SHAPES: dict[str, TextShape] = {
    # Three blocks a row: the last zero point shares its byte with nothing.
    "odd blocks, three heads": replace(
        TINY, hidden_size=96, ffn_size=160, heads=3, head_dim_sliding=32, head_dim_full=64,
        per_layer_size=96, window_tokens=5, shared_layers=2, logit_cap=12.0,
        full=(True, False, True, False, True),
    ),
    "heads of eight, everything its own": replace(
        TINY, heads=8, head_dim_sliding=8, head_dim_full=16, shared_layers=0, rotated_part=0.5,
        rope_base_full=5e3, norm_epsilon=1e-4, full=(False, True, True),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_other_sizes_meet_the_golden_values_of_numpy(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny, "tiny_text", lambda vocab: replace(SHAPES[name], vocab_size=vocab))
    tokenizer = tiny.gemma4_tokenizer()
    model = tiny.tiny_gemma4(tokenizer)
    label = Label("shaped", {"kind": KIND, "title": "", "default": False}, "recipe")
    models_root().mkdir(parents=True)
    order = MultimodalOrder(label, model, tokenizer, "instruct", "q4f16")
    folder = make_model(order, models_root(), print)
    manifest = read_manifest(folder)
    assert manifest is not None
    golden = manifest["selftest"]
    found = ask(folder, threads=3, prompts=[golden["ids"]]).logits[0]
    np.testing.assert_allclose(found[golden["top_ids"]], golden["top_logits"], atol=0.02)
    assert found.argmax() == golden["top_ids"][0]


def test_files_named_as_the_hubs_give_the_same() -> None:
    tokenizer = tiny.gemma4_tokenizer()
    label = Label("shaped", {"kind": KIND, "title": "", "default": False}, "recipe")
    models_root().mkdir(parents=True)
    order = MultimodalOrder(label, tiny.tiny_gemma4(tokenizer), tokenizer, "instruct", "q4f16")
    folder = make_model(order, models_root(), print)
    ids = np.arange(3, 60) * 7 % 700
    before = ask(folder, prompts=[ids]).logits[0]
    as_the_hub_names(folder / graph_path(DECODER, "q4f16"))
    np.testing.assert_array_equal(ask(folder, prompts=[ids]).logits[0], before)

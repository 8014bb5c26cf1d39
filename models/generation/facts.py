"""What the manifest says of a model that writes: sizes, memory, its table, its self-test."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.graphs.text import CONTEXT_TOKENS
from models.manifest import SELFTEST_WORDS
from models.tokenizer import TURN_END
from models.weights import forward
from models.weights.quantise import BLOCK, ZERO_POINT, Slot
from models.weights.shape import MATRICES, NORMS, Shape, Weights

CHAT = {"start": "<start_of_turn>", "end": TURN_END, "user": "user", "model": "model"}
"""How Gemma 3 was taught to read turns; equal to the template its tokenizer ships."""
SELFTEST_TOKENS = 32  # past tiny's window; the engine feeds 31 at once, then the last one
# Sums in another order differ by about 0.001; a wrong kernel or an overflow by whole units.
MAX_ABS_ERROR = {"wasm": 0.05, "webgpu": 0.25}


def shape_facts(shape: Shape, vocab_size: int) -> dict[str, Any]:
    """The manifest's facts about sizes, and the memory that each form needs, in bytes."""
    matrices = shape.layers * _matrix_numbers(shape)
    head = vocab_size * shape.hidden_size
    cache = 2 * 4 * shape.layers * shape.kv_heads * shape.head_dim * CONTEXT_TOKENS
    stored = (matrices + head) * 34 // 32
    return {
        "vocab_size": vocab_size,
        "context_tokens": CONTEXT_TOKENS,
        "layers": shape.layers,
        "head_dim": shape.head_dim,
        "kv_heads": shape.kv_heads,
        "hidden_size": shape.hidden_size,
        "needs": {
            # While it loads: all widened, and the head once more as it is repacked.
            "wasm": {"memory_bytes": stored + 4 * (matrices + 2 * head) + cache},
            "webgpu": {"memory_bytes": 2 * stored + cache},
        },
    }


def _matrix_numbers(shape: Shape) -> int:
    heads = 2 * shape.heads + 2 * shape.kv_heads
    return shape.hidden_size * (heads * shape.head_dim + 3 * shape.ffn_size)


def body_facts(shape: Shape, slots: Sequence[Slot]) -> dict[str, Any]:
    """All that a runtime without a graph needs: the layers' sizes, and where their arrays lie.

    Offsets are in bytes from the file's start; matrices are stored as the table is, norms as
    float32.
    """
    by_name = {slot.name: slot for slot in slots}
    names = [*NORMS, *(f"{name}.{part}" for name in MATRICES for part in ("bytes", "scales"))]
    layers = [
        {
            "full": full,
            "offsets": {name: by_name[f"{layer}.{name}"].offset_bytes for name in names},
        }
        for layer, full in enumerate(shape.full)
    ]
    return {
        "file": by_name["final_norm"].file,
        "block": BLOCK,
        "zero_point": ZERO_POINT,
        "heads": shape.heads,
        "ffn_size": shape.ffn_size,
        "window_tokens": shape.window_tokens,
        "norm_epsilon": shape.norm_epsilon,
        "attention_scale": shape.attention_scale,
        "embedding_scale": shape.embedding_scale,
        "rope_base_full": shape.rope_base_full,
        "rope_base_sliding": shape.rope_base_sliding,
        "rope_factor_full": shape.rope_factor_full,
        "final_norm": by_name["final_norm"].offset_bytes,
        "layers": layers,
    }


def table_facts(slots: Sequence[Slot]) -> dict[str, Any]:
    """Where the rows of the head lie, so that labels can be scored without computing all of it.

    Logit of token t = sum over blocks b of scales[t, b] * (state[b] . (bytes[t, b] - zero_point))
    """
    numbers, scales = slots
    return {
        "file": numbers.file,
        "rows": numbers.shape[0],
        "columns": numbers.shape[1],
        "block": BLOCK,
        "zero_point": ZERO_POINT,
        "bytes_offset": numbers.offset_bytes,
        "scales_offset": scales.offset_bytes,
        "scales_type": "float16",
    }


def selftest(stored: Weights, vocabulary: dict[str, int], bos_id: int) -> dict[str, Any]:
    """Some ids and the eight best logits after them, by numpy from the stored bytes."""
    words = [vocabulary.get(f"\u2581{word}", bos_id) for word in SELFTEST_WORDS.split()]
    ids = [bos_id, *words][:SELFTEST_TOKENS]
    hidden = forward.hidden_states(stored, np.array(ids))
    scores = forward.logits(stored, hidden[-1:])[0]
    top = np.argsort(-scores, kind="stable")[:8]
    return {
        "ids": ids,
        "top_ids": top.tolist(),
        "top_logits": [round(float(score), 4) for score in scores[top]],
        "max_abs_error": MAX_ABS_ERROR,
    }

"""What the manifest says of a Gemma 4: its graphs, its cache, its tables, its media, its turns.

Facts about Gemma 4 itself are from the hub's pinned configuration and from transformers 5.24.0
(feature_extraction_gemma4.py, image_processing_pil_gemma4.py). Knows no weights.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.manifest import SELFTEST_WORDS
from models.multimodal.forward import text_logits
from models.multimodal.four_bits import Precision
from models.multimodal.shape import Gemma4
from models.multimodal.storage import GRAPHS, graph_path

CHAT = {
    "start": "<|turn>",
    "end": "<turn|>",
    "user": "user",
    "model": "model",
    "system": "system",
}
THINKING = {"ask": "<|think|>", "start": "<|channel>", "end": "<channel|>", "name": "thought"}
"""Asked for by `ask` in the system's turn; then an answer begins with `start`, name and a line."""
PIECES = {
    "image": ("<|image>", "<|image|>", "<image|>"),
    "audio": ("<|audio>", "<|audio|>", "<audio|>"),
}
"""What stands in a prompt: a begin, a place for each soft token, an end."""
IMAGE = {
    "patch_pixels": 16,
    "pooling": 3,
    "soft_tokens": 280,
    "budgets": [70, 140, 280, 560, 1120],
}
"""At most so many soft tokens, each `pooling` x `pooling` patches; a side is a multiple of both."""
AUDIO = {
    "sample_rate_hz": 16_000,
    "samples": 480_000,
    "pad_samples": 128,
    "frame_samples": 320,
    "hop_samples": 160,
    "fft_samples": 512,
    "mels": 128,
    "low_hz": 0,
    "high_hz": 8_000,
    "mel_floor": 0.001,
    "frames_per_token": 4,
    "soft_tokens": 750,
}
"""At most so many samples; padded to a multiple of `pad_samples`; a frame each `hop_samples`."""
FEATURES: dict[Precision, list[str]] = {"q4": [], "q4f16": ["shader-f16"]}
"""What a graphics card must offer to compute in a precision (WebGPU's names)."""
KEPT_LOGITS = {"all": 0}
"""What num_logits_to_keep means beside a number of last positions: -1 (none) is not known."""
ENDS = ("<eos>", "<turn|>", "<|tool_response>")
SELFTEST_TOKENS = 32  # past the tiny window; an engine feeds 31 at once, then the last one
# Sums in another order differ by 0.0001, float16 by 0.1; a wrong kernel by whole units.
MAX_ABS_ERROR = {"wasm": 0.05, "webgpu": 0.25}


def media_facts(vocabulary: Mapping[str, int]) -> dict[str, Any]:
    """How pixels and samples are made into what the encoders take, and how they stand in a text."""
    ids = {
        kind: dict(
            zip(("begin_id", "place_id", "end_id"), map(vocabulary.get, pieces), strict=True)
        )
        for kind, pieces in PIECES.items()
    }
    return {"image": ids["image"] | IMAGE, "audio": ids["audio"] | AUDIO}


def placeholder_ids(vocabulary: Mapping[str, int]) -> list[int]:
    """The ids where soft tokens stand."""
    return [vocabulary[place] for _begin, place, _end in PIECES.values()]


def size_facts(
    vocab_size: int,
    context_tokens: int,
    layers: int,
    hidden_size: int,
    head_dims: Sequence[int],
) -> dict[str, Any]:
    """Sizes. `cache` has the layers that keep keys and values, in order: each keeps
    [1, kv_heads, tokens, head_dim] twice."""
    return {
        "vocabulary": "full",
        "vocab_size": vocab_size,
        "context_tokens": context_tokens,
        "layers": layers,
        "hidden_size": hidden_size,
        "cache": {"kv_heads": 1, "head_dims": list(head_dims)},
        "kept_logits": KEPT_LOGITS,
    }


def need_facts(
    forms: Sequence[str],
    weight_bytes: int,
    largest_bytes: int,
    head_dims: Sequence[int],
    context_tokens: int,
) -> dict[str, Any]:
    """The bytes of memory that each form needs, tables left where they lie: weights, on WASM once
    more as kernels pack them, and a full cache in float32 twice, for a step writes a new one.

    `largest_bytes` is the largest piece that must be held at once.
    """
    cache = 2 * 2 * 4 * sum(head_dims) * context_tokens
    copies = {"wasm": 2, "webgpu": 1}
    return {
        "needs": {
            form: {
                "memory_bytes": copies[form] * weight_bytes + cache,
                "largest_bytes": largest_bytes,
            }
            for form in forms
        }
    }


def token_facts(vocabulary: Mapping[str, int]) -> dict[str, Any]:
    """What the ids and pieces of a tokenizer mean: ends, turns, thoughts, media."""
    known = [vocabulary[piece] for piece in ENDS if piece in vocabulary]
    return {
        "bos_id": vocabulary["<bos>"],
        "eos_ids": known,
        "chat": CHAT,
        "thinking": THINKING,
        "media": media_facts(vocabulary),
    }


def form_facts(precision: Precision) -> dict[str, Any]:
    """The graphs of a form with their files of weights, and what a graphics card must have."""
    paths = {graph: graph_path(graph, precision) for graph in GRAPHS}
    return {
        "precision": precision,
        "features": FEATURES[precision],
        "graphs": {
            graph: {"graph": path, "weights": [f"{path}_data"]} for graph, path in paths.items()
        },
        "session_options": {},
    }


def selftest(stored: Gemma4, vocabulary: Mapping[str, int], bos_id: int) -> dict[str, Any]:
    """Some ids and the eight best logits after them, by numpy from the stored bytes."""
    words = [vocabulary.get(f"\u2581{word}", bos_id) for word in SELFTEST_WORDS.split()]
    ids = [bos_id, *words][:SELFTEST_TOKENS]
    scores = text_logits(stored, ids)[-1]
    top = np.argsort(-scores, kind="stable")[:8]
    return {
        "ids": ids,
        "top_ids": top.tolist(),
        "top_logits": [round(float(score), 4) for score in scores[top]],
        "max_abs_error": MAX_ABS_ERROR,
    }

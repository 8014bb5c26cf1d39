"""The four graphs of a Gemma 4 run by ONNX Runtime, as an engine would: features placed, a cache
that grows, is cut and shared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.multimodal.four_bits import Precision
from models.multimodal.storage import AUDIO, DECODER, EMBED, GRAPHS, VISION, graph_path
from tests.unit.models.multimodal.cases import Arrays, features_of, media, prompts

TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
Fed = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Embeddings [1, tokens, hidden] and the layers' inputs [1, tokens, layers, size]."""


@dataclass(frozen=True)
class Cache:
    """Keys and values by name, each [1, 1, tokens, head_dim]."""

    past: Arrays = field(repr=False)

    @property
    def tokens(self) -> int:
        return int(next(iter(self.past.values())).shape[2])

    def cut(self, tokens: int) -> "Cache":
        return Cache({name: kept[:, :, :tokens] for name, kept in self.past.items()})


class Graphs:
    """Sessions over the graphs of one precision in a folder."""

    def __init__(self, folder: Path, precision: Precision, vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = dict(vocabulary)
        self.sessions = {
            graph: onnxruntime.InferenceSession(
                folder / graph_path(graph, precision), providers=["CPUExecutionProvider"]
            )
            for graph in GRAPHS
        }

    def features(self) -> Arrays:
        """Those of the picture and the sound."""
        seen = media()
        picture = {n: getattr(seen, n) for n in ("pixel_values", "pixel_position_ids")}
        sound = {n: getattr(seen, n) for n in ("input_features", "input_features_mask")}
        return {
            "image": self.sessions[VISION].run(None, picture)[0],
            "audio": self.sessions[AUDIO].run(None, sound)[0],
        }

    def looked_up(self, ids: list[int]) -> Fed:
        embeds, layers = self.sessions[EMBED].run(None, {"input_ids": np.array([ids])})
        return embeds, layers

    def fed(self, kind: str) -> Fed:
        """A prompt with its features in their places."""
        ids = prompts(self.vocabulary)[kind]
        embeds, layers = self.looked_up(ids)
        placed = np.array(embeds)
        features = self.features()
        for name, has in zip(("image", "audio"), features_of(kind), strict=True):
            if has:
                placed[np.array([ids]) == self.vocabulary[f"<|{name}|>"]] = features[name]
        return placed, layers

    def empty(self) -> Cache:
        puts = self.sessions[DECODER].get_inputs()
        names = [put for put in puts if put.name.startswith("past_key_values.")]
        return Cache({p.name: np.zeros((1, 1, 0, p.shape[3]), TYPES[p.type]) for p in names})

    def step(self, fed: Fed, cache: Cache, keep: int = 0) -> tuple[Any, Cache]:
        """Logits [kept, vocab] and the grown cache."""
        embeds, layers = fed
        total = cache.tokens + embeds.shape[1]
        feeds = {
            "inputs_embeds": embeds,
            "per_layer_inputs": layers,
            "attention_mask": np.ones((1, total), np.int64),
            "position_ids": np.arange(cache.tokens, total)[None],
            "num_logits_to_keep": np.array(keep),
            **cache.past,
        }
        names = [name.replace("past_key_values", "present") for name in cache.past]
        logits, *grown = self.sessions[DECODER].run(["logits", *names], feeds)
        return logits[0], Cache(dict(zip(cache.past, grown, strict=True)))

    def in_chunks(self, fed: Fed, cache: Cache, size: int) -> tuple[Any, Cache]:
        """As `step`, so many tokens at a time."""
        embeds, layers = fed
        every = []
        for at in range(0, embeds.shape[1], size):
            part = embeds[:, at : at + size], layers[:, at : at + size]
            logits, cache = self.step(part, cache)
            every.append(logits)
        return np.concatenate(every), cache

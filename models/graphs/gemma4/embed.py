"""Builds the graph that looks up tokens: their embeddings, and their own input to each layer.

Two tables in 4 bits under the names of the hub's nodes, so that whoever reads their rows straight
from the file (offsets in the manifest) can be held against the graph.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto

from models.graphs.gemma4.parts import BITS, Parts
from models.graphs.nodes import CONTRIB, info
from models.multimodal.four_bits import BLOCK, Precision
from models.multimodal.shape import TextShape
from models.weights.quantise import Slot

TABLES = ("embed_tokens", "embed_tokens_per_layer")
IDS = "input_ids"
PAD_ID = 0


def embed_graph(
    shape: TextShape,
    slots: Sequence[Slot],
    precision: Precision,
    placeholders: Sequence[int],
) -> onnx.ModelProto:
    """input_ids [1, tokens] -> inputs_embeds [1, tokens, hidden] and per_layer_inputs
    [1, tokens, layers, per_layer_size], scaled. A layer's input of a placeholder is that of pad."""
    parts = Parts(slots, precision, shape.norm_epsilon)
    g = parts.g
    rows = _looked_up(parts, TABLES[0], IDS)
    scale = parts.float32(np.sqrt(np.float32(shape.hidden_size)))
    g.named("Mul", [parts.widen(rows), scale], ["inputs_embeds"])
    is_media = [g.op("Equal", [IDS, g.integers(token)]) for token in placeholders]
    either = is_media[0]
    for one in is_media[1:]:
        either = g.op("Or", [either, one])
    ids = g.op("Where", [either, g.integers(PAD_ID), IDS])
    rows = _looked_up(parts, TABLES[1], ids)
    scaled = g.op("Mul", [parts.widen(rows), parts.float32(shape.per_layer_size**0.5)])
    size = g.integers(0, -1, shape.layers, shape.per_layer_size)
    g.named("Reshape", [scaled, size], ["per_layer_inputs"])
    inputs = [info(IDS, TensorProto.INT64, [1, "tokens"])]
    layered: list[int | str] = [1, "tokens", shape.layers, shape.per_layer_size]
    outputs = [
        info("inputs_embeds", TensorProto.FLOAT, [1, "tokens", shape.hidden_size]),
        info("per_layer_inputs", TensorProto.FLOAT, layered),
    ]
    return g.finish("gemma4_embed_tokens", inputs, outputs)


def _looked_up(parts: Parts, table: str, ids: str) -> str:
    g = parts.g
    name = f"language_model.{table}.weight"
    arrays = [g.stored(f"{name}.{part}") for part in ("q", "scales", "zeros")]
    facts = {"bits": BITS, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
    inputs = [arrays[0], ids, *arrays[1:]]
    rows = g.op("GatherBlockQuantized", inputs, domain=CONTRIB, **facts)
    g.nodes[-1].name = f"/model/{table}/Gather_Quant"
    return rows

"""The graph of an embedding model that is built, its matrices widened to float32.

What the bench gives transformers.js beside our own form, to show what products of bytes bring.
Nothing that is shipped is made of it.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import helper

from models.graphs.embedding import EmbeddingGraph
from models.graphs.nodes import CONTRIB
from models.weights.quantise import ZERO_POINT, Slot
from models.weights.safetensors_file import folder_shape


def write_widened(folder: Path, out: Path) -> None:
    """Write the widened graph of the model in `folder`, for WASM; its weights stay there."""
    built = onnx.load(str(folder / "graph.wasm.onnx"), load_external_data=False)
    slots = [_slot(tensor) for tensor in built.graph.initializer if tensor.external_data]
    model = _Widened(folder_shape(folder), slots, "wasm", None).build()
    out.write_bytes(model.SerializeToString(deterministic=True))


def _slot(tensor: onnx.TensorProto) -> Slot:
    place = {entry.key: entry.value for entry in tensor.external_data}
    dtype = helper.tensor_dtype_to_np_dtype(tensor.data_type).name
    shape = tuple(tensor.dims)
    return Slot(tensor.name, place["location"], int(place["offset"]), dtype, shape)


class _Widened(EmbeddingGraph):
    def linear(self, name: str, vectors: str) -> str:
        g = self.g
        if not g.holds(f"{name}.row_scales"):
            return super().linear(name, vectors)
        rows, _columns = g.size(name)
        zeros = g.op("Expand", [g.constant("zero_point", np.uint8(ZERO_POINT)), g.integers(rows)])
        packed, scales = g.stored(f"{name}.bytes"), g.stored(f"{name}.row_scales")
        wide = g.op("DequantizeLinear", [packed, scales, zeros], axis=0)
        return g.op("FusedMatMul", [vectors, wide], domain=CONTRIB, transB=1)

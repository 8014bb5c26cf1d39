"""Gathers the nodes and constants of an ONNX graph, in order, with names that repeat.

Knows where stored bytes lie (Slot), not what a model is made of.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.weights.quantise import Slot

Form = Literal["wasm", "webgpu"]
FORMS: tuple[Form, ...] = ("wasm", "webgpu")
SESSION_OPTIONS: dict[Form, dict[str, Any]] = {
    "wasm": {"extra": {"session": {"disable_quant_qdq": "1"}}},
    "webgpu": {},
}
"""What a session of each form has to be given, as onnxruntime-web spells it."""
OPSET = 21
IR_VERSION = 10
CONTRIB = "com.microsoft"


class Nodes:
    """Nodes and constants as they gather, in order, with names that repeat from run to run."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self._slots = {slot.name: slot for slot in slots}

    def op(self, kind: str, inputs: Sequence[str], outputs: int = 1, **attributes: Any) -> str:
        return self.ops(kind, inputs, outputs, **attributes)[0]

    def ops(self, kind: str, inputs: Sequence[str], outputs: int, **attributes: Any) -> list[str]:
        names = [f"{kind}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.named(kind, inputs, names, **attributes)
        return names

    def named(
        self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any
    ) -> None:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=name, **attributes))

    def constant(self, name: str, array: NDArray[Any] | np.generic) -> str:
        self.constants[name] = numpy_helper.from_array(np.asarray(array), name)
        return name

    def integers(self, *values: int) -> str:
        return self.constant("i_" + "_".join(map(str, values)), np.array(values, np.int64))

    def stored(self, name: str, shape: Sequence[int] | None = None) -> str:
        """An initializer whose bytes lie in a file; `shape` may regroup them."""
        slot = self._slots[name]
        tensor = TensorProto(name=name, dims=shape or slot.shape)
        tensor.data_type = helper.np_dtype_to_tensor_dtype(np.dtype(slot.dtype))
        tensor.data_location = TensorProto.EXTERNAL
        place = {"location": slot.file, "offset": slot.offset_bytes, "length": slot.length_bytes}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        self.constants[name] = tensor
        return name

    def holds(self, name: str) -> bool:
        """Whether an array of that name lies in a file."""
        return name in self._slots

    def size(self, name: str) -> tuple[int, int]:
        """Rows and columns of a stored matrix."""
        rows, columns = self._slots[f"{name}.bytes"].shape
        return rows, columns

    def finish(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """The model of all that was gathered."""
        graph = helper.make_graph(self.nodes, name, inputs, outputs, list(self.constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(
            graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="hearthside"
        )


def info(name: str, kind: int, size: list[int | str]) -> onnx.ValueInfoProto:
    """An input or output of a graph; a size that is not fixed has a name."""
    return helper.make_tensor_value_info(name, kind, size)

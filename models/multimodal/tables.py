"""Reads where the rows of the two tables lie out of the graph that looks tokens up.

So an engine can read single rows of a file of 1.6 GB and need not hold it: for E2B that is half of
all memory. Knows the hub's names of nodes; knows no weights.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from models.graphs.gemma4.embed import PAD_ID, TABLES

NODES = {f"/model/{table}/Gather_Quant": name for table, name in zip(TABLES, ("tokens", "layers"),
                                                                     strict=True)}  # fmt: skip
PARTS = {0: "numbers", 2: "scales", 3: "zeros"}
"""Which input of GatherBlockQuantized is what."""
ON_THE_WAY = {"Cast", "Reshape"}


def read_tables(graph: Path, weights: str) -> dict[str, Any] | None:
    """Where rows lie in `weights`, the one file of the graph's tables; None where the graph is not
    laid out as here, and rows must be looked up by it.

    Number k of a row is (q - zero) * scale, times the table's `scale`: q and zero are 4 bits, the
    lower of a byte first; `scales` and `zeros` have one for each block. The layers' row of a
    placeholder is that of `pad_id`. The product is rounded to `scales_type`, what follows is not.
    """
    model = onnx.load(graph, load_external_data=False)
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    found = {node.name: node for node in model.graph.node if node.name in NODES}
    if found.keys() != NODES.keys():
        return None
    try:
        tables = {NODES[name]: _table(node, tensors, model.graph.node)
                  for name, node in found.items()}  # fmt: skip
    except (KeyError, ValueError):
        return None
    types = {table.pop("scales_type") for table in tables.values()}
    blocks = {table.pop("block") for table in tables.values()}
    if len(types) > 1 or len(blocks) > 1:
        return None
    told = {"file": weights, "bits": 4, "block": blocks.pop(), "scales_type": types.pop()}
    return told | {"pad_id": PAD_ID} | tables


def _table(
    node: onnx.NodeProto, tensors: dict[str, onnx.TensorProto], nodes: Sequence[onnx.NodeProto]
) -> dict[str, Any]:
    """Raises KeyError or ValueError where something is not as it should be."""
    facts = {fact.name: fact.i for fact in node.attribute}
    if facts.get("bits", 4) != 4 or facts.get("gather_axis", 0) != 0:
        raise ValueError("not rows of 4 bits")
    stored = {part: tensors[node.input[at]] for at, part in PARTS.items()}
    scales = stored["scales"]
    kind = onnx.helper.tensor_dtype_to_np_dtype(scales.data_type)
    rows, blocks = scales.dims[0], scales.dims[1]
    return {
        "rows": rows,
        "columns": blocks * facts["block_size"],
        "scale": _scale(node, tensors, nodes),
        "block": facts["block_size"],
        "scales_type": kind.name,
        **{f"{part}_offset": _offset(tensor) for part, tensor in stored.items()},
    }


def _offset(tensor: onnx.TensorProto) -> int:
    told = {entry.key: entry.value for entry in tensor.external_data}
    if "location" not in told:
        raise ValueError(f"{tensor.name} lies in the graph")
    return int(told.get("offset", 0))


def _scale(
    node: onnx.NodeProto, tensors: dict[str, onnx.TensorProto], nodes: Sequence[onnx.NodeProto]
) -> float:
    """What rows are multiplied by after they are looked up."""
    constants = {name: numpy_helper.to_array(tensors[name]) for name in tensors
                 if not tensors[name].external_data}  # fmt: skip
    constants |= dict(_constants(nodes))
    output = node.output[0]
    while True:
        [after] = [one for one in nodes if output in one.input]
        if after.op_type == "Mul":
            [factor] = [name for name in after.input if name != output]
            return float(np.float32(constants[factor].reshape(())))
        if after.op_type not in ON_THE_WAY:
            raise ValueError(f"{after.op_type} follows on {node.name}")
        output = after.output[0]


def _constants(nodes: Sequence[onnx.NodeProto]) -> Iterator[tuple[str, Any]]:
    for node in nodes:
        if node.op_type == "Constant":
            yield node.output[0], numpy_helper.to_array(node.attribute[0].t)

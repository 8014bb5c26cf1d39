"""Ours against ONNX Runtime, where both can: `python -m tests.bench.graphs.measure [ROUNDS]`.

Writes graphs of one or two nodes (the highest numbers of a row and the logarithm of the sum of
their exponentials; a product of matrices) and has compare.mjs run them in turn with the engine's
own functions.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

VOCABULARIES = (84_992, 262_144)
TOP_K = 64
SHAPES = ((1000, 77, 768), (30, 30, 768), (2000, 2000, 256))
FLOAT, INT = TensorProto.FLOAT, TensorProto.INT64


def write(
    path: Path,
    nodes: list[object],
    inputs: dict[str, list[int]],
    outputs: list[str],
    constants: Sequence[object] = (),
) -> None:
    """A graph of `nodes` whose inputs are float32 of the given sizes."""
    given = [helper.make_tensor_value_info(name, FLOAT, dims) for name, dims in inputs.items()]
    made = [
        helper.make_tensor_value_info(name, INT if name == "ids" else FLOAT, ["n", "m"])
        for name in outputs
    ]
    graph = helper.make_graph(nodes, "bench", given, made, list(constants))
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=9)
    checker.check_model(model)
    save(model, path)


def main() -> None:
    """Write the graphs and compare."""
    rounds = sys.argv[1] if len(sys.argv) > 1 else "40"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        k = numpy_helper.from_array(np.array([TOP_K], dtype=np.int64), "k")
        for size in VOCABULARIES:
            nodes = [
                helper.make_node("TopK", ["row", "k"], ["values", "ids"]),
                helper.make_node("ReduceLogSumExp", ["row"], ["log_z"], axes=[1]),
            ]
            outputs = ["values", "ids", "log_z"]
            write(folder / f"row-{size}.onnx", nodes, {"row": [1, size]}, outputs, [k])
        for n, m, inner in SHAPES:
            nodes = [helper.make_node("Gemm", ["a", "b"], ["out"], transB=1)]
            given = {"a": [n, inner], "b": [m, inner]}
            write(folder / f"product-{n}-{m}-{inner}.onnx", nodes, given, ["out"])
        script = Path(__file__).with_name("compare.mjs")
        subprocess.run(["node", script, folder, rounds], check=True)


if __name__ == "__main__":
    main()

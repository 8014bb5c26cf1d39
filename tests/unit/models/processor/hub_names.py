"""Renames what a decoder's graph stores as onnx-community's files do, as public tools that rewrite
those know them: gate and up are one matrix there, the scalars stand in the graph. Holds no test."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

Arrays = dict[str, NDArray[np.generic]]
Product = tuple[onnx.NodeProto, list[NDArray[np.generic]]]


def as_the_hub_names(path: Path) -> None:
    """Writes a decoder's graph and its weights anew. Only who reads its layout can read it then."""
    model = onnx.load(path)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    products, (factors, told) = list(_products(model, stored)), _factors(model, stored)
    layers = max(int(name.split(".")[2]) for name in stored if ".layers." in name) + 1
    for name, array in stored.items():
        if array.ndim == 1 and "proj.weight" not in name and "scalar" not in name:
            told[_vector(name, layers)] = array
    for node, parts in products:
        for at, array in enumerate(parts, 1):
            node.input[at] = f"{node.name[1:].replace('/', '_')}.{at}"
            told[node.input[at]] = array
    nodes = [*(node for node, _ in products), *factors]
    del model.graph.node[:], model.graph.initializer[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(numpy_helper.from_array(told[name], name) for name in told)
    weights = path.with_name(f"{path.name}_data")
    weights.unlink()
    onnx.save_model(
        model, path, save_as_external_data=True, location=weights.name, size_threshold=512
    )


def _products(model: onnx.ModelProto, stored: Arrays) -> Iterator[Product]:
    """Products by a matrix and its arrays, of a gate and its up together."""
    gate: list[NDArray[np.generic]] = []
    for node in model.graph.node:
        if node.op_type != "MatMulNBits":
            continue
        parts = [stored[name] for name in node.input[1:]]
        node.name = _node(node.input[1])
        if "/gate_proj/" in node.name:
            gate = parts
            continue
        if "/up_proj/" in node.name:
            parts = [np.concatenate(both) for both in zip(gate, parts, strict=True)]
            node.name = node.name.replace("/up_proj/", "/gate_up_proj/")
            node.attribute[[fact.name for fact in node.attribute].index("N")].i *= 2
        yield node, parts


def _factors(model: onnx.ModelProto, stored: Arrays) -> tuple[list[onnx.NodeProto], Arrays]:
    """What multiplies by a layer's scalar, and these scalars by other names."""
    nodes, scalars = [], {}
    for node in model.graph.node:
        if node.op_type == "Mul" and "layer_scalar" in node.input[1]:
            layer = node.input[1].split(".")[2]
            node.name = f"/model/layers.{layer}/layer_scalar/Mul"
            scalars[f"/model/constants/{layer}"] = stored[node.input[1]].reshape(())
            node.input[1] = f"/model/constants/{layer}"
            nodes.append(node)
    return nodes, scalars


def _node(name: str) -> str:
    """Of a product by a matrix of ours."""
    parts = name.removesuffix(".weight.q").split(".")
    if parts[0] == "lm_head":
        return "/lm_head/MatMul_Quant"
    if parts[1] != "layers":
        return "/model/per_layer_projection/MatMul_Quant"
    block = {"self_attn": "attn", "mlp": "mlp"}.get(parts[3], "per_layer")
    return f"/model/layers.{parts[2]}/{block}/{parts[-1]}/MatMul_Quant"


def _vector(name: str, layers: int) -> str:
    """Of a vector of ours."""
    if name == "language_model.norm.weight":
        return f"model.layers.{layers}.final_norm_layernorm.weight"
    name = name.replace("language_model.", "model.").replace("self_attn.", "attn.")
    return re.sub(r"(attn\.[qk]_norm)\.", r"\1.layernorm.", name)

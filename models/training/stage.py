"""Puts the training graphs beside a built model, and says so in its manifest.

A stage of its own: the model's files, its hash and its recipe stay what they are, so whoever has
the model fetches two small graphs more. What the graphs are made of is in the manifest: sizes, and
where each array lies. Knows no source of weights.
"""

import shutil
from pathlib import Path
from typing import Any

from models.cache import MANIFEST, is_file_whole, read_manifest
from models.graphs.nodes import FORMS, Form
from models.manifest import GENERATE, file_entry, write_manifest
from models.recipe import CODE_ROOT, Report, hash_of
from models.training.graph import MAX_TOKENS, build_training_graph
from models.training.head import CHUNK
from models.weights.quantise import Slot
from models.weights.shape import MATRICES, NORMS, Shape

SESSION_OPTIONS: dict[Form, dict[str, Any]] = {
    # The weights are read on the way there and back: prepacked, each would be held twice.
    "wasm": {"extra": {"session": {"disable_quant_qdq": "1", "disable_prepacking": "1"}}},
    "webgpu": {"extra": {"session": {"disable_quant_qdq": "1"}}},
}
CODE = (CODE_ROOT / "training", CODE_ROOT / "graphs")


def add_training(folder: Path, report: Report) -> None:
    """Makes the training graphs of the model in `folder`, unless they are there as its manifest
    says; does nothing for a model that cannot be trained here."""
    manifest = read_manifest(folder)
    if manifest is None or not _can_be_trained(manifest):
        return
    recipe = hash_of(manifest["body"], manifest["table"], hash_of(code=CODE[1]), code=CODE[0])
    told = manifest.get("training", {"recipe": "", "files": []})
    whole = all(is_file_whole(folder / entry["path"], entry) for entry in told["files"])
    if whole and told["recipe"] == recipe:
        return
    report(f"{folder.name}: making the training graphs")
    partial = folder / ".training.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    facts = {key: value for key, value in manifest.items() if key != "format"}
    write_manifest(partial, facts | _written(manifest, recipe, partial))
    # Renamed, never written in place: a site that is put together links what lies here.
    for path in sorted(partial.iterdir(), key=lambda path: path.name == MANIFEST):
        path.replace(folder / path.name)
    partial.rmdir()


def _written(manifest: dict[str, Any], recipe: str, folder: Path) -> dict[str, Any]:
    """Writes the graphs into `folder`; what the manifest says of them."""
    shape, slots = slots_of(manifest)
    names = {form: f"train.{form}.onnx" for form in FORMS}
    for form, name in names.items():
        build_training_graph(shape, slots, form, folder / name)
    adapters = {
        "base": _body_hash(manifest),
        "layers": shape.layers,
        "modules": {name: size[::-1] for name, size in _matrix_sizes(shape).items()},
    }
    training = {
        "recipe": recipe,
        "max_tokens": MAX_TOKENS,
        "answers_multiple": CHUNK,
        "forms": {
            form: {"graph": name, "session_options": SESSION_OPTIONS[form]}
            for form, name in names.items()
        },
        "files": [file_entry(folder, name) for name in names.values()],
    }
    return {"adapters": adapters, "training": training}


def slots_of(manifest: dict[str, Any]) -> tuple[Shape, list[Slot]]:
    """A built model's sizes, and where each of its arrays lies, by its manifest."""
    return _shape(manifest), [*_body_slots(manifest), *_table_slots(manifest)]


def _can_be_trained(manifest: dict[str, Any]) -> bool:
    writes = manifest.get("kind", GENERATE) == GENERATE
    return writes and "body" in manifest and manifest["kv_heads"] == 1


def _body_hash(manifest: dict[str, Any]) -> str:
    name = manifest["body"]["file"]
    [digest] = [one["sha256"] for one in manifest["files"] if Path(one["path"]).name == name]
    return str(digest)


def _shape(manifest: dict[str, Any]) -> Shape:
    body = manifest["body"]
    kept = ("heads", "ffn_size", "window_tokens", "norm_epsilon", "attention_scale")
    rope = ("rope_base_full", "rope_base_sliding", "rope_factor_full")
    sizes = ("layers", "hidden_size", "kv_heads", "head_dim", "vocab_size")
    return Shape(
        **{name: manifest[name] for name in sizes},
        **{name: body[name] for name in (*kept, *rope)},
        full=tuple(layer["full"] for layer in body["layers"]),
    )


def _matrix_sizes(shape: Shape) -> dict[str, tuple[int, int]]:
    """Rows (outputs) and columns (inputs) of a layer's matrices."""
    q_size, hidden = shape.heads * shape.head_dim, shape.hidden_size
    rows = (q_size + 2 * shape.kv_heads * shape.head_dim, hidden, 2 * shape.ffn_size, hidden)
    columns = (hidden, q_size, hidden, shape.ffn_size)
    return dict(zip(MATRICES, zip(rows, columns, strict=True), strict=True))


def _body_slots(manifest: dict[str, Any]) -> list[Slot]:
    """Where the layers' arrays lie: the inverse of `generation.facts.body_facts`."""
    shape, body = _shape(manifest), manifest["body"]
    sizes: dict[str, tuple[str, tuple[int, ...]]] = {}
    for name in NORMS:
        length = shape.head_dim if name in ("q_norm", "k_norm") else shape.hidden_size
        sizes[name] = ("<f4", (length,))
    for name, (rows, columns) in _matrix_sizes(shape).items():
        sizes[f"{name}.bytes"] = ("|u1", (rows, columns))
        sizes[f"{name}.scales"] = ("<f2", (rows, columns // body["block"]))
    file = body["file"]
    slots = [Slot("final_norm", file, body["final_norm"], "<f4", (shape.hidden_size,))]
    for layer, facts in enumerate(body["layers"]):
        for name, (dtype, size) in sizes.items():
            slots.append(Slot(f"{layer}.{name}", file, facts["offsets"][name], dtype, size))
    return slots


def _table_slots(manifest: dict[str, Any]) -> list[Slot]:
    """Where the table's arrays lie: the inverse of `generation.facts.table_facts`."""
    table = manifest["table"]
    rows, columns, file = table["rows"], table["columns"], table["file"]
    scales = (rows, columns // table["block"])
    return [
        Slot("embed.bytes", file, table["bytes_offset"], "|u1", (rows, columns)),
        Slot("embed.scales", file, table["scales_offset"], "<f2", scales),
    ]

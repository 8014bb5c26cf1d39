"""A model whose files the hub has as they are to be: a pin lists them, none is made here.

Its manifest can be written before any of them is here (`describe`): then files have their whole
hash and no chunks, and where the tables' rows lie is not known.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import manifest
from models.cache import link
from models.graphs.nodes import FORMS
from models.multimodal import facts
from models.multimodal.storage import DECODER, EMBED, GRAPHS, graph_path
from models.multimodal.tables import read_tables
from models.recipe import Facts, Label, Made, Report

NOTICE = "NOTICE.txt"
SELFTEST_TEXT = "The capital of France is"


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """A model of listed files, in `folder` if they are here. `files` have path, bytes, sha256.

    `entry` says what only the files would: sizes, the ids of pieces, the precision.
    """

    label: Label
    files: tuple[Facts, ...]
    entry: Facts
    style: str
    folder: Path | None

    def write(self, folder: Path, report: Report) -> Made:
        """Puts the files into `folder` (see Order); they must be here."""
        assert self.folder is not None
        for file in self.files:
            if file["path"] not in self.label.texts:
                link(self.folder / file["path"], folder / file["path"])
        tables = self._tables()
        if tables is None:
            report(f"{self.label.id}: rows of tables must be looked up by the graph")
        return Made(self._told(), lambda: self._proof(tables))

    def described(self) -> dict[str, Any]:
        """The manifest, of files that need not be here; chunks of those that are."""
        texts = [_text_entry(name, data) for name, data in self.label.texts.items()]
        listed = [self._file(file) for file in self.files if file["path"] not in self.label.texts]
        files = sorted([*listed, *texts], key=lambda file: str(file["path"]))
        hashes = "\n".join(sorted(file["sha256"] for file in files))
        return {
            "format": manifest.FORMAT,
            "id": self.label.id,
            **self.label.facts,
            **self._told(),
            "recipe": self.label.recipe,
            "hash": hashlib.sha256(hashes.encode()).hexdigest(),
            "files": files,
            "min_bytes_free": sum(file["bytes"] for file in files),
            **self._proof(self._tables()),
        }

    def _told(self) -> dict[str, Any]:
        sizes = self.entry["sizes"]
        names = ("vocab_size", "context_tokens", "layers", "hidden_size", "head_dims")
        told = facts.size_facts(*(sizes[name] for name in names))
        bytes_of = {file["path"]: file["bytes"] for file in self.files}
        loaded = [f"{path}_data" for graph, path in self._paths().items() if graph != EMBED]
        weights = sum(bytes_of[path] for path in loaded)
        needs = facts.need_facts(
            ["webgpu"], weights, sizes["largest_bytes"], sizes["head_dims"], sizes["context_tokens"]
        )
        needs["needs"]["wasm"] = self._processor_needs(bytes_of)
        tokens = facts.token_facts(self.entry["piece_ids"])
        return {"style": self.style, **told, **needs, **tokens}

    def _processor_needs(self, bytes_of: Mapping[str, int]) -> dict[str, Any]:
        """Of the engine's own code for processors: the decoder's weights as they are, a full cache
        in float32, how long a token was measured to take, and how many of a prompt it read in a
        second (tests/bench/decoders/large.py)."""
        sizes = self.entry["sizes"]
        cache = 2 * 4 * sum(sizes["head_dims"]) * sizes["context_tokens"]
        weights = bytes_of[f"{self._paths()[DECODER]}_data"]
        told = {"memory_bytes": weights + cache, "largest_bytes": sizes["largest_bytes"]}
        measured = ("token_ms", "prompt_tokens_s")
        return told | {name: self.entry[f"processor_{name}"] for name in measured}

    def _paths(self) -> Mapping[str, str]:
        return {graph: graph_path(graph, self.entry["precision"]) for graph in GRAPHS}

    def _proof(self, tables: Mapping[str, Any] | None) -> dict[str, Any]:
        form = facts.form_facts(self.entry["precision"])
        if tables is not None:
            form |= {"tables": tables}
        # No golden logits of the real weights are known: what is asked holds for any sane model.
        selftest = {"text": SELFTEST_TEXT, "finite": True, "never_best_ids": [0]}
        # ONNX Runtime's WASM build would need several times the memory of these weights.
        processor = form | {"features": [], "component": "processor"}
        return {"forms": {"webgpu": form, "wasm": processor}, "selftest": selftest}

    def _tables(self) -> dict[str, Any] | None:
        if self.folder is None:
            return None
        path = self._paths()[EMBED]
        return read_tables(self.folder / path, f"{path}_data")

    def _file(self, file: Facts) -> dict[str, Any]:
        told = {name: file[name] for name in ("path", "bytes", "sha256")}
        chunks = []
        if self.folder is not None:
            with (self.folder / file["path"]).open("rb") as opened:
                while chunk := opened.read(manifest.CHUNK_BYTES):
                    chunks.append(hashlib.sha256(chunk).hexdigest())
        tail = {"chunk_bytes": manifest.CHUNK_BYTES, "chunks": chunks, "forms": list(FORMS)}
        return told | tail


def unfetched(pin: Facts, entry: Facts, recipe: str) -> ListedOrder:
    """The order of a pin's model none of whose files is here: to be described, not to be written.

    Said of it is what models/orders.py says of one whose files were fetched.
    """
    told = {
        "kind": pin["kind"],
        "title": entry["title"],
        "language": entry["language"],
        "licence": {key: pin["licence"][key] for key in ("name", "url", "file")},
        "source": pin["source"],
        "default": entry["default"],
    }
    texts = {NOTICE: pin["notice"].encode() + b"\n"}
    label = Label(entry["id"], told, recipe, texts)
    return ListedOrder(label, tuple(pin["source"]["files"]), entry, pin["style"], None)


def _text_entry(name: str, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    told = {"path": name, "bytes": len(data), "sha256": digest}
    return told | {"chunk_bytes": manifest.CHUNK_BYTES, "chunks": [digest], "forms": list(FORMS)}

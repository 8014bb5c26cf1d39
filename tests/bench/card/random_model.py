"""A Gemma 4 of any size with random weights, as the hub lays out its text model: in seconds.

Weights are drawn as the bytes that are stored, since nobody has the time to round gigabytes of
float32. It says nothing sensible. Its self-test is what the hub's real files get: finite numbers.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.graphs.gemma4.decoder import HEAD, decoder_graph
from models.graphs.gemma4.embed import embed_graph
from models.graphs.gemma4.parts import save
from models.graphs.nodes import FORMS
from models.manifest import CHUNK_BYTES, write_manifest
from models.multimodal import facts
from models.multimodal.config import config
from models.multimodal.four_bits import BLOCK, FLOAT, Arrays, Precision
from models.multimodal.shape import Gemma4, TextShape
from models.multimodal.storage import DECODER, EMBED, FOLDER, LAYERS, TOKENS, graph_path
from models.multimodal.tables import read_tables
from models.multimodal.tensors import text_sizes
from models.multimodal.tiny import AUDIO, VISION, gemma4_tokenizer
from models.orders import find_pin
from models.tokenizer import tokenizer_files
from models.weights.quantise import Slot, write_arrays
from tests.bench.decoders.large import MODEL, real_shape

CONTEXT_TOKENS: Final = 4096
MIDDLE: Final = 0x88
"""Two zero points of 8: numbers lie around nothing."""
SPREAD: Final = 4.6
"""The standard deviation of the whole numbers from -8 to 7."""


@dataclass(frozen=True, slots=True)
class RandomGemma4:
    """What is made: an id, sizes, and a precision. A tokenizer of few pieces comes with it."""

    id: str
    shape: TextShape
    precision: Precision
    selftest_tokens: int = 2

    def write(self, root: Path) -> dict[str, Any]:
        """Writes `root/<id>/`; gives its manifest."""
        folder = root / self.id
        (folder / FOLDER).mkdir(parents=True)
        slots = {name: self._stored(folder, name) for name in (EMBED, DECODER)}
        tokenizer = gemma4_tokenizer()
        vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
        embed, decoder = (folder / graph_path(name, self.precision) for name in (EMBED, DECODER))
        places = facts.placeholder_ids(vocabulary)
        save(embed_graph(self.shape, slots[EMBED], self.precision, places), embed)
        save(decoder_graph(self.shape, slots[DECODER], self.precision, CONTEXT_TOKENS), decoder)
        told = config(Gemma4(self.shape, VISION, AUDIO, {}.__getitem__), vocabulary, CONTEXT_TOKENS)
        texts = {
            "config.json": json.dumps(told).encode(),
            **tokenizer_files(tokenizer, "pretrained", ""),
        }
        for name, data in texts.items():
            (folder / name).write_bytes(data)
        manifest = self._facts(folder, vocabulary, slots[DECODER])
        write_manifest(folder, manifest)
        return manifest

    def _stored(self, folder: Path, graph: str) -> list[Slot]:
        sizes = text_sizes(self.shape)
        tables = {name: sizes.pop(name) for name in (TOKENS, LAYERS)}
        head = {f"{HEAD}.weight": (self.shape.vocab_size, self.shape.hidden_size)}
        wanted = tables if graph == EMBED else {**head, **sizes}
        path = folder / f"{graph_path(graph, self.precision)}_data"
        return write_arrays(path, _drawn(wanted, self.precision))

    def _facts(
        self, folder: Path, vocabulary: Mapping[str, int], slots: list[Slot]
    ) -> dict[str, Any]:
        shape = self.shape
        head_dims = [shape.head_dim(layer) for layer in range(shape.own_layers)]
        lengths = [slot.length_bytes for slot in slots]
        path = graph_path(EMBED, self.precision)
        tables = read_tables(folder / path, f"{path}_data")
        form = facts.form_facts(self.precision) | {"tables": tables}
        files = [_file(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()]
        total = sum(file["bytes"] for file in files)
        sizes = (shape.vocab_size, CONTEXT_TOKENS, shape.layers, shape.hidden_size, head_dims)
        needs = (FORMS, sum(lengths), max(lengths), head_dims, CONTEXT_TOKENS)
        ids = [vocabulary["<bos>"], *range(300, 299 + self.selftest_tokens)]
        return {
            **{"id": self.id, "kind": "multimodal", "title": self.id, "language": "none"},
            **{"style": "instruct", "default": False, "source": {"kind": "random"}},
            "licence": {"name": "none", "url": "", "file": ""},
            **facts.size_facts(*sizes),
            **facts.need_facts(*needs),
            **facts.token_facts(vocabulary),
            **{"hash": self.id, "files": files, "min_bytes_free": total},
            "forms": {
                "webgpu": form,
                "wasm": form | {"features": [], "component": "processor"},
            },
            "selftest": {"ids": ids, "finite": True, "never_best_ids": []},
        }


def e2b() -> RandomGemma4:
    """Of the real one's sizes, in the precision that it is offered in."""
    return RandomGemma4("random-e2b", real_shape(find_pin(MODEL)[1]["sizes"]), "q4f16")


def wide() -> RandomGemma4:
    """Four layers, so wide that their weights are more than a gigabyte."""
    real = e2b().shape
    layers = {"full": (False, True) * 2, "shared_layers": 2}
    few = len(gemma4_tokenizer()["model"]["vocab"])
    shape = replace(real, hidden_size=4096, ffn_size=24_576, vocab_size=few, **layers)
    return RandomGemma4("random-wide", shape, "q4")


def _drawn(sizes: Mapping[str, tuple[int, ...]], precision: Precision) -> Arrays:
    """Vectors of ones, and matrices whose products are about as large as what they multiply."""
    random = np.random.default_rng(4)
    for name, size in sizes.items():
        if len(size) == 1:
            yield name, np.ones(size, FLOAT[precision])
            continue
        rows, columns = size
        blocks = columns // BLOCK
        bytes_ = random.bytes(rows * columns // 2)
        scale = 1 / (SPREAD * columns**0.5)
        yield f"{name}.q", np.frombuffer(bytes_, np.uint8).reshape(rows, -1)
        yield f"{name}.scales", np.full((rows, blocks), scale, FLOAT[precision])
        yield f"{name}.zeros", np.full((rows, (blocks + 1) // 2), MIDDLE, np.uint8)


def _file(folder: Path, path: Path) -> dict[str, Any]:
    """As models.manifest tells of a file, but for packing, which takes minutes of gigabytes."""
    whole, chunks = hashlib.sha256(), []
    for chunk in _chunks(path):
        whole.update(chunk)
        chunks.append(hashlib.sha256(chunk).hexdigest())
    return {
        "path": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        **{"sha256": whole.hexdigest(), "chunk_bytes": CHUNK_BYTES, "chunks": chunks},
        "forms": list(FORMS),
    }


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk

"""Which arrays each of the four graphs of a Gemma 4 stores, and what they stand for read back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.graphs.gemma4.audio import audio_graph
from models.graphs.gemma4.decoder import HEAD, decoder_graph
from models.graphs.gemma4.embed import TABLES, embed_graph
from models.graphs.gemma4.parts import save
from models.graphs.gemma4.vision import vision_graph
from models.multimodal.four_bits import FLOAT, Arrays, Precision, packed, read_slots, widened
from models.multimodal.shape import Gemma4
from models.multimodal.tensors import audio_sizes, text_sizes, vision_sizes
from models.weights.quantise import Slot, write_arrays
from models.weights.shape import Floats

EMBED, DECODER, VISION, AUDIO = GRAPHS = (
    *("embed_tokens", "decoder_model_merged"),
    *("vision_encoder", "audio_encoder"),
)
"""The hub's names."""
FOLDER = "onnx"
TOKENS, LAYERS = (f"language_model.{table}.weight" for table in TABLES)
IN_GRAPH = (".relative_k_proj.weight", ".per_dim_scale")
"""What the sound encoder's graph holds as it makes use of it, and no file."""


def graph_path(graph: str, precision: Precision) -> str:
    """A graph's file as the hub calls it; its weights lie in the same with `_data` at the end."""
    return f"{FOLDER}/{graph}_{precision}.onnx"


def write_weights(model: Gemma4, folder: Path, precision: Precision) -> dict[str, list[Slot]]:
    """Writes what the four graphs store into `folder`; where it lies, by graph."""
    (folder / FOLDER).mkdir(exist_ok=True)
    arrays = {
        EMBED: _tables(model, precision),
        DECODER: _decoder(model, precision),
        VISION: _plain(model, vision_sizes(model.vision, model.text), precision),
        AUDIO: _plain(model, audio_sizes(model.audio, model.text), precision),
    }
    return {
        graph: write_arrays(folder / f"{graph_path(graph, precision)}_data", arrays[graph])
        for graph in GRAPHS
    }


def write_graphs(
    model: Gemma4,
    folder: Path,
    precision: Precision,
    slots: Mapping[str, Sequence[Slot]],
    placeholders: Sequence[int],
    context_tokens: int,
) -> None:
    """Writes the four graphs over the slots; `placeholders` are the ids where media stand."""
    text, tensor = model.text, model.tensor
    graphs = {
        EMBED: embed_graph(text, slots[EMBED], precision, placeholders),
        DECODER: decoder_graph(text, slots[DECODER], precision, context_tokens),
        VISION: vision_graph(model.vision, text, slots[VISION], precision, tensor),
        AUDIO: audio_graph(model.audio, text, slots[AUDIO], precision, tensor),
    }
    for graph, made in graphs.items():
        save(made, folder / graph_path(graph, precision))


def stored(model: Gemma4, folder: Path, slots: Mapping[str, Sequence[Slot]]) -> Gemma4:
    """The model as a runtime sees it: what its files hold, widened; what they do not hold as is."""
    every = [slot for graph in GRAPHS for slot in slots[graph]]
    read, names = read_slots(folder / FOLDER, every), {slot.name for slot in every}

    def tensor(name: str) -> Floats:
        if f"{name}.q" in names:
            return widened(name, read)
        return read(name).astype(np.float32) if name in names else model.tensor(name)

    return replace(model, tensor=tensor)


def _tables(model: Gemma4, precision: Precision) -> Arrays:
    for name in (TOKENS, LAYERS):
        yield from packed(name, model.tensor(name), precision)


def _decoder(model: Gemma4, precision: Precision) -> Arrays:
    """All of the text model but the tables, and the head: the table of tokens once more."""
    yield from packed(f"{HEAD}.weight", model.tensor(TOKENS), precision)
    yield from _plain(model, _but_tables(text_sizes(model.text)), precision)


def _but_tables(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if name not in {TOKENS, LAYERS})


def _plain(model: Gemma4, names: Iterable[str], precision: Precision) -> Arrays:
    """Matrices in 4 bits, all else as it is; the bounds of matrices stand in the graph."""
    for name in names:
        array = model.tensor(name)
        if name.endswith(IN_GRAPH) or not array.ndim:
            continue
        if array.ndim == 2:
            yield from packed(name, array, precision)
        else:
            yield name, array.astype(FLOAT[precision])

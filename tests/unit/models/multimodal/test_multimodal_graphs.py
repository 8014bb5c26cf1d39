"""The tiny Gemma 4's graphs compute what Hugging Face's own code does (see make_golden.py)."""

from pathlib import Path

import numpy as np
import pytest

from models.multimodal import facts
from models.multimodal.forward import text_logits
from models.multimodal.four_bits import Precision
from models.multimodal.recipe import CONTEXT_TOKENS
from models.multimodal.storage import EMBED, FOLDER, graph_path, stored, write_graphs, write_weights
from models.multimodal.tables import read_tables
from models.multimodal.tiny import gemma4_tokenizer, tiny_gemma4
from tests.unit.models.multimodal.cases import GREEDY_TOKENS, prompts
from tests.unit.models.multimodal.graphs import Fed, Graphs

VOCABULARY: dict[str, int] = gemma4_tokenizer()["model"]["vocab"]
MODEL = tiny_gemma4(gemma4_tokenizer())
GOLDEN = dict(np.load(Path(__file__).with_name("golden.npz")))
KINDS = ("text", "image", "audio", "both")
# Logits have a deviation of 2.6, features one of 1. Found: 6e-5 and 8e-6; in float16 0.11 and 7e-3.
LOGITS: dict[Precision, float] = {"q4": 3e-4, "q4f16": 0.3}
FEATURES: dict[Precision, float] = {"q4": 5e-5, "q4f16": 0.02}
PRECISIONS: tuple[Precision, ...] = ("q4", "q4f16")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graphs in both precisions."""
    made = tmp_path_factory.mktemp("gemma4")
    for precision in PRECISIONS:
        slots = write_weights(MODEL, made, precision)
        places = facts.placeholder_ids(VOCABULARY)
        write_graphs(MODEL, made, precision, slots, places, CONTEXT_TOKENS)
    return made


@pytest.fixture(scope="module")
def graphs(folder: Path) -> dict[Precision, Graphs]:
    return {precision: Graphs(folder, precision, VOCABULARY) for precision in PRECISIONS}


def apart(found: np.ndarray, wanted: np.ndarray) -> float:
    assert found.shape == wanted.shape
    return float(np.abs(found.astype(np.float64) - wanted).max())


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_logits_are_those_of_hugging_face(
    graphs: dict[Precision, Graphs], precision: Precision, kind: str
) -> None:
    one, wanted = graphs[precision], GOLDEN[f"{kind}_logits"]
    logits, _ = one.step(one.fed(kind), one.empty(), keep=0 if kind == "text" else len(wanted))
    assert apart(logits, wanted) < LOGITS[precision]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_soft_tokens_are_those_of_hugging_face(
    graphs: dict[Precision, Graphs], precision: Precision
) -> None:
    for name, features in graphs[precision].features().items():
        assert apart(features, GOLDEN[f"{name}_features"]) < FEATURES[precision]


def test_what_is_looked_up_is_that_of_hugging_face(graphs: dict[Precision, Graphs]) -> None:
    embeds, layers = graphs["q4"].looked_up(prompts(VOCABULARY)["text"])
    assert apart(embeds, GOLDEN["text_embeds"]) < 1e-6
    assert apart(layers, GOLDEN["text_layers"]) < 1e-6


def test_a_placeholder_has_the_layers_inputs_of_padding(graphs: dict[Precision, Graphs]) -> None:
    _, layers = graphs["q4"].looked_up([0, *facts.placeholder_ids(VOCABULARY), 5])
    assert (layers[0, 1:3] == layers[0, 0]).all()
    assert (layers[0, 3] != layers[0, 0]).any()


@pytest.mark.parametrize("kind", KINDS)
def test_chunks_say_what_the_whole_does(graphs: dict[Precision, Graphs], kind: str) -> None:
    one = graphs["q4"]
    fed = one.fed(kind)
    whole, grown = one.step(fed, one.empty())
    for size in (7, 31):  # both cut the picture in two
        logits, cache = one.in_chunks(fed, one.empty(), size)
        assert apart(logits, whole) < LOGITS["q4"]
        for name, kept in cache.past.items():
            assert apart(kept, grown.past[name]) < LOGITS["q4"]


def test_a_cut_and_a_shared_cache_go_on_as_a_fresh_one(graphs: dict[Precision, Graphs]) -> None:
    one = graphs["q4"]
    embeds, layers = one.fed("both")
    _, full = one.step((embeds, layers), one.empty())
    for at in (3, 13, 30):  # within the window, within the picture, past both
        rest: Fed = embeds[:, at:], layers[:, at:]
        _, fresh = one.step((embeds[:, :at], layers[:, :at]), one.empty())
        wanted, _ = one.step(rest, fresh)
        other, _ = one.step((embeds[:, :5], layers[:, :5]), full.cut(at))
        found, _ = one.step(rest, full.cut(at))  # the other branch has left no mark
        assert apart(found, wanted) < LOGITS["q4"]
        assert np.isfinite(other).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_best_tokens_are_those_of_hugging_face(
    graphs: dict[Precision, Graphs], kind: str
) -> None:
    one = graphs["q4"]
    logits, cache = one.in_chunks(one.fed(kind), one.empty(), 31)
    chosen: list[int] = []
    while len(chosen) < GREEDY_TOKENS:
        chosen.append(int(logits[-1].argmax()))
        logits, cache = one.step(one.looked_up(chosen[-1:]), cache, keep=1)
    assert chosen == GOLDEN[f"{kind}_greedy"].tolist()


def test_numpy_computes_what_hugging_face_does(folder: Path) -> None:
    slots = write_weights(MODEL, folder, "q4")
    real = stored(MODEL, folder, slots)
    found = text_logits(real, prompts(VOCABULARY)["text"])
    assert apart(found, GOLDEN["text_logits"]) < LOGITS["q4"]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_rows_are_read_from_the_file_as_the_graph_reads_them(
    folder: Path, graphs: dict[Precision, Graphs], precision: Precision
) -> None:
    path = graph_path(EMBED, precision)
    told = read_tables(folder / path, f"{path}_data")
    assert told is not None
    raw = np.fromfile(folder / told["file"], np.uint8)
    ids = [2, 5, 300, 742, len(VOCABULARY) - 1]
    embeds, layers = graphs[precision].looked_up(ids)
    assert (rows(raw, told, told["tokens"], ids) == embeds[0]).all()
    ids = [told["pad_id"] if one in facts.placeholder_ids(VOCABULARY) else one for one in ids]
    found = rows(raw, told, told["layers"], ids)
    assert (found == layers[0].reshape(found.shape)).all()


def rows(raw: np.ndarray, told: dict, table: dict, ids: list[int]) -> np.ndarray:
    """Rows of a table as a reader has them who knows the manifest alone."""
    count, columns, block = table["rows"], table["columns"], told["block"]
    kind = np.dtype(told["scales_type"])

    def part(offset: int, dtype: np.dtype, wide: int) -> np.ndarray:
        size = count * wide * dtype.itemsize
        return raw[offset : offset + size].view(dtype).reshape(count, wide)[ids]

    def halves(pairs: np.ndarray) -> np.ndarray:
        return np.stack([pairs & 15, pairs >> 4], axis=-1).reshape(len(ids), -1)

    byte, blocks = np.dtype(np.uint8), columns // block
    numbers = halves(part(table["numbers_offset"], byte, columns // 2)).astype(np.int16)
    zeros = halves(part(table["zeros_offset"], byte, blocks // 2)).astype(np.int16)
    scales = part(table["scales_offset"], kind, blocks)
    steps = numbers.reshape(len(ids), blocks, block) - zeros[..., None]
    # The graph's own type as far as the product, float32 from there.
    wide = (steps.astype(kind) * scales[..., None]).astype(np.float32)
    return wide.reshape(len(ids), columns) * np.float32(table["scale"])


def test_every_file_of_weights_lies_beside_its_graph(folder: Path) -> None:
    form = facts.form_facts("q4")
    for graph in form["graphs"].values():
        assert (folder / graph["graph"]).is_file()
        assert all((folder / path).parent == folder / FOLDER for path in graph["weights"])
        assert all((folder / path).is_file() for path in graph["weights"])

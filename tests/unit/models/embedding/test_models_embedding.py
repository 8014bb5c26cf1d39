"""Embedding models: graphs compute what numpy does, runs what single texts do, and no less."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer as Reader

from hearthside.adapters.manifest import EMBEDDING_GEMMA
from hearthside.find.evidence import weigh
from hearthside.ports import AnswerabilityModel
from models import RecipeError
from models.__main__ import main
from models.cache import models_root, read_manifest
from models.embedding.checkpoint import dense_product, with_projection
from models.embedding.codebook import Codebook, pack
from models.embedding.facts import PROMPTS
from models.embedding.forward import both_ways, vectors
from models.embedding.recipe import EmbeddingOrder
from models.graphs.nodes import FORMS, Form
from models.recipe import make_model
from models.source import read_pins
from models.weights.safetensors_file import write_tensors
from models.weights.shape import Weights
from models.weights.tiny import tiny_tokenizer, tiny_weights
from tests.unit.models.embedding.session import cosines, open_embedder
from tests.unit.models.pinned import pinned

DRAW = np.random.default_rng(0)
# Shorter than tiny's window, past its reach of 8, and past its window of 16.
TEXTS = [DRAW.integers(4, 700, length).tolist() for length in (3, 40, 12, 1, 90)]


def tiny_order(model: str = "") -> EmbeddingOrder:
    """The order of tiny-embedding, made under another id."""
    return pinned("tiny-embedding", EmbeddingOrder, model)


def manifest_of(model: str) -> dict[str, Any]:
    manifest = read_manifest(models_root() / model)
    assert manifest is not None
    return manifest


@pytest.mark.parametrize("form", FORMS)
def test_graphs_compute_what_numpy_does(form: Form) -> None:
    assert main(["build", "tiny-embedding"]) == 0
    found = open_embedder("tiny-embedding", form)(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    # The rest is what 8 bits a weight cost in a model without training.
    assert cosines(found, vectors(tiny_order().weights, TEXTS)).min() > 0.999


@pytest.mark.parametrize("form", FORMS)
def test_a_run_gives_what_single_texts_give(form: Form) -> None:
    assert main(["build", "tiny-embedding"]) == 0
    embed = open_embedder("tiny-embedding", form)
    single = np.concatenate([embed([text]) for text in TEXTS])
    np.testing.assert_allclose(embed(TEXTS), single, atol=1e-5)
    np.testing.assert_allclose(embed(TEXTS[::-1]), single[::-1], atol=1e-5)


def test_a_full_run_fits() -> None:
    assert main(["build", "tiny-embedding"]) == 0
    embed = open_embedder("tiny-embedding", "wasm")
    long = np.random.default_rng(1).integers(4, 700, 2046).tolist()
    found = embed([long, TEXTS[0][:2]])
    assert found.shape == (2, 64)
    assert cosines(found, vectors(tiny_order().weights, [long, TEXTS[0][:2]])).min() > 0.999


def test_a_token_sees_half_a_window_to_either_side() -> None:
    shape = tiny_order().weights.shape
    sees = both_ways(shape, False, 30)
    assert np.flatnonzero(sees[15]).tolist() == list(range(7, 24))
    assert (sees == sees.T).all()
    assert both_ways(shape, True, 30).all()


def test_the_forms_pass_the_self_test_and_a_shuffled_text_does_not() -> None:
    assert main(["build", "tiny-embedding"]) == 0
    selftest = manifest_of("tiny-embedding")["selftest"]
    texts, expected = selftest["texts_ids"], np.array(selftest["vectors"])
    for form in FORMS:
        embed = open_embedder("tiny-embedding", form)
        assert cosines(embed(texts), expected).min() > selftest["min_cosine"][form]
        turned = [text[::-1] for text in texts]
        assert cosines(embed(turned), expected).max() < selftest["min_cosine"][form]


def test_the_manifest_is_true() -> None:
    out = models_root() / "out"
    assert main(["build", "tiny-embedding", "tiny", "--out", str(out)]) == 0
    folder, manifest = models_root() / "tiny-embedding", manifest_of("tiny-embedding")
    listed = {entry["path"] for entry in manifest["files"]}
    assert listed == {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert (manifest["kind"], manifest["dimensions"]) == ("embed", 64)
    assert manifest["truncations"] == [64, 32, 16, 8]
    assert manifest["prompts"]["query"] == "task: search result | query: "
    ids = tiny_tokenizer()["model"]["vocab"]
    assert (manifest["bos_id"], manifest["eos_id"]) == (ids["<bos>"], ids["<eos>"])
    needs = manifest["needs"]
    stored = sum(entry["bytes"] for entry in manifest["files"] if entry["path"].endswith(".bin"))
    for form in FORMS:
        assert needs[form]["memory_bytes"] > 2 * stored
    index = json.loads((out / "index.json").read_text())["models"]
    kinds = {entry["id"]: (entry["kind"], entry.get("dimensions")) for entry in index}
    assert kinds == {"tiny": ("generate", None), "tiny-embedding": ("embed", 64)}


def test_manifests_made_before_prompts_were_stated_had_the_same() -> None:
    assert PROMPTS == EMBEDDING_GEMMA


def test_what_was_fitted_to_the_pinned_models_leans_the_right_way() -> None:
    [pin] = [pin for pin in read_pins() if "answerability" in pin["models"][0]]
    for entry in pin["models"]:
        best, above = entry["answerability"].pop("weights")
        fitted = AnswerabilityModel(weights=(best, above), **entry["answerability"])
        assert fitted.across is not None and 0.0 < fitted.across < fitted.at < 1.0
        assert not weigh(fitted, (0.65, 0.53)).thin
        assert weigh(fitted, (0.15, -0.03)).thin


def test_building_twice_gives_the_same_bytes() -> None:
    assert main(["build", "tiny-embedding"]) == 0
    before = manifest_of("tiny-embedding")
    (models_root() / "tiny-embedding/table.bin").write_bytes(b"not a table")
    assert main(["build", "tiny-embedding"]) == 0
    assert manifest_of("tiny-embedding") == before


def test_the_tokenizer_marks_both_ends() -> None:
    assert main(["build", "tiny-embedding"]) == 0
    reader = Reader.from_file(str(models_root() / "tiny-embedding/tokenizer.json"))
    tokens = reader.encode("the fox").tokens
    assert (tokens[0], tokens[-1]) == ("<bos>", "<eos>")
    assert reader.encode("the fox", add_special_tokens=False).tokens == tokens[1:-1]
    config = json.loads((models_root() / "tiny-embedding/tokenizer_config.json").read_text())
    assert config["add_eos_token"] is True


def wide_weights() -> tuple[Weights, np.ndarray]:
    """tiny with 96 numbers a token, which three divide, and its projection."""
    tokenizer = tiny_tokenizer()
    weights = tiny_weights(tokenizer, 6, hidden_size=96)
    projection = np.random.default_rng(2).standard_normal((96, 96)).astype(np.float32)
    return with_projection(weights, lambda: projection), projection


@pytest.mark.parametrize("form", FORMS)
def test_a_codebook_is_read_as_numpy_reads_it(form: Form) -> None:
    weights, _ = wide_weights()
    order = replace(tiny_order("compact"), weights=weights, coarse=range(300, 500))
    make_model(order, models_root(), lambda line: None)
    found = open_embedder("compact", form)(TEXTS)
    table = weights.tensor("embed")
    fine = pack(np.concatenate([table[:300], table[500:]]), 2).rows(slice(None))
    coarse = pack(table[300:500], 3).rows(slice(None))
    joined = np.concatenate([fine[:300], coarse, fine[300:]])

    def tensor(name: str) -> np.ndarray:
        return joined if name == "embed" else weights.tensor(name)

    assert cosines(found, vectors(replace(weights, tensor=tensor), TEXTS)).min() > 0.999
    selftest = manifest_of("compact")["selftest"]
    expected = np.array(selftest["vectors"])
    assert cosines(open_embedder("compact", form)(selftest["texts_ids"]), expected).min() > 0.9999
    assert (models_root() / "compact/table.bin").stat().st_size < table.size * 0.6


@pytest.mark.parametrize(("numbers", "least"), [(3, 13), (2, 19)])
def test_a_codebook_keeps_what_its_bits_can(numbers: int, least: int) -> None:
    table = np.random.default_rng(3).standard_normal((800, 96)).astype(np.float32)
    table = table * np.linspace(0.2, 3, 96, dtype=np.float32) + 0.5
    table *= np.random.default_rng(4).uniform(0.5, 2, (800, 1)).astype(np.float32)
    packed = pack(table, numbers)
    gap = packed.rows(slice(None)) - table
    decibels = 10 * np.log10((table**2).sum() / (gap**2).sum())
    assert decibels > least  # no code could do more than 6 for each bit a number has: 16 and 24
    some = np.array([5, 799, 0])
    np.testing.assert_array_equal(packed.rows(some), packed.rows(slice(None))[some])
    assert packed.codes.dtype == np.uint8
    assert packed.codes.shape == (800, 96 // numbers)


@pytest.mark.parametrize("numbers", [2, 3])
def test_rows_without_numbers_stay_finite(numbers: int) -> None:
    table = np.zeros((300, 6), np.float32)
    table[:100] = np.random.default_rng(5).standard_normal((100, 6))
    table[:, 3] = 7  # a column of one number
    packed = pack(table, numbers)
    assert np.isfinite(packed.rows(slice(None))).all()
    np.testing.assert_allclose(packed.rows(slice(None))[:, 3], 7)
    again = Codebook.read("fine", dict(packed.arrays("fine")).__getitem__)
    np.testing.assert_array_equal(again.rows(slice(None)), packed.rows(slice(None)))


def write_dense(folder: Path, name: str, matrix: np.ndarray, **config: object) -> None:
    (folder / name).mkdir(parents=True)
    said = {"bias": False, "activation_function": "torch.nn.modules.linear.Identity", **config}
    (folder / name / "config.json").write_text(json.dumps(said))
    write_tensors({"linear.weight": matrix}, folder / name / "model.safetensors")


def test_two_dense_layers_are_their_product(tmp_path: Path) -> None:
    draw = np.random.default_rng(7)
    up, down = (draw.standard_normal(size).astype(np.float32) for size in ((12, 4), (4, 12)))
    write_dense(tmp_path, "2_Dense", up)
    write_dense(tmp_path, "3_Dense", down)
    states = draw.standard_normal((5, 4)).astype(np.float32)
    by_layers = (states @ up.T) @ down.T
    np.testing.assert_allclose(states @ dense_product(tmp_path).T, by_layers, atol=1e-4)


@pytest.mark.parametrize("config", [{"bias": True}, {"activation_function": "torch.nn.Tanh"}])
def test_dense_layers_with_more_than_a_matrix_are_refused(
    config: dict[str, object], tmp_path: Path
) -> None:
    write_dense(tmp_path, "2_Dense", np.eye(4, dtype=np.float32), **config)
    with pytest.raises(RecipeError, match="2_Dense: a dense layer with a bias or a bend"):
        dense_product(tmp_path)

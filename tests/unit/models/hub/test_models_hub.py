"""models/hub/: a pinned checkpoint comes whole, by whatever road, or not at all and says why."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models import RecipeError
from models.__main__ import main
from models.cache import cache_root, content, content_path, models_root, read_manifest
from models.hub import download as downloading
from models.hub import fetch_checkpoint, read_address
from tests.unit.models.checkpoint import TEMPLATE, write_checkpoint
from tests.unit.models.hub.hub_server import Hub, serving

REPOSITORY, REVISION = "fireside/tiny-it", "0123456789abcdef0123456789abcdef01234567"
ADDRESS = f"hub:{REPOSITORY}@{REVISION}"
WEIGHTS = "model.safetensors"
CUT = 50_000


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    write_checkpoint(tmp_path / "own", TEMPLATE, [1, 4])
    monkeypatch.setattr(downloading, "PAUSES_SECONDS", (0, 0))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(tmp_path / "own", REPOSITORY, REVISION) as served:
        monkeypatch.setenv("HEARTHSIDE_HUB", served.origin)
        yield served


def quiet(_: str) -> None:
    """Reports to nobody."""


def fetch() -> Path:
    return fetch_checkpoint(read_address(ADDRESS), quiet).folder


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def built(source: str) -> dict[str, Any]:
    assert main(["build", "--from", source, "--id", "mine"]) == 0
    manifest = read_manifest(models_root() / "mine")
    assert manifest is not None
    return manifest


def test_a_model_from_the_hub_is_the_one_from_its_folder(hub: Hub, tmp_path: Path) -> None:
    by_folder = built(str(tmp_path / "own"))
    by_hub = built(ADDRESS)
    pins = {"kind": "hub", "repository": REPOSITORY, "revision": REVISION}
    page = f"{hub.origin}/{REPOSITORY}"
    assert by_hub["source"] == pins
    assert by_hub["licence"] == {"name": "gemma", "url": page, "file": ""}
    told = ("source", "licence", "recipe")
    assert {k: v for k, v in by_hub.items() if k not in told} == {
        k: v for k, v in by_folder.items() if k not in told
    }
    assert by_hub["style"] == "instruct" and by_hub["hash"]


def test_the_folder_holds_what_the_hub_has(hub: Hub) -> None:
    files = dict(hub.files)
    hub.files |= {"README.md": b"# Tiny", "pytorch_model.bin": b"pickled", "other.safetensors": b""}
    assert held(fetch()) == files


def test_a_revision_that_was_fetched_is_not_asked_for_again(hub: Hub) -> None:
    first = held(fetch())
    hub.asked.clear()
    assert held(fetch()) == first
    assert not hub.asked
    kept = content_path(sha256(hub.files[WEIGHTS]).hexdigest())
    kept.write_bytes(b"damaged")
    assert held(fetch()) == first
    assert [one.path.split("?")[0] for one in hub.of_store()] == [f"/{WEIGHTS}"]


def test_weights_in_parts_come_as_the_index_says(hub: Hub) -> None:
    parts = {f"model-0000{part}-of-00002.safetensors": b"part %d" % part for part in (1, 2)}
    places = dict(zip("ab", parts, strict=True))
    index = {"model.safetensors.index.json": json.dumps({"weight_map": places}).encode()}
    del hub.files[WEIGHTS]
    wanted = dict(hub.files) | parts | index
    hub.files = {**wanted, "model-00003-of-00003.safetensors": b"of another time"}
    assert held(fetch()) == wanted


@pytest.mark.parametrize("name", ["../up.safetensors", "absent.safetensors", "config.json", 7])
def test_an_index_that_names_anything_else_is_refused(hub: Hub, name: object) -> None:
    del hub.files[WEIGHTS]
    hub.files["../up.safetensors"] = b"up"
    index = json.dumps({"weight_map": {"a": name}}).encode()
    hub.files["model.safetensors.index.json"] = index
    with pytest.raises(RecipeError, match="which is not there"):
        fetch()


def test_a_cut_connection_goes_on_where_it_was(hub: Hub) -> None:
    hub.cuts = [CUT, CUT]
    assert held(fetch()) == hub.files
    asked = [one.headers for one in hub.of_store() if WEIGHTS in one.path]
    ranges = [(headers.get("Range"), headers.get("If-Range")) for headers in asked]
    assert ranges == [(None, None), (f"bytes={CUT}-", '"one"'), (f"bytes={2 * CUT}-", '"one"')]
    assert not list(content_path("").glob("*.part")) and not list(content_path("").glob("*.etag"))


@pytest.mark.parametrize("etags", [['"one"', '"two"'], ['W/"weak"'], [""]])
def test_a_cut_file_begins_anew_without_the_same_strong_etag(hub: Hub, etags: list[str]) -> None:
    hub.cuts, hub.etags = [CUT], list(etags)
    assert held(fetch()) == hub.files
    ranges = [one.headers.get("Range") for one in hub.of_store() if WEIGHTS in one.path]
    assert ranges == [None, f"bytes={CUT}-" if len(etags) > 1 else None]


def test_another_range_than_asked_for_is_not_joined(hub: Hub) -> None:
    hub.cuts, hub.ranges_off_by = [CUT], 1
    assert held(fetch()) == hub.files


def test_what_came_is_kept_when_it_gives_up(hub: Hub) -> None:
    hub.cuts = [CUT, 0, 0, 0]
    with pytest.raises(RecipeError, match=r"model\.safetensors: .* run it again to go on"):
        fetch()
    hub.asked.clear()
    assert held(fetch()) == hub.files
    assert [one.headers["Range"] for one in hub.of_store()] == [f"bytes={CUT}-"]


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_a_file_with_another_hash_is_thrown_away(hub: Hub, name: str) -> None:
    right = hub.files[name]
    hub.sent[name] = right[:-1] + b"\0"
    with pytest.raises(RecipeError, match=f"{name} came with another hash"):
        fetch()
    assert not list(content_path("").glob("*.part"))
    assert not content(sha256(hub.sent[name]).hexdigest())
    hub.sent.clear()
    assert held(fetch()) == hub.files


def test_a_full_disk_is_told_beforehand(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    room = SimpleNamespace(free=len(hub.files["tokenizer.json"]))
    monkeypatch.setattr(downloading.shutil, "disk_usage", lambda _: room)
    with pytest.raises(RecipeError, match=r"model\.safetensors: .* are to come"):
        fetch()
    assert len(hub.of_store()) == 1


def test_a_file_longer_than_listed_is_refused(hub: Hub) -> None:
    hub.sent[WEIGHTS] = hub.files[WEIGHTS] + b"more"
    with pytest.raises(RecipeError, match="is longer than"):
        fetch()


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [("X-Linked-ETag", f'"{"0" * 64}"', "is listed, 0000"), ("X-Linked-Size", "5", "listed, 5 se")],
)
def test_a_file_that_is_not_the_listed_one_is_not_fetched(
    hub: Hub, header: str, value: str, said: str
) -> None:
    hub.linked = {header: value}
    with pytest.raises(RecipeError, match=said):
        fetch()
    assert not content(sha256(hub.files[WEIGHTS]).hexdigest())


def test_the_token_is_shown_to_the_hub_alone(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.token = "hf_secret"
    monkeypatch.setenv("HF_TOKEN", "hf_secret\n")
    assert held(fetch()) == hub.files
    shown = {(one.server, one.headers.get("Authorization")) for one in hub.asked}
    assert shown == {("hub", "Bearer hf_secret"), ("store", None)}
    kept = [path for path in cache_root().rglob("*") if path.is_file()]
    assert kept and not any(b"hf_secret" in path.read_bytes() for path in kept)


@pytest.mark.parametrize(("token", "said"), [("", "is not set"), ("hf_old", "is not enough")])
def test_a_gated_model_says_what_to_do(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    token: str, said: str,
) -> None:  # fmt: skip
    hub.token = "hf_right"
    monkeypatch.setenv("HF_TOKEN", token)
    assert main(["build", "--from", ADDRESS, "--id", "mine"]) == 1
    told = capsys.readouterr().err
    assert f"accept its licence at {hub.origin}/{REPOSITORY}" in told
    assert "set HF_TOKEN" in told and said in told


def test_without_a_network_it_says_so(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEARTHSIDE_HUB", "http://127.0.0.1:9")
    assert main(["build", "--from", ADDRESS, "--id", "mine"]) == 1
    told = capsys.readouterr().err
    assert "127.0.0.1 cannot be reached" in told and "Is the network there?" in told


def test_models_that_are_not_there_or_not_whole_are_named(hub: Hub) -> None:
    with pytest.raises(RecipeError, match="the hub has no nobody/nothing"):
        fetch_checkpoint(read_address(f"hub:nobody/nothing@{REVISION}"), quiet)
    weights = hub.files.pop(WEIGHTS)
    hub.files["adapter_model.safetensors"] = weights
    with pytest.raises(RecipeError, match=r"no model\.safetensors"):
        fetch()
    del hub.files["tokenizer.json"]
    with pytest.raises(RecipeError, match=r"has no tokenizer\.json"):
        fetch()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("hub:org/name", r"40 hex digits.*/org/name/commits/main"),
        ("hub:org/name@main", "a branch such as main moves"),
        (f"hub:org/name@{REVISION[:-1]}", "40 hex digits"),
        (f"hub:org/name@{REVISION.upper()}", "40 hex digits"),
        (f"hub:name@{REVISION}", "write hub:ORG/NAME@REVISION"),
        (f"hub:../name@{REVISION}", "write hub:ORG/NAME@REVISION"),
        (f"hub:org/..@{REVISION}", "write hub:ORG/NAME@REVISION"),
    ],
)
def test_an_address_must_be_whole(address: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        read_address(address)

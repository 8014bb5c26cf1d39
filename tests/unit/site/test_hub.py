"""A site that offers a model from a hub: its description, its list, its texts, and who may ask."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.shell.offers import seers_of
from models import RecipeError
from models.orders import find_pin
from web.site.assemble import ROOT, list_parts
from web.site.headers import (
    ENGINE_PATH,
    WORKBENCH_PREFIX,
    headers_of,
    hosts_file,
    origins_of,
    policies,
    policy,
)
from web.site.hub import offer_from_hub

MODEL = "gemma-4-e2b-it"
HUB = ("https://huggingface.co", "https://*.hf.co")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    offer_from_hub([MODEL], tmp_path / "models", ROOT / "LICENSE", ())
    list_parts(tmp_path / "models")
    return tmp_path


def manifest_of(site: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((site / "models" / MODEL / "manifest.json").read_text())
    return told


def test_every_file_has_an_address_at_the_pinned_revision_or_lies_in_the_site(site: Path) -> None:
    source = find_pin(MODEL)[0]["source"]
    at = f"https://huggingface.co/{source['repository']}/resolve/{source['revision']}/"
    here = {file.name for file in (site / "models" / MODEL).iterdir()}
    assert here == {"manifest.json", "NOTICE.txt", "LICENSE.txt"}
    for file in manifest_of(site)["files"]:
        if file["path"] in here:
            data = (site / "models" / MODEL / file["path"]).read_bytes()
            assert (sha256(data).hexdigest(), len(data)) == (file["sha256"], file["bytes"])
            assert "url" not in file
        else:
            assert file["url"] == at + file["path"]


def test_its_terms_and_true_sizes_are_told_before_a_click(site: Path) -> None:
    index = json.loads((site / "models/index.json").read_text())
    [offer] = seers_of(index["models"])
    assert offer.hub == "huggingface.co"
    assert (site / offer.licence_file).is_file()
    assert 3.12e9 < offer.size_bytes < 3.14e9
    assert 99e6 < offer.image_bytes < 100e6
    assert 171e6 < offer.audio_bytes < 172e6


def test_only_the_engine_may_ask_the_hub(site: Path) -> None:
    origins = origins_of(site)
    assert origins == HUB
    own = f"connect-src 'self' {' '.join(HUB)};"
    assert own in headers_of(ENGINE_PATH, origins)["Content-Security-Policy"]
    for path in ("index.html", "web/mind/mind.worker.js", f"{WORKBENCH_PREFIX}index.html"):
        assert headers_of(path, origins) == headers_of(path)
        assert "connect-src 'self';" in policy(path, origins)
    first = next(one for one in policies(origins) if ENGINE_PATH.startswith(one["prefix"]))
    assert own in first["policy"]
    lines = [line.strip() for line in hosts_file(origins).splitlines()]
    at = lines.index(f"/{ENGINE_PATH}")
    assert lines[at + 1] == "! Content-Security-Policy"
    assert own in lines[at + 3]


def test_a_site_without_a_hub_lets_its_engine_ask_nobody(tmp_path: Path) -> None:
    assert origins_of(tmp_path) == ()
    assert ENGINE_PATH not in hosts_file()
    assert headers_of(ENGINE_PATH) == headers_of("")
    assert [one["prefix"] for one in policies()] == [WORKBENCH_PREFIX, ""]


def test_what_lies_in_the_site_is_not_asked_of_the_hub(tmp_path: Path) -> None:
    (tmp_path / "models" / MODEL).mkdir(parents=True)
    offer_from_hub([MODEL], tmp_path / "models", ROOT / "LICENSE", ())
    assert not (tmp_path / "models/index.json").exists()
    assert origins_of(tmp_path) == ()


def test_what_no_hub_has_and_what_nobody_knows_is_refused(tmp_path: Path) -> None:
    for model, words in (("tiny-gemma-4", "build it"), ("nobody", "no model is called")):
        with pytest.raises(RecipeError, match=words):
            offer_from_hub([model], tmp_path, ROOT / "LICENSE", ())


def test_another_hub_and_its_store_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARTHSIDE_HUB", "http://127.0.0.1:9/")
    (tmp_path / "models").mkdir()
    offer_from_hub([MODEL], tmp_path / "models", ROOT / "LICENSE", ["http://127.0.0.1:10"])
    assert origins_of(tmp_path) == ("http://127.0.0.1:9", "http://127.0.0.1:10")

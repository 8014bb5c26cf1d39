"""The built folder: complete, honest about its hashes, small enough, and silent about other hosts.

Reads dist/ only. Knows nothing of what its files do.
"""

import hashlib
import json
import re
from typing import Any

import pytest

from tests.browser.conftest import DIST, ROOT

pytestmark = pytest.mark.browser

MB = 1_000_000
FIRST_VISIT_BUDGET = 47.5 * MB  # several pictures, tiers, long texts, pictured stories: 0.1
WHOLE_BUDGET = 101 * MB  # the two adapters took 6.5 of it
NETWORKS = ("jsdelivr.net", "unpkg.com", "//huggingface.co", "esm.sh", "cdnjs")


@pytest.fixture(scope="module")
def site() -> dict[str, Any]:
    listed: dict[str, Any] = json.loads((DIST / "files.json").read_text("utf-8"))
    return listed


def test_every_kept_file_has_its_hash(site: dict[str, Any]) -> None:
    for file in site["files"]:
        digest = hashlib.sha256((DIST / file["path"]).read_bytes()).hexdigest()
        assert digest == file["sha256"], file["path"]


def test_the_list_is_whole(site: dict[str, Any]) -> None:
    there = {path.relative_to(DIST).as_posix() for path in DIST.rglob("*") if path.is_file()}
    listed = {file["path"] for file in site["files"]}
    weights = {path for path in there if path.startswith("models/")}
    assert there - listed - weights == {".nojekyll", "_headers", "files.json", "sw.js"}
    manifests = {path for path in weights if path.endswith("/manifest.json")}
    assert manifests and manifests | {"models/index.json"} <= listed


def test_the_service_worker_carries_the_list(site: dict[str, Any]) -> None:
    first, _ = (DIST / "sw.js").read_text("utf-8").split("\n", 1)
    carried = json.loads(first.removeprefix("self.SITE = ").removesuffix(";"))
    assert carried["version"] == site["version"]
    assert carried["files"] == site["files"]


def test_the_sizes_stay_within_budget(site: dict[str, Any]) -> None:
    sizes = {file["path"]: (DIST / file["path"]).stat().st_size for file in site["files"]}
    at_once = sum(sizes[file["path"]] for file in site["files"] if file["when"] == "install")
    assert at_once < FIRST_VISIT_BUDGET
    assert sum(sizes.values()) < WHOLE_BUDGET


def test_no_content_network_is_named() -> None:
    for file in DIST.rglob("*"):
        if file.suffix in {".js", ".mjs", ".html", ".css", ".json"} and "models" not in file.parts:
            text = file.read_text("utf-8")
            assert not [network for network in NETWORKS if network in text], file


def test_every_address_in_the_page_is_relative() -> None:
    page = (DIST / "index.html").read_text("utf-8")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert [found for found in addresses if re.match(r"/|\w+://", found)] == []


def test_each_model_is_whole_and_carries_its_licence() -> None:
    models = json.loads((DIST / "models/index.json").read_text("utf-8"))["models"]
    assert models[0]["default"]
    for model in models:
        folder = DIST / "models" / model["id"]
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        for file in manifest["files"]:
            assert (folder / file["path"]).stat().st_size == file["bytes"], file["path"]
        random = model["id"].split("-")[0] == "tiny"  # nobody's work, so nobody's licence
        assert random or (folder / manifest["licence"]["file"]).is_file(), model["id"]


def test_nothing_of_the_tests_is_shipped() -> None:
    tests = {
        hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (ROOT / "tests").rglob("*")
        if file.is_file() and file.stat().st_size
    }
    shipped = [file for file in DIST.rglob("*") if file.is_file() and file.stat().st_size < 50 * MB]
    taken = [f for f in shipped if hashlib.sha256(f.read_bytes()).hexdigest() in tests]
    assert taken == []

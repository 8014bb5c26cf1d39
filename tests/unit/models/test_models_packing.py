"""Files packed for their way: every chunk by itself, and only where it pays."""

import gzip
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from models.cache import is_whole
from models.manifest import file_entry, file_facts, write_index, write_manifest

CHUNK_BYTES = 1 << 20  # for these; what is shipped has larger ones
LETTERS = np.random.default_rng(3).integers(97, 105, 2 * CHUNK_BYTES + 500, np.uint8).tobytes()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("models.manifest.CHUNK_BYTES", CHUNK_BYTES)
    (tmp_path / "m").mkdir()
    (tmp_path / "m/body.bin").write_bytes(LETTERS)
    return tmp_path / "m"


def test_every_chunk_is_unpacked_by_itself(folder: Path) -> None:
    entry = file_entry(folder, "body.bin")
    packed = entry["packed"]
    data = (folder / packed["path"]).read_bytes()
    assert (packed["bytes"], packed["sha256"]) == (len(data), sha256(data).hexdigest())
    starts = [0, *packed["ends"][:-1]]
    chunks = [gzip.decompress(data[a:b]) for a, b in zip(starts, packed["ends"], strict=True)]
    assert [sha256(chunk).hexdigest() for chunk in chunks] == entry["chunks"]
    assert b"".join(chunks) == LETTERS
    assert packed["bytes"] < len(LETTERS) / 2


def test_the_same_bytes_are_packed_the_same(folder: Path) -> None:
    first = file_entry(folder, "body.bin")["packed"]
    assert file_entry(folder, "body.bin")["packed"] == first


def test_what_would_not_get_smaller_is_fetched_as_it_is(folder: Path) -> None:
    noise = np.random.default_rng(4).bytes(CHUNK_BYTES + 1)
    (folder / "table.bin").write_bytes(noise)
    (folder / "config.json").write_text("{}")
    for name in ("table.bin", "config.json"):
        assert "packed" not in file_entry(folder, name)
        assert not (folder / f"{name}.packed").exists()


def test_a_folder_whose_packed_file_is_damaged_is_not_whole(folder: Path) -> None:
    file_entry(folder, "body.bin")
    facts = file_facts(folder, [path.name for path in folder.iterdir()])
    assert [entry["path"] for entry in facts["files"]] == ["body.bin"]
    write_manifest(folder, {"id": "m", "recipe": "r", **facts})
    assert is_whole(folder, "r")
    packed = folder / "body.bin.packed"
    packed.write_bytes(packed.read_bytes()[:-1] + b"?")
    assert not is_whole(folder, "r")


def test_the_index_tells_what_is_fetched_and_what_it_takes(folder: Path) -> None:
    facts = file_facts(folder, ["body.bin"])
    write_manifest(folder, {"id": "m", "default": True, **facts})
    write_index(folder.parent)
    told = (folder.parent / "index.json").read_text()
    packed = facts["files"][0]["packed"]["bytes"]
    assert f'"bytes": {len(LETTERS)}' in told
    assert f'"download_bytes": {packed}' in told

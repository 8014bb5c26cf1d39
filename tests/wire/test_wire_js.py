"""web/wire/wire.gen.js says what the library's wire says, and the page's JavaScript can read it."""

import importlib.util
import json
import shutil
import subprocess
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest

from hearthside import wire

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")


def wiregen() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wiregen", ROOT / "web" / "site" / "wiregen.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_file_is_fresh() -> None:
    module = wiregen()
    assert (ROOT / "web" / "wire" / "wire.gen.js").read_text(encoding="utf-8") == module.wire_js()


def test_check_tells_a_stale_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = wiregen()
    monkeypatch.setattr(module, "TARGET", tmp_path / "wire.gen.js")
    assert module.main(["--check"]) == 1
    assert module.main([]) == 0
    assert module.main(["--check"]) == 0


@pytest.mark.skipif(NODE is None, reason="node is not there to read the file")
def test_javascript_reads_the_same_words() -> None:
    script = "import('./web/wire/wire.gen.js').then((wire) => console.log(JSON.stringify(wire)))"
    ran = subprocess.run(
        [str(NODE), "-e", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == {
        words.__name__: {word.name: word.value for word in words} for words in _all_words()
    }


def _all_words() -> tuple[type[StrEnum], ...]:
    return (wire.Kind, wire.Op, wire.Topic, wire.Mark, wire.Code)

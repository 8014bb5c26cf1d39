"""build.py on a machine that lacks something: one clear sentence, and nothing half done."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import build


def test_an_old_python_is_told_which_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        build.need_tools()


def test_no_node_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"Node\.js 20 or newer with npm is needed"):
        build.need_tools()


def test_an_old_node_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.1.0\n")
    node.chmod(0o755)
    monkeypatch.setattr(build.shutil, "which", lambda name: str(node))
    with pytest.raises(SystemExit, match=r"this is v18\.1\.0"):
        build.need_tools()


def test_a_failed_step_shows_its_last_words_and_the_advice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    script = "import sys; print('the cause'); sys.exit(3)"
    with pytest.raises(SystemExit, match=r"a step did not succeed\. Do this\."):
        build.run("a step", [sys.executable, "-c", script], "Do this.")
    assert "the cause" in capsys.readouterr().out


def test_a_long_step_tells_that_it_lives(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "TELL_EVERY_S", 0.2)
    build.run("a long step", [sys.executable, "-c", "import time; time.sleep(1.2)"], "")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "· a long step ..."
    assert any(line.startswith("    a long step:") for line in lines)
    assert lines[-1].startswith("  a long step: ")


def test_a_fingerprint_changes_with_names_and_contents(tmp_path: Path) -> None:
    def taken() -> str:
        return build.fingerprint([tmp_path])

    (tmp_path / "a").write_text("one")
    first = taken()
    (tmp_path / "a").write_text("two")
    second = taken()
    (tmp_path / "a").rename(tmp_path / "b")
    assert len({first, second, taken()}) == 3


def test_build_py_runs_before_anything_is_installed() -> None:
    command = [sys.executable, "-I", "-S", "build.py", "--help"]
    shown = subprocess.run(command, cwd=build.ROOT, capture_output=True, text=True, check=True)
    assert "serve" in shown.stdout


@pytest.mark.parametrize("name", ["openpyxl", "et[-_]xmlfile"])
def test_the_site_serves_the_release_that_the_tests_use(name: str) -> None:
    served = (build.ROOT / "web/site/wheels.lock").read_text("utf-8")
    tested = (build.ROOT / "requirements.lock").read_text("utf-8")
    [(version, digest)] = re.findall(rf"^{name}==(\S+) --hash=sha256:(\w+)$", served, re.M)
    [entry] = re.findall(rf"^{name}=={version} (?:\\\n +--hash=\S+ ?)+", tested, re.M)
    assert digest in entry


def test_models_of_a_hub_are_told_apart_from_what_a_tool_is_asked() -> None:
    asked = ["--port", "9", "--hub", "one", "--hub=two", "--bare"]
    assert build.of_hub(asked) == (["one", "two"], ["--port", "9", "--bare"])
    assert build.of_hub([]) == ([], [])

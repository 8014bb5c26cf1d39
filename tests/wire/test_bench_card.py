"""The bench of a card: memory is looked at truly, failures are sentences, the table is whole.

Measures nothing of Chromium; tests/browser/engine/test_card.py runs the command.
"""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.bench.card import card, memory, resident, table
from tests.bench.site.chromium import CARD as CARD_FLAGS

ROOT = Path(__file__).resolve().parents[2]
MARK = "--user-data-dir=/nowhere/but-here"
MIB = 96
HOLD = "import sys; held = bytearray(b'1') * (int(sys.argv[2]) << 20); print('held', flush=True);"
LINUX = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").is_file(), reason="only Linux tells of shares of memory"
)


@LINUX
def test_a_watch_sees_what_a_process_holds_and_when() -> None:
    phases = []
    with resident.Watch(MARK) as watch:
        for mib in (1, MIB):
            command = [sys.executable, "-c", HOLD + "sys.stdin.read()", MARK, str(mib)]
            pipe = subprocess.PIPE
            with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
                assert process.stdout
                assert process.stdout.readline() == b"held\n"
                phases.append({"phase": f"holding {mib}", "at_s": time.time()})
                seen = len(watch.looks)
                while len(watch.looks) < seen + 2:
                    time.sleep(0.01)
                phases.append({"phase": "ending", "at_s": time.time()})
                process.communicate(b"")
    found = memory.peaks(phases, watch)
    assert MIB <= found[f"holding {MIB}"]["mib"] < MIB + 64
    assert 1 <= found["holding 1"]["mib"] < 65
    assert found["holding 1"]["kinds"].keys() == {"browser"}  # what has no --type


def test_what_is_missing_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert card.main(["--software"], tmp_path) == 1
    monkeypatch.setattr(card, "find_chromium", lambda: None)
    assert card.main(["--software"], tmp_path) == 1
    assert capsys.readouterr().out.splitlines() in (
        [card.NO_SITE, card.NO_CHROMIUM],
        [card.NO_CHROMIUM, card.NO_CHROMIUM],  # a machine without one
    )


CARD = {"available": True, "software": False, "reason": ""}
IMITATED = CARD | {"software": True}
NONE = {"available": False, "software": False, "reason": "WebGPU does not start"}


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ([CARD], CARD),
        ([NONE, CARD], CARD),
        ([IMITATED, CARD], CARD),
        ([Error("Chromium ended"), IMITATED], IMITATED),  # said of it: it only imitates one
        ([CARD | {"available": False}, NONE], NONE),
    ],
)
def test_chromium_is_started_another_way_where_one_finds_no_card(
    found: list[Any], kept: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def ask(self: card.Bench, contender: str, told: dict[str, Any]) -> dict[str, Any]:
        tried.append((contender, self._flags))
        answer = found[len(tried) - 1]
        if isinstance(answer, Error):
            raise answer
        return dict(answer)

    monkeypatch.setattr(card, "Server", lambda site: None)
    monkeypatch.setattr(card.Bench, "ask", ask)
    bench = card.Bench(None, tmp_path, card.Extent(False, 1, 1, 1, (31,)), 1)
    assert bench.adapter() == kept
    assert tried == [("adapter", flags) for flags in CARD_FLAGS[: len(found)]]


def test_imitated_is_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "Server", lambda site: None)
    monkeypatch.setattr(card.Bench, "ask", lambda *_: IMITATED)
    bench = card.Bench(None, tmp_path, card.Extent(True, 1, 1, 1, (31,)), 1)
    assert bench.is_wanted(bench.adapter())


def row(apart: float, wrong: str = "") -> dict[str, Any]:
    read = [
        {"chunk": 31, "per_s": 900.0, "apart": 0.0},
        {"chunk": 64, "per_s": 9e3, "apart": apart},
    ]
    alone = {"open_s": 1.0, "wrong": wrong, "first_ms": 20.0, "token_ms": 5.0, "read": read}
    page = {"tokens": 11, "decode_ms": 100.0, "first_ms": 30.0}
    return {"model": "m", "alone": alone, "page": page}


ADAPTER = {
    **{"vendor": "nvidia", "architecture": "hopper", "description": "", "software": False},
    **{"max_buffer_bytes": 2**31, "features": ["shader-f16"], "limits": {}},
}


def test_the_table_has_a_row_for_each_model_and_marks_a_wrong_kernel() -> None:
    left_out = {"model": "e2b", table.LEFT_OUT: "the card has no shader-f16"}
    rows = [row(0.01), row(3.0, "the value of token 1 is off"), row(float("nan")), left_out]
    lines = list(table.table(ADAPTER, (31, 64), rows))
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if line[:1] == "|"]
    assert {len(line) for line in cells} == {8}
    assert cells[2] == ["m", "passed", "1.0", "30", "100.0", "5.0", "900", "9000"]
    assert cells[3][1::6] == ["failed", "9000 (wrong)"]
    assert cells[4][7] == "9000 (wrong)"
    assert cells[5] == ["e2b", *"-------"]
    assert lines[1] == "On nvidia, hopper, largest buffer 2048 MiB:"
    assert any("e2b: not all of it was measured: the card has no shader-f16" in x for x in lines)


def test_memory_is_told_of_each_phase_less_the_empty_browser() -> None:
    phases = {
        "empty": {"mib": 200.0, "kinds": {"browser": 200.0}, "s": 2.0},
        "download": {"mib": 300.0, "kinds": {"renderer": 299.5, "utility": 0.5}, "s": 9.0},
        "load": {"mib": 1500.0, "kinds": {"browser": 200.0, "gpu-process": 1300.0}, "s": 5.0},
        "selftest": {"mib": 1800.0, "kinds": {"gpu-process": 1800.0}, "s": 60.0},
    }
    found = {"phases": phases, "reason": "WebGPU: a card"}
    told = list(memory.lines("m", 1000.0, found))
    assert told[0] == "m: WebGPU: a card"
    assert [re.findall(r"(-?[\d.]+) x", line) for line in told[1:5]] == [
        ["0.00"],
        ["0.10"],
        ["1.30"],
        ["1.60"],
    ]
    assert told[3].endswith("(gpu-process 1300, browser 200)")
    assert "utility" not in told[2]
    # Shaders that the processor translates in the self-test are no part of opening.
    assert "opening: 1.30 x the weights of 1000 MiB" in told[5] and told[5].endswith("kept)")
    phases["load"]["mib"] = 1510.0
    assert list(memory.lines("m", 1000.0, found))[5].endswith("missed)")


def test_memory_of_what_nobody_can_load_on_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert memory.main(["tpu"], ROOT) == 2
    assert capsys.readouterr().out.startswith("Usage:")

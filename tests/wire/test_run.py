"""The whole suite's runner: what lanes report becomes one line that tells the truth."""

import sys
from pathlib import Path

import pytest

from tests.run import Lane, closed

SUITE = """
import pytest
def test_good(): pass
def test_bad(): assert 1 == 2
@pytest.mark.skip(reason="named")
def test_not_here(): pass
@pytest.fixture
def broken(): raise OSError("gone")
def test_broken(broken): pass
"""


def lane(script: str, report: Path | None = None) -> Lane:
    ran = Lane("some", [sys.executable, "-c", script], report)
    ran.run()
    return ran


def test_what_pytest_reports_is_counted_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_some.py").write_text(SUITE)
    report = tmp_path / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--rootdir",
        tmp_path,
        "-p",
        "no:cacheprovider",
    ]
    ran = Lane("some", [*command, f"--junitxml={report}", tmp_path], report)
    ran.run()
    assert not closed([ran], 61.4)
    told = capsys.readouterr().out
    assert told.endswith("==== 1 failed, 1 passed, 1 skipped, 1 errors in 61 s ====\n")
    assert "  failed: test_some.py::test_bad\n" in told
    assert "  errors: test_some.py::test_broken\n" in told
    assert "some    | " in told


def test_what_node_counts_is_counted() -> None:
    ran = lane("print('\u2139 tests 5'); print('\u2139 pass 4'); print('# fail 1'); exit(1)")
    assert ran.counts == {"passed": 4, "failed": 1}


def test_a_process_that_dies_without_a_report_is_an_error_even_after_an_old_report(
    tmp_path: Path,
) -> None:
    report = tmp_path / "report.xml"
    report.write_text("<testsuites><testcase name='old' time='1'/></testsuites>")
    ran = lane("import os; os._exit(3)", report)
    assert ran.counts == {"errors": 1}
    assert "ended with 3" in ran.wrong[0]


def test_all_good_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert closed([lane("print('# pass 2')")], 1.0)
    assert "==== 0 failed, 2 passed" in capsys.readouterr().out

"""The whole suite's runner: what jobs report becomes one line that tells the truth."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from build import ROOT
from tests.run import AGAIN, JOBS, PYTEST, QUICK_JOBS, Job, closed, work

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

DYING = """
tries = []
def dies(times):
    tries.append(1)
    assert len(tries) > times, "Target page, context or browser has been closed"
def test_dies_once(): dies(1)
def test_dies_twice(): dies(9)
def test_bad(): assert 1 == 2
"""


def job(script: str, report: Path | None = None) -> Job:
    ran = Job("some", [sys.executable, "-c", script], report)
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
    ran = Job("some", [*command, f"--junitxml={report}", tmp_path], report)
    ran.run()
    assert not closed([ran], 61.4)
    told = capsys.readouterr().out
    assert told.endswith("==== 1 failed, 1 passed, 1 skipped, 1 errors in 61 s ====\n")
    assert "  failed: test_some.py::test_bad\n" in told
    assert "  errors: test_some.py::test_broken\n" in told
    assert "some    | " in told


def test_a_test_that_was_asked_again_counts_once_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_some.py").write_text(DYING)
    report = tmp_path / "report.xml"
    command = [*PYTEST, "--rootdir", tmp_path, "-p", "no:cacheprovider", *AGAIN, tmp_path]
    ran = Job("some", [*command, f"--junitxml={report}"], report)
    ran.run()
    assert ran.counts == {"passed": 1, "failed": 2}
    assert not closed([ran], 1.0)
    told = capsys.readouterr().out
    asked_again = told.partition("Asked again")[2].partition("What failed")[0]
    assert "::test_dies_once" in asked_again and "::test_dies_twice" in asked_again
    assert "::test_bad" not in asked_again


def test_what_node_counts_is_counted() -> None:
    ran = job("print('\u2139 tests 5'); print('\u2139 pass 4'); print('# fail 1'); exit(1)")
    assert ran.counts == {"passed": 4, "failed": 1}


def test_a_process_that_dies_without_a_report_is_an_error_even_after_an_old_report(
    tmp_path: Path,
) -> None:
    report = tmp_path / "report.xml"
    report.write_text("<testsuites><testcase name='old' time='1'/></testsuites>")
    ran = job("import os; os._exit(3)", report)
    assert ran.counts == {"errors": 1}
    assert "ended with 3" in ran.wrong[0]


def test_all_good_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert closed([job("print('# pass 2')")], 1.0)
    assert "==== 0 failed, 2 passed" in capsys.readouterr().out


def test_every_job_is_run_once_by_whoever_is_free() -> None:
    many = [Job(str(at), [sys.executable, "-c", "print('# pass 1')"]) for at in range(5)]
    work(many, [None, None])
    assert [one.counts for one in many] == [{"passed": 1}] * 5


def _claimed(path: str, arguments: Sequence[str]) -> bool:
    """Whether pytest, asked so, would come to `path`."""
    left_out = [one.removeprefix("--ignore=") for one in arguments if one.startswith("--ignore=")]
    asked = [one for one in arguments if not one.startswith("--")]
    lies_in = [[f"{path}/".startswith(f"{one}/") for one in part] for part in (asked, left_out)]
    return any(lies_in[0]) and not any(lies_in[1])


def test_every_file_of_tests_is_in_one_job() -> None:
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    rules = [path for path in files if path.startswith("tests/test_house")]
    jobs = {path: [name for name in JOBS if _claimed(path, JOBS[name])] for path in files}
    assert len(files) > 200 and [path for path in files if not jobs[path]] == rules
    assert [path for path in files if len(jobs[path]) > 1] == []


def test_what_a_job_is_asked_for_is_there() -> None:
    asked = {one for jobs in (JOBS, QUICK_JOBS) for paths in jobs.values() for one in paths}
    paths = [one.removeprefix("--ignore=").partition("::")[0] for one in asked]
    assert [path for path in paths if not (ROOT / path).exists()] == []

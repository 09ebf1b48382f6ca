"""An error that nobody expected is reported in a file, without secrets, and in two lines."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.report.crash import report_crash

PROGRAM = """
import sys
import scaffold.cli as cli
from scaffold.commands import list as command

def fail(*_):
    raise ValueError("a \\x1b[2J value")

sys.argv = ["scaffold", "list", "-d", "token=secret"]
cli.typer.main.get_command = lambda _: lambda **_: fail()
cli.main()
"""


def crash(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / ".local" / "share" / "mlops-scaffold" / "crash.txt"


def test_a_crash_is_reported_in_a_file_and_in_two_lines(tmp_path: Path, report: Path) -> None:
    done = crash(tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        r"error: Unexpected error: ValueError: a \x1b[2J value",
        f"hint: Report this bug with the file {report}",
    ]
    text = report.read_text("utf-8")
    assert text.startswith("command: scaffold list\npython: 3.")
    assert "Traceback (most recent call last)" in text
    assert "secret" not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_a_report_replaces_the_last_one_and_follows_no_link(tmp_path: Path, report: Path) -> None:
    report.parent.mkdir(parents=True)
    (tmp_path / "mine").write_text("mine")
    report.symlink_to(tmp_path / "mine")
    crash(tmp_path)
    assert (tmp_path / "mine").read_text() == "mine"
    assert not report.is_symlink()


def test_a_crash_is_printed_where_no_file_can_be_written(tmp_path: Path, report: Path) -> None:
    report.parent.parent.mkdir(parents=True)
    report.parent.write_text("a file")
    done = crash(tmp_path)
    assert done.returncode == 1
    assert "Traceback (most recent call last)" in done.stderr
    assert r"ValueError: a \x1b[2J value" in done.stderr
    assert "\x1b[2J" not in done.stderr


def test_a_package_that_is_not_installed_is_reported_as_such(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("scaffold.report.crash.find_place", lambda _: tmp_path / "crash.txt")
    monkeypatch.setattr("scaffold.report.crash._PACKAGES", ("rich", "is-not-there"))
    report_crash(ValueError("a value"))
    text = (tmp_path / "crash.txt").read_text("utf-8")
    assert "\nis-not-there: not installed\n" in text
    assert "\nrich: not installed\n" not in text


def test_a_crash_without_a_home_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scaffold.report.crash.find_place", lambda _: None)
    report_crash(ValueError("a value"))
    assert "ValueError: a value" in capsys.readouterr().err

"""A command that is done is not reported as failed because its output could not be written."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.kit.machine import Finished

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device"),
]

WARNING = "warning: The command succeeded, but cannot write its output: no space left on device"
DESCRIBED = ("-d", "description=Another sentence.")


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """Copy a project without a repository."""
    return Path(shutil.copytree(rendered("skeleton", "package", ()), clean_machine / "demo"))


def run(*arguments: str, to: str = "/dev/full") -> Finished:
    """Run a command whose output goes to a device."""
    with open(to, "w") as device:  # noqa: PTH123 - it is a device
        command = [sys.executable, "-m", "scaffold", *arguments]
        done = subprocess.run(command, stdout=device, stderr=subprocess.PIPE, check=False)
    return Finished(done.returncode, "", done.stderr.decode())


CHANGING = {
    "update": ("update", "demo", *DESCRIBED),
    "update as JSON": ("update", "demo", *DESCRIBED, "--json"),
    "add": ("add", "github", "demo"),
    "new": ("new", "other", "-l", "--stack", "skeleton", "--no-git"),
    "new as JSON": ("new", "other", "-l", "--stack", "skeleton", "--no-git", "--json"),
    "adopt": ("adopt", "old", "-l", "--stack", "skeleton"),
}


@pytest.mark.parametrize("arguments", CHANGING.values(), ids=CHANGING.keys())
def test_a_command_that_is_done_only_warns(project: Path, arguments: tuple[str, ...]) -> None:
    old = project.with_name("old")
    old.mkdir()
    (old / "main.py").write_text("print()\n")
    finished = run(*arguments)
    assert finished.exit_code == 0, finished
    assert finished.errors.splitlines()[-1] == WARNING
    assert finished.errors.count("warning") == 1
    assert finished.error_lines == []
    changed = {"update": "demo", "add": "demo", "new": "other", "adopt": "old"}[arguments[0]]
    assert (project.with_name(changed) / ".copier-answers.yml").is_file()


def test_undo_and_recover_only_warn_too(project: Path, scaffold: Callable[..., Finished]) -> None:
    assert scaffold("update", "demo", *DESCRIBED).exit_code == 0
    undone = run("undo", "demo")
    assert (undone.exit_code, undone.errors.splitlines()[-1]) == (0, WARNING)
    (project / ".scaffold" / "undo").rename(project / ".scaffold" / "journal")
    recovered = run("recover", "demo")
    assert (recovered.exit_code, recovered.errors.splitlines()[-1]) == (0, WARNING)


def test_conflicts_keep_their_exit_code(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM mine\n")
    finished = run("add", "docker", "demo")
    assert (finished.exit_code, finished.errors.splitlines()[-1]) == (4, WARNING)


LOOKING = {
    "status": ("status", "demo"),
    "diff": ("diff", "demo", *DESCRIBED),
    "list": ("list",),
    "a dry run": ("update", "demo", *DESCRIBED, "-n"),
    "JSON": ("check", "demo", "--json"),
}


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("arguments", LOOKING.values(), ids=LOOKING.keys())
def test_a_look_that_cannot_be_printed_is_an_error(arguments: tuple[str, ...]) -> None:
    finished = run(*arguments)
    assert finished.exit_code == 1
    assert finished.error_lines == ["error: No space left on device"]
    assert "Exception ignored" not in finished.errors


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("arguments", [("update", "demo", *DESCRIBED), ("status", "demo")])
def test_a_reader_that_leaves_is_no_word_worth(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "scaffold", *arguments]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.returncode == (0 if arguments[0] == "update" else 1)
    assert b"rror" not in done.stderr
    assert b"warning" not in done.stderr


def test_where_nothing_can_be_told_a_command_is_done_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scaffold.report import after_work

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sys.stdout", sys.stdout)
    monkeypatch.setattr("scaffold.report.lost.print_note", refuse)
    with after_work():
        refuse()
    with pytest.raises(OSError, match="No space"), after_work(False):
        refuse()

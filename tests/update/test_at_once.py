"""Updates of one project at the same time are one update."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases.journals import held_lock
from tests.kit.machine import Finished, Scaffold
from tests.update.standing import read_standing

pytestmark = pytest.mark.case

DESCRIBED = ("-d", "description=Another sentence.")


def start_update(project: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "scaffold", "update", str(project), *DESCRIBED]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def finish(process: "subprocess.Popen[str]") -> Finished:
    output, errors = process.communicate(timeout=100)
    return Finished(process.returncode, output, errors)


@pytest.mark.parametrize("number", [2, 4])
def test_updates_at_once_are_one_update(
    scaffold: Scaffold, project: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    readme = project / "README.md"
    readme.write_bytes(b"mine\n\n" + readme.read_bytes().replace(b"\n\n", b"\n\nmine\n\n", 2))
    once = Path(shutil.copytree(project, project.with_name("once")))
    expected = scaffold("update", once, *DESCRIBED).exit_code
    processes = [start_update(project) for _ in range(number)]
    left = [finish(process) for process in processes]
    assert expected in [finished.exit_code for finished in left]
    for finished in left:
        assert finished.exit_code in {0, expected, 5}, finished
        assert "Traceback" not in finished.errors
        if finished.exit_code == 5:
            assert "already running" in finished.errors or "during planning" in finished.errors
    assert read_standing(project) == read_standing(once)


def test_who_is_at_work_is_told(scaffold: Scaffold, project: Path) -> None:
    (project / ".scaffold" / "journal").mkdir(parents=True)
    before = read_standing(project)
    with held_lock(project, command="adopt"):
        finished = scaffold("update", "demo", *DESCRIBED)
    assert finished.exit_code == 5
    assert f"`scaffold adopt` is already running (process {os.getppid()})" in finished.errors
    assert read_standing(project) == before

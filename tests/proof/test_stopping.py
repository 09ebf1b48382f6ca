"""A proof that is stopped leaves no process, no folder and no change."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scaffold.notebooks.verification.kernel.ending import MARK, find_marked
from tests.proof.conftest import commit, read_files

pytestmark = pytest.mark.story
# The check starts a process that leaves its session, says so, and never ends.
CHECK = (
    "import os, subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],"
    " start_new_session=True)\n"
    "open(sys.argv[1] + '.new', 'w').write(f'{os.getpid()} {child.pid}')\n"
    "os.rename(sys.argv[1] + '.new', sys.argv[1])\n"
    "time.sleep(600)\n"
)


@pytest.mark.parametrize(
    ("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)]
)
def test_a_stopped_proof_leaves_nothing(
    project: Path, tmp_path: Path, temporary: Path, stop: signal.Signals, code: int
) -> None:
    (project / "check.py").write_text(CHECK)
    started = tmp_path / "started"
    command = shlex.join([sys.executable, "check.py", str(started)])
    with (project / "pyproject.toml").open("a") as file:
        file.write(f'\n[tool.scaffold]\nprove = "{command}"\n')
    commit(project)
    before = read_files(project)
    words = [sys.executable, "-m", "scaffold", "update", str(project), "-l", "--prove"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            while not started.exists():
                assert process.poll() is None, process.communicate()
                time.sleep(0.05)
            marks = [_read_mark(int(text)) for text in started.read_text().split()]
        finally:
            process.send_signal(stop)
            process.communicate()
    assert marks[0] == marks[1] != b""
    assert process.returncode == code
    assert find_marked(marks[0]) == []
    assert [*temporary.iterdir()] == []
    assert read_files(project) == before


def _read_mark(pid: int) -> bytes:
    """Return the mark of a process, as its environment contains it."""
    entries = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return next(each + b"\0" for each in entries if each.startswith(f"{MARK}=".encode()))


def test_processes_of_tests_are_not_marked_by_a_proof() -> None:
    assert MARK not in os.environ

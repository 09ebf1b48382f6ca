"""An update that is killed at any call of Git is finished by `resume`, as if it never was."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fleet.building import IDENTITY, git

pytestmark = pytest.mark.slow
Place = Callable[..., Path]
BRANCH = "scaffold/update/v0.2.0"
# Counts its calls, and kills the command that calls it at one of them.
WRAPPER = """\
#!/bin/sh
n=$(cat "$COUNT"); n=$((n + 1)); echo $n > "$COUNT"
[ "$n" = "$KILL_AT" ] && kill -9 $PPID && exit 1
exec {git} "$@"
"""


def _run(tmp_path: Path, kill_at: int, *arguments: str) -> tuple[int, int]:
    """Run the command with a Git that kills it; return its exit code and the calls of Git."""
    programs, count = tmp_path / "programs", tmp_path / "count"
    count.write_text("0", "utf-8")
    settings = {
        **os.environ,
        **IDENTITY,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "COUNT": str(count),
        "KILL_AT": str(kill_at),
    }
    command = [sys.executable, "-m", "scaffold", "fleet", *arguments]
    done = subprocess.run(command, env=settings, capture_output=True, check=False)
    return done.returncode, int(count.read_text("utf-8"))


def test_every_call_of_git_can_be_the_last_one(place: Place, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    real = subprocess.run(["which", "git"], capture_output=True, check=True, text=True)
    (programs / "git").write_text(WRAPPER.format(git=real.stdout.strip()), "utf-8")
    (programs / "git").chmod(0o755)
    projects = [place(0, 0, "v0.1.0"), place(1, 1, "v0.1.0")]
    update = ("update", "--to", "v0.2.0", *(each.name for each in projects))
    assert _run(tmp_path, 0, *update)[0] == 0
    expected = [git(each, "rev-parse", BRANCH) for each in projects]
    _forget(projects)
    # The first run has found out about the projects, so that later ones call Git less often.
    code, calls = _run(tmp_path, 0, *update)
    assert code == 0
    assert calls > 6
    for call in range(1, calls + 1):
        _forget(projects)
        assert _run(tmp_path, call, *update)[0] == -signal.SIGKILL
        assert _run(tmp_path, 0, "resume")[0] == 0
        assert [git(each, "rev-parse", BRANCH) for each in projects] == expected
        assert [git(each, "status", "--porcelain") for each in projects] == ["", ""]


def _forget(projects: list[Path]) -> None:
    """Delete the branches of updates."""
    for each in projects:
        git(each, "branch", "--quiet", "-D", BRANCH, check=False)

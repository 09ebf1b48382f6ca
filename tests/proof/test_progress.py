"""Steps of a proof show how long they take."""

import os
from pathlib import Path

import pytest

from tests.kit.terminal import read_until, start_on_terminal
from tests.proof.conftest import commit

pytestmark = pytest.mark.story


def test_a_terminal_shows_the_elapsed_seconds_of_a_check(project: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    script = f"import os, time\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.05)\n"
    (project / "wait.py").write_text(script)
    with (project / "pyproject.toml").open("a") as file:
        file.write('\n[tool.scaffold]\nprove = "python wait.py"\n')
    commit(project)
    process, terminal = start_on_terminal("update", project, "-l", "--prove")
    try:
        # Between 10 and 19 seconds at the latest: a busy machine can skip a second.
        read_until(terminal, "Running python wait.py before the change (1")
        gate.touch()
        read_until(terminal, "Proved: no check that passed before fails", 600)
        assert process.wait(timeout=600) == 0
    finally:
        gate.touch()
        os.close(terminal)
        process.kill()
        process.wait()

"""After a kill at any step there is no project, or the whole one; the next call leaves no trace."""

import json
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.machine import run_command

DRIVER = REPOSITORY / "tests" / "faults" / "killed_at_every_step.py"


# How a trial may end; a full disk is a sentence, or met a step that the project can do without.
ENDS = {signal.SIGKILL: r"killed", signal.SIGINT: r"interrupt", 0: r"sentence|\d+"}


@pytest.mark.parametrize(
    ("number", "repository"),
    [
        pytest.param(signal.SIGKILL, "no-git", id="kill"),
        pytest.param(signal.SIGKILL, "git", id="kill, with git", marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, "no-git", id="ctrl-c", marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, "git", id="ctrl-c, with git", marks=pytest.mark.slow),
        pytest.param(0, "no-git", id="full disk", marks=pytest.mark.slow),
        pytest.param(0, "git", id="full disk, with git", marks=pytest.mark.slow),
    ],
)
def test_an_interruption_at_any_step_leaves_nothing_or_everything(
    tmp_path: Path, number: int, repository: str
) -> None:
    (tmp_path / "trials").mkdir()
    command = [sys.executable, str(DRIVER), str(tmp_path / "trials"), str(number), repository]
    finished = run_command(command)
    assert finished.exit_code == 0, finished.errors
    found = json.loads(finished.output)
    whole, trials = found["whole"], found["trials"]
    assert len(trials) > len(whole["files"])
    assert whole["committed"] == (repository == "git")
    for trial in trials:
        after, again = trial["after"], trial["again"]
        assert re.fullmatch(ENDS[number], trial["ended"]), trial
        if after["exists"]:
            assert (after["files"], after["committed"]) == (whole["files"], whole["committed"])
        if number == signal.SIGINT:
            assert after["others"] == [], trial
        # The same command makes the project, and clears up what the ended one left.
        assert again["files"] == whole["files"], trial
        assert after["exists"] or again["others"] == [], trial

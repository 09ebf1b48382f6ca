"""After a fault at any event there is no project or the whole one; the next call clears up."""

import json
import re
import sys
from pathlib import Path

import pytest

from tests.machine import run_command

# How a trial may end; a failing disk is a sentence, or met what the project can do without.
ENDS = {"kill": r"killed", "ctrl-c": r"interrupt", "full disk": r"sentence|\d+"}


@pytest.mark.parametrize(
    ("fault", "repository"),
    [
        ("kill", "no-git"),
        pytest.param("kill", "git", marks=pytest.mark.slow),
        pytest.param("ctrl-c", "no-git", marks=pytest.mark.slow),
        pytest.param("ctrl-c", "git", marks=pytest.mark.slow),
        pytest.param("full disk", "no-git", marks=pytest.mark.slow),
        pytest.param("full disk", "git", marks=pytest.mark.slow),
    ],
)
def test_a_fault_at_any_event_leaves_nothing_or_everything(
    tmp_path: Path, fault: str, repository: str
) -> None:
    (tmp_path / "trials").mkdir()
    driver = [sys.executable, "-m", "tests.faults.faulted_new"]
    finished = run_command([*driver, str(tmp_path / "trials"), fault, repository])
    assert finished.exit_code == 0, finished.errors
    found = json.loads(finished.output)
    whole, trials = found["whole"], found["trials"]
    assert len(trials) > len(whole["files"])
    assert whole["committed"] == (repository == "git")
    for trial in trials:
        after, again = trial["after"], trial["again"]
        assert re.fullmatch(ENDS[fault], trial["ended"]), trial
        if after["exists"]:
            assert (after["files"], after["committed"]) == (whole["files"], whole["committed"])
        if fault == "ctrl-c":
            assert after["others"] == [], trial
        # The same command makes the project, and clears up what the ended one left.
        assert again["files"] == whole["files"], trial
        assert after["exists"] or again["others"] == [], trial

"""After a fault at any event the project is as before, as after, or one recovery away from it."""

import json
import sys
from pathlib import Path

import pytest

from tests.faults.faults import FAULTS
from tests.machine import run_command

# Killing is the hardest; the other faults go the same ways, and take their time.
SLOW = [pytest.param(fault, marks=pytest.mark.slow) for fault in FAULTS if fault != "kill"]


@pytest.mark.parametrize("fault", ["kill", *SLOW])
@pytest.mark.parametrize("work", ["apply", "undo", "recover"])
def test_a_fault_at_any_event_loses_nothing(tmp_path: Path, work: str, fault: str) -> None:
    (tmp_path / "trials").mkdir()
    driver = [sys.executable, "-m", "tests.faults.faulted_changes"]
    finished = run_command([*driver, str(tmp_path / "trials"), work, fault])
    assert finished.exit_code == 0, finished.errors
    found = json.loads(finished.output)
    assert found["wrong"] == []
    assert found["trials"] > 50

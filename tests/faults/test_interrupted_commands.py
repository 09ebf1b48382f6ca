"""After a fault at any change a project is as before, as after, or one recovery away from it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.scenarios import AGAIN, SCENARIOS
from tests.faults.trials import FIGURES
from tests.kit.machine import run_command

COMMANDS = ["update", "add", "remove", "adopt", "move", "new", "notebook", "dependencies"]
COMMANDS += ["undo", "recover"]
# Commands that make few changes are interrupted at more of them.
EVERY = {"dependencies": 5}
WORKS = [f"{scenario.verb}: {scenario.name}" for scenario in SCENARIOS]
AGAIN_WORKS = [f"of {name}" for name in WORKS if name.partition(": ")[2] in AGAIN]
Record = Callable[[str, object], None]

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(
        not Path("/proc/self/fd").is_dir(),
        reason="only /proc tells which folder a descriptor means",
    ),
]


def disturb(record: Record, every: int, works: str) -> None:
    """Run trials, note their figures, and expect that nothing was found."""
    driver = [sys.executable, "-m", "tests.faults", "--json", "--every", str(every), works]
    finished = run_command(driver)
    assert finished.output, finished.errors
    found = json.loads(finished.output)
    assert found["problems"] == []
    assert found["lost bytes"] == 0
    assert found["kill points"] > 3
    assert found["other faults"] > 3
    for name in FIGURES:
        record(name, found[name])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fault_at_some_changes_of_a_command_loses_nothing(
    record_property: Record, command: str
) -> None:
    disturb(record_property, EVERY.get(command, 11), f"^{command}(:| of )")


@pytest.mark.slow
@pytest.mark.promise
@pytest.mark.parametrize("works", [*WORKS, *AGAIN_WORKS])
def test_a_fault_at_any_change_loses_nothing(record_property: Record, works: str) -> None:
    disturb(record_property, 1, works if works.startswith("of ") else f"^{works}$")

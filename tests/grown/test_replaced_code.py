"""Projects whose code became somebody's own get the tooling of a release, and no code."""

import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.grown.conftest import Updated
from tests.grown.judging import count_conflicts, find_lost, find_returned
from tests.grown.tables import OWN_FILES, make_tables
from tests.grown.tickets import make_tickets
from tests.kit.machine import Finished
from tests.projects.conftest import Environment, make_environment, must_succeed

Make = Callable[[Path], None]
CODE = ("src/", "tests/", "notebooks/", "config/")
# Hunks in shared files that a person may have to resolve.
MOST_HUNKS: dict[Make, int] = {make_tickets: 3, make_tables: 2}


@pytest.mark.story
@pytest.mark.parametrize("make", [make_tickets, make_tables])
def test_own_code_stays_as_it_is_and_shared_files_are_merged(
    project: Path, update: Callable[[Path], Updated], make: Make
) -> None:
    make(project)
    updated = update(project)
    taken = [each["path"] for each in updated.result["taken"]]
    assert {"src", "tests"} <= set(taken)
    for path, text in updated.ours.items():
        if path.startswith(tuple(f"{folder}/" for folder in taken)):
            assert updated.after[path] == text
    code = {path: text for path, text in updated.after.items() if path.startswith(CODE)}
    assert count_conflicts(code) == 0
    notes = [
        note
        for each in updated.result["actions"]
        if each["action"] == "conflict"
        for note in each["notes"]
    ]
    assert len(notes) <= MOST_HUNKS[make]
    assert count_conflicts(updated.after) <= len(notes)
    commands = [set(re.findall(r"\n    demo .*", text)) for text in recipes(updated)]
    assert commands[0] == commands[1]
    assert find_lost(updated.base, updated.ours, updated.after) == []
    assert find_returned(updated.base, updated.ours, updated.after) == []


def recipes(updated: Updated) -> tuple[str, str]:
    """Return the recipes before and after an update: none may run a command that is not there."""
    return updated.ours["justfile"], updated.after["justfile"]


@pytest.mark.story
def test_no_file_is_created_beside_code_that_was_replaced(
    project: Path, update: Callable[[Path], Updated]
) -> None:
    make_tables(project)
    updated = update(project)
    assert {path for path in updated.after if path.startswith(("src/", "tests/"))} == OWN_FILES


@pytest.mark.slow
@pytest.mark.parametrize("make", [make_tickets, make_tables])
def test_the_own_tests_are_as_green_as_before(
    project: Path, scaffold: Callable[..., Finished], grown: Environment, make: Make
) -> None:
    make(project)
    before = run_tests(grown, project)
    assert before
    assert set(before.values()) == {"passed"}
    finished = scaffold("update", project, "--defaults", "--json")
    changed = [each["path"] for each in json.loads(finished.output)["actions"]]
    assert not [path for path in changed if path.endswith(".py")]
    assert run_tests(grown, project) == before


@pytest.fixture(scope="session")
def grown(rendered: Render, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install a project of the newest release with its development tools."""
    copied = tmp_path_factory.mktemp("newest") / "demo"
    project = Path(shutil.copytree(rendered("tagifai", "package", ()), copied))
    return make_environment(tmp_path_factory.mktemp("grown") / "venv", project)


def run_tests(environment: Environment, project: Path) -> dict[str, str]:
    """Run the tests of a project, and return the result of each by name."""
    environment.install_instead(project)
    report = project.parent / "junit.xml"
    # The environment has nothing that reads notebooks.
    options = ["-q", "--ignore=tests/code/test_notebook.py", f"--junitxml={report}"]
    must_succeed(environment.run(project, "pytest", *options))
    # S314: pytest wrote it, a moment ago.
    cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314
    return {
        f"{case.get('classname')}.{case.get('name')}": "passed" if len(case) == 0 else case[0].tag
        for case in cases
    }

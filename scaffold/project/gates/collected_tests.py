"""Which tests pytest collects in a scratch copy, and how two collections differ."""

import os
from dataclasses import dataclass
from pathlib import Path

from scaffold.project.proof.check_runs import CheckRun
from scaffold.project.proof.chosen_checks import Check
from scaffold.project.proof.running import run_check
from scaffold.project.proof.scratch_project import ScratchProject

_MODULE = "scaffold_collected_tests"
# The output of pytest depends on options of the project; a plugin sees the tests themselves.
_PLUGIN = """\
import os
def note(text):
    with open(os.environ["SCAFFOLD_COLLECTED"], "a", encoding="utf-8") as listed:
        listed.write(text + "\\n")
def pytest_collectreport(report):
    if report.failed:
        note("! " + report.nodeid)
def pytest_collection_finish(session):
    for item in session.items:
        note("+ " + item.nodeid)
"""


@dataclass(frozen=True, slots=True)
class Collected:
    """What pytest collects.

    Attributes:
        tests: Names of the tests.
        broken: Modules that cannot be imported.
        message: Last line of the output.
    """

    tests: frozenset[str]
    broken: frozenset[str]
    message: str = ""


def collect_tests(scratch: ScratchProject, limit: float) -> Collected:
    """Collect the tests of what is laid out; this imports its test modules.

    Args:
        scratch: The scratch copy, laid out.
        limit: Seconds after which pytest is ended.
    """
    plugins = scratch.folders.base / "plugins"
    plugins.mkdir(exist_ok=True)
    (plugins / f"{_MODULE}.py").write_text(_PLUGIN, "utf-8")
    listed = scratch.folders.base / "collected"
    listed.unlink(missing_ok=True)
    given = scratch.variables
    variables = {
        **given,
        "SCAFFOLD_COLLECTED": str(listed),
        "PYTHONPATH": os.pathsep.join((given["PYTHONPATH"], str(plugins))),
    }
    command = (*scratch.environment.python, "-m", "pytest", "-p", _MODULE, "--collect-only", "-q")
    run = run_check(Check("tests", command), scratch.folders, variables, limit)
    return _read(listed, run)


def _read(listed: Path, run: CheckRun) -> Collected:
    try:
        lines = listed.read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    message = run.message.splitlines()[-1].strip() if run.message else ""
    return Collected(
        frozenset(line[2:] for line in lines if line.startswith("+ ")),
        frozenset(line[2:] for line in lines if line.startswith("! ")),
        message,
    )


def compare_collected(before: Collected, after: Collected) -> list[str]:
    """Return how a collection is worse than the one before; more tests are not. Pure."""
    broken, lost = sorted(after.broken - before.broken), sorted(before.tests - after.tests)
    problems = [f"pytest could not import `{broken[0]}`{_and_more(broken)}"] if broken else []
    problems += [f"pytest would not collect `{lost[0]}`{_and_more(lost)}"] if lost else []
    return problems


def _and_more(names: list[str]) -> str:
    return f" and {len(names) - 1:,} more" if len(names) > 1 else ""

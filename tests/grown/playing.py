"""Play the history of a project with a tool that updates it, release by release."""

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scenario_machine import commit, git, run, run_well
from scaffold import __version__
from tests.grown.histories import Commit, History
from tests.grown.judging import (
    Texts,
    count_conflicts,
    find_lost,
    find_returned,
    read_project,
)

FIRST, SECOND, NEWEST = "0.1.0", "0.2.0", __version__
_CONFLICT = re.compile(
    r"^<{7} [^\n]*\n(.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\n.*?^>{7}[^\n]*\n", re.MULTILINE | re.DOTALL
)
PYTHON = (sys.executable, "-m")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one update did.

    Attributes:
        conflicts: Conflicts that a person has to resolve.
        lost: Lines of a person that no file has any longer, each with its file.
        returned: Files and definitions that a person had deleted, and that are back.
    """

    conflicts: int
    lost: tuple[tuple[str, str], ...]
    returned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that updates a project.

    Attributes:
        name: Its name.
        update: Updates a committed project to a release, and returns the number of conflicts.
    """

    name: str
    update: Callable[[Path, str, Path], int]


def new_project(folder: Path, release: str, home: Path) -> Path:
    """Create a project of a release, with all answers of the first one."""
    folder.mkdir(parents=True)
    answers = ("--data", "description=A machine-learning project.", "--data", "author_name=Ada")
    command = (*PYTHON, "scaffold", "new", "demo", "--defaults", "--release", release, *answers)
    run_well((*command, "--no-git"), folder, home)
    return folder / "demo"


def read_releases(folder: Path, home: Path) -> dict[str, Texts]:
    """Return the texts of an unedited project at each release."""
    return {
        release: read_project(new_project(folder / release, release, home))
        for release in (FIRST, SECOND, NEWEST)
    }


def start(history: History, folder: Path, home: Path) -> Path:
    """Create a project, and make the commits of its time at the first release."""
    project = new_project(folder, FIRST, home)
    git(project, "init", "--quiet", "--initial-branch=main")
    commit(project)
    make_commits(project, history.before)
    return project


def make_commits(project: Path, commits: Sequence[Commit]) -> None:
    """Make changes, each with its commit."""
    for message, act in commits:
        act(project)
        git(project, "add", "--all")
        git(project, "commit", "--quiet", "--allow-empty", f"--message={message}")


def play(
    history: History, tool: Tool, project: Path, releases: dict[str, Texts], home: Path
) -> list[Outcome]:
    """Update a project to each release, and commit in between; conflicts are resolved with ours."""
    outcomes = [_update(tool, project, (FIRST, SECOND), releases, home)]
    make_commits(project, history.after)
    outcomes.append(_update(tool, project, (SECOND, NEWEST), releases, home))
    return outcomes


def _update(
    tool: Tool, project: Path, step: tuple[str, str], releases: dict[str, Texts], home: Path
) -> Outcome:
    base, ours = releases[step[0]], read_project(project)
    conflicts = tool.update(project, step[1], home)
    after = read_project(project)
    lost, returned = find_lost(base, ours, after), find_returned(base, ours, after)
    _resolve(project)
    commit(project)
    return Outcome(conflicts, tuple(lost), tuple(returned))


def _resolve(project: Path) -> None:
    for path, text in read_project(project).items():
        if path.endswith(".rej"):
            (project / path).unlink()
        elif count_conflicts({path: text}):
            (project / path).write_text(_CONFLICT.sub(r"\1", text), "utf-8")


def update_with_scaffold(project: Path, release: str, home: Path) -> int:
    """Update with scaffold; conflicts in structured files have a note instead of markers."""
    command = (*PYTHON, "scaffold", "update", "--defaults", "--to", release, "--json")
    finished = run(command, project, home)
    if finished.exit_code not in {0, 4}:
        raise RuntimeError(finished.output)
    result = json.loads(finished.output[finished.output.index("{") :])
    return sum(len(each["notes"]) for each in result["actions"] if each["action"] == "conflict")


def update_with_copier(project: Path, release: str, home: Path) -> int:
    """Update with Copier; what it could not apply is between markers, or in a file beside."""
    command = (*PYTHON, "copier", "update", "--defaults", "--quiet", "--vcs-ref", f"v{release}")
    run_well(command, project, home)
    after = read_project(project)
    return count_conflicts(after) + sum(path.endswith(".rej") for path in after)


SCAFFOLD = Tool("scaffold", update_with_scaffold)
COPIER = Tool("copier", update_with_copier)

"""A project of any earlier release that nobody edited becomes what the newest release makes."""

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from scaffold.answers.file import parse_answers
from tests.conftest import LAYOUTS
from tests.kit.machine import Scaffold, run_command
from tests.kit.released import NEWEST, earlier_stacks, released_stacks
from tests.update.standing import Standing, read_standing

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("offline")]

ANSWERS = ".copier-answers.yml"
# All that its release had: a later one may have more, and the answers of a project stay.
ALL = ("--features", "all")


def make(scaffold: Scaffold, folder: Path, *arguments: str | Path) -> Path:
    """Make a project with the given options."""
    finished = scaffold("new", "demo", "--into", folder, "--defaults", *arguments)
    assert finished.exit_code == 0, finished.errors
    return folder / "demo"


def make_again(scaffold: Scaffold, project: Path, release: str | None = None) -> Standing:
    """Return a fresh project of a release, or of the newest, with the answers of this one."""
    answers = parse_answers((project / ANSWERS).read_bytes())
    given = {key: value for key, value in answers.items() if not key.startswith("_")}
    data = project.parent / "answers.yml"
    data.write_text(yaml.safe_dump(given), "utf-8")
    options = ("--release", release) if release else ()
    fresh = make(scaffold, project.parent / "fresh", "--data-file", data, "--no-git", *options)
    return read_standing(fresh)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("release", "stack"), released_stacks())
def test_it_equals_a_fresh_project_with_the_same_answers_and_twice_is_once(
    scaffold: Scaffold, tmp_path: Path, release: str, stack: str, layout: str
) -> None:
    options = (*ALL, "--release", release, "--stack", stack, "--layout", layout, "--no-git")
    project = make(scaffold, tmp_path / "then", *options)
    updated = scaffold("update", project, "--defaults")
    assert updated.exit_code == 0, updated.errors
    standing = read_standing(project)
    assert standing == make_again(scaffold, project)
    again = scaffold("update", project, "--defaults")
    assert again.exit_code == 0, again.errors
    assert read_standing(project) == standing


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("release", "stack"), earlier_stacks())
def test_plain_copier_makes_the_same_of_it(
    scaffold: Scaffold, tmp_path: Path, release: str, stack: str, layout: str
) -> None:
    options = (*ALL, "--release", release, "--stack", stack, "--layout", layout)
    project = make(scaffold, tmp_path / "then", *options, "--git")
    ours = Path(shutil.copytree(project, tmp_path / "ours" / "demo"))
    command = [sys.executable, "-m", "copier", "update", "--defaults"]
    finished = run_command(command, folder=project)
    assert finished.exit_code == 0, finished.errors
    assert scaffold("update", ours, "--defaults", "--to", NEWEST).exit_code == 0
    assert read_standing(project) == read_standing(ours) == make_again(scaffold, ours, NEWEST)

"""The executable bit counts where the file system and Git can keep it, and nowhere else."""

import json
import shutil
from pathlib import Path

import pytest

from scaffold.apply.journal import undo
from scaffold.files.tree import Change, File, read_paths
from scaffold.git.queries import make_first_commit
from scaffold.project.modes import Modes, read_modes
from scaffold.verbs import update
from scaffold.verbs.update import UpdateRequest
from tests.conftest import Render
from tests.kit.machine import Scaffold
from tests.kit.repositories import git


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """Copy a project without a repository, of an older release."""
    old = rendered("skeleton", "package", ("github", "vscode"), release="0.1.0")
    return Path(shutil.copytree(old, clean_machine / "demo"))


def make_executable(project: Path, *paths: str) -> None:
    """Give files the executable bit: all files, if none is named."""
    for file in [project / path for path in paths] or project.rglob("*"):
        if file.is_file() and ".git" not in file.parts:
            file.chmod(0o777)


@pytest.fixture(params=["in a repository", "without a repository", "in a repository that counts"])
def all_executable(request: pytest.FixtureRequest, project: Path) -> Path:
    """Make a project as a file system without modes shows it."""
    if request.param != "without a repository":
        make_first_commit(project, "Begin")
    if request.param == "in a repository":
        git(project, "config", "core.fileMode", "false")
    make_executable(project)
    return project


def states(scaffold: Scaffold, project: Path) -> set[str]:
    found = json.loads(scaffold("status", project, "--json").output)["files"]
    return {file["state"] for file in found}


def test_modes_that_all_files_have_are_no_edit(scaffold: Scaffold, all_executable: Path) -> None:
    assert states(scaffold, all_executable) == {"unchanged"}
    assert json.loads(scaffold("check", all_executable, "--json").output)["drifted"] == []
    patch = scaffold("diff", all_executable, "--to", "0.2.0").output
    assert "old mode" not in patch
    assert "100755" not in patch
    answers = {"features": ["vscode"]}
    planned = update.plan(UpdateRequest(all_executable, to="0.2.0", answers=answers))
    assert {str(action.action) for action in planned.plan.actions} <= {
        "create",
        "delete",
        "update",
        "unchanged",
    }
    assert update.apply(planned) == []
    left = all_executable / "README.md"
    assert left.stat().st_mode & 0o777 == 0o777
    undo(all_executable)
    assert states(scaffold, all_executable) == {"unchanged"}


@pytest.mark.parametrize("in_git", [True, False])
def test_a_bit_that_the_user_set_counts_elsewhere(
    scaffold: Scaffold, project: Path, in_git: bool
) -> None:
    if in_git:
        make_first_commit(project, "Begin")
    make_executable(project, "README.md", ".github/workflows/checks.yml")
    found = json.loads(scaffold("status", project, "--json").output)["files"]
    assert [file["path"] for file in found if file["state"] == "edited"] == [
        ".github/workflows/checks.yml",
        "README.md",
    ]
    drifted = json.loads(scaffold("check", project, "--json").output)["drifted"]
    assert [file["path"] for file in drifted] == [".github/workflows/checks.yml"]


def test_a_bit_in_the_index_counts_where_the_disk_does_not(
    scaffold: Scaffold, project: Path
) -> None:
    make_first_commit(project, "Begin")
    git(project, "config", "core.fileMode", "false")
    git(project, "update-index", "--chmod=+x", "README.md")
    found = json.loads(scaffold("status", project, "--json").output)["files"]
    assert [file["path"] for file in found if file["state"] == "edited"] == ["README.md"]


def test_a_file_that_git_does_not_know_has_the_mode_of_the_template(project: Path) -> None:
    make_first_commit(project, "Begin")
    git(project, "config", "core.fileMode", "false")
    git(project, "rm", "-q", "--cached", "README.md")
    make_executable(project, "README.md", "justfile", "new")
    found = read_paths(project, ["README.md", "LICENSE"])
    modes = read_modes(project, found)
    template = {"README.md": File(b"", "executable")}
    assert modes.meant(found, {}, template)["README.md"].kind == "executable"
    assert modes.meant(found, {}, {})["README.md"].kind == "file"


def test_no_answers_or_no_files_prove_nothing(clean_machine: Path) -> None:
    make = clean_machine / "run.sh"
    make.touch(0o755)
    assert read_modes(clean_machine, read_paths(clean_machine, ["run.sh"])).count
    (clean_machine / ".copier-answers.yml").touch(0o755)
    assert read_modes(clean_machine, {}).count
    assert not read_modes(clean_machine, read_paths(clean_machine, ["run.sh"])).count


def test_windows_keeps_no_modes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_paths(project, ["README.md"])
    monkeypatch.setattr("scaffold.project.modes._KEEPS_MODES", False)
    modes = read_modes(project, found)
    assert not modes.count
    assert modes.of_new is None


def test_changes_are_written_with_the_kinds_that_the_disk_shows() -> None:
    modes = Modes(count=False, known={}, on_disk={"a": "executable", "b": "executable"})
    link, old, new = File(b"x", "link"), File(b"old"), File(b"new")
    assert modes.written(
        [
            Change("a", old, new),
            Change("b", old, File(b"old", "executable")),
            Change("c", None, new),
            Change("d", link, None),
        ]
    ) == [
        Change("a", File(b"old", "executable"), File(b"new", "executable")),
        Change("c", None, new),
        Change("d", link, None),
    ]
    everywhere = Modes(count=False, known={}, on_disk={}, of_new="executable")
    assert everywhere.written([Change("c", None, new)]) == [
        Change("c", None, File(b"new", "executable"))
    ]

"""Journals and backups of a project stay out of what is built from it."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from scaffold.git.queries import make_first_commit
from scaffold.project.ignored import advise_state
from tests.kit.machine import Scaffold, run_command

NOTE = "Add `/.scaffold/` to `.gitignore`: builds could otherwise package the backups in it"
ANSWERS = "{{ _copier_answers | to_nice_yaml }}"


@pytest.fixture
def template(clean_machine: Path) -> Path:
    """Create a template of another author, without an ignore file, with two releases."""
    folder = clean_machine / "template"
    folder.mkdir()
    (folder / "copier.yml").write_text("project_name: {type: str}\nword: {type: str, default: a}\n")
    (folder / "{{ _copier_conf.answers_file }}.jinja").write_text(ANSWERS)
    (folder / "text.jinja").write_text("{{ word }}\n")
    make_first_commit(folder, "Begin")
    subprocess.run(["git", "tag", "v1.0.0"], cwd=folder, check=True)
    return folder


@pytest.fixture
def foreign(scaffold: Scaffold, template: Path, clean_machine: Path) -> Path:
    made = scaffold("new", "demo", "--template", template, "--defaults", "--into", clean_machine)
    assert made.exit_code == 0, made.errors
    return clean_machine / "demo"


def is_advised(scaffold: Scaffold, project: Path, word: str, *options: str) -> bool:
    finished = scaffold("update", project, "-d", f"word={word}", "--allow-dirty", *options)
    assert finished.exit_code == 0, finished.errors
    return NOTE in finished.errors.splitlines()


@pytest.mark.story
def test_the_first_command_that_keeps_backups_advises_to_ignore_them(
    scaffold: Scaffold, foreign: Path
) -> None:
    assert not is_advised(scaffold, foreign, "b", "--dry-run")
    assert is_advised(scaffold, foreign, "b")
    assert not is_advised(scaffold, foreign, "c")


@pytest.mark.parametrize("line", ["/.scaffold/", ".scaffold", ".*", "**/.scaffold/**"])
def test_nothing_is_advised_where_the_folder_is_ignored(
    scaffold: Scaffold, foreign: Path, line: str
) -> None:
    (foreign / ".gitignore").write_text(f"# mine\n{line}\n")
    assert not is_advised(scaffold, foreign, "b")


@pytest.mark.parametrize("line", ["#.scaffold", "!.scaffold/", "src/.scaffold/", ".scaffolding/"])
def test_lines_that_mean_something_else_do_not_count(foreign: Path, line: str) -> None:
    assert advise_state(foreign) == ""
    (foreign / ".scaffold").mkdir()
    (foreign / ".gitignore").write_text(f"{line}\n")
    assert advise_state(foreign) == NOTE


def test_an_adopted_repository_gets_the_advice_or_the_line(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    for name, options in (("plain", []), ("merged", ["--merge"])):
        folder = clean_machine / name
        folder.mkdir()
        (folder / ".gitignore").write_text("*.log\n")
        make_first_commit(folder, "Begin")
        adopted = scaffold("adopt", folder, "--defaults", "--stack", "skeleton", *options)
        assert adopted.exit_code in {0, 4}, adopted.errors
        assert (NOTE in adopted.errors.splitlines()) == (name == "plain")
        lines = (folder / ".gitignore").read_text().splitlines()
        assert ("/.scaffold/" in lines) == (name == "merged")


def test_doctor_finds_a_missing_line_and_adds_it(scaffold: Scaffold, foreign: Path) -> None:
    select = ("--select", "ML303", "--allow-dirty")
    (foreign / ".gitignore").write_text(".env\n/data/*\n!/data/.gitkeep\n")
    finished = scaffold("doctor", foreign, *select)
    assert finished.exit_code == 0
    assert ".gitignore missing pattern: `/.scaffold/`, so a build can package" in finished.output
    assert scaffold("doctor", foreign, *select, "--fix").exit_code == 0
    assert (foreign / ".gitignore").read_text().endswith("/data/.gitkeep\n/.scaffold/\n")


@pytest.mark.story
@pytest.mark.parametrize("has_git", [True, False])
def test_an_sdist_contains_neither_backups_nor_secrets(
    scaffold: Scaffold, clean_machine: Path, has_git: bool
) -> None:
    git = [] if has_git else ["--no-git"]
    old = ("--release", "v0.2.0", "--stack", "tagifai", "--defaults", *git)
    assert scaffold("new", "demo", *old, "--into", clean_machine).exit_code == 0
    project = clean_machine / "demo"
    (project / ".env").write_text("TOKEN=hunter2\n")
    updated = scaffold("update", project, "--defaults")
    assert updated.exit_code == 0, updated.output
    assert any((project / ".scaffold").rglob("*.*"))
    shutil.copy(project / ".env", project / ".scaffold" / "undo" / "copy")

    build = [sys.executable, "-m", "build", "--sdist", "--no-isolation", str(project)]
    assert run_command(build).exit_code == 0
    with tarfile.open(next((project / "dist").glob("*.tar.gz"))) as archive:
        files = [member for member in archive.getmembers() if member.isfile()]
        assert len(files) > 30
        names = {file.name.partition("/")[2] for file in files}
        assert not {name for name in names if name.startswith(".scaffold") or name == ".env"}
        for file in files:
            content = archive.extractfile(file)
            assert content is not None
            assert b"hunter2" not in content.read(), file.name

"""Whose each file is, as `scaffold status` tells."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import FEATURES, Render
from tests.kit.machine import Scaffold


@pytest.fixture
def project(clean_machine: Path, rendered: Render) -> Path:
    """Give a project of the bundled template, without a repository."""
    return shutil.copytree(rendered("tagifai", "package", FEATURES), clean_machine / "demo")


@pytest.fixture
def states(scaffold: Scaffold) -> Callable[[Path], dict[str, str]]:
    """Read the state of every file of a project."""

    def read(project: Path) -> dict[str, str]:
        finished = scaffold("status", project, "--json")
        assert finished.exit_code == 0, finished.errors
        return {file["path"]: file["state"] for file in json.loads(finished.output)["files"]}

    return read


States = Callable[[Path], dict[str, str]]


def test_every_file_of_a_new_project_is_the_templates(states: States, project: Path) -> None:
    files = {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}
    assert states(project) == dict.fromkeys(sorted(files), "unchanged")


def test_what_an_owner_does_is_told_apart(states: States, project: Path) -> None:
    (project / "README.md").write_text("mine\n")
    (project / "justfile").unlink()
    (project / "src" / "demo" / "cli.py").rename(project / "src" / "demo" / "workloads.py")
    (project / "mine.py").touch()
    found = {path: state for path, state in states(project).items() if state != "unchanged"}
    assert found == {
        "README.md": "edited",
        "justfile": "deleted",
        "src/demo/workloads.py": "moved",
        "mine.py": "yours",
    }


def test_a_moved_file_is_told_with_its_origin(scaffold: Scaffold, project: Path) -> None:
    (project / "src" / "demo").rename(project / "src" / "churn")
    files = json.loads(scaffold("status", project, "--json").output)["files"]
    origins = {file["path"]: file["moved_from"] for file in files if file["state"] == "moved"}
    assert origins["src/churn/models/train.py"] == "src/demo/models/train.py"
    assert not any(file["state"] in {"deleted", "yours"} for file in files)
    lines = scaffold("status", project).output.splitlines()
    assert [line for line in lines if "(from" in line] == ["  moved    src/churn/ (from src/demo/)"]


def test_kept_files_are_told_from_other_files_of_the_owner(states: States, project: Path) -> None:
    with (project / ".copier-answers.yml").open("a") as answers:
        answers.write("kept: [/README.md, /config]\n")
    (project / "mine.py").touch()
    found = states(project)
    assert found["README.md"] == found["config/args.json"] == "kept"
    assert found["mine.py"] == "yours"


def test_files_that_stay_the_templates_are_marked(scaffold: Scaffold, project: Path) -> None:
    files = json.loads(scaffold("status", project, "--json").output)["files"]
    managed = {file["path"] for file in files if file["managed"]}
    assert managed == {
        ".github/dependabot.yml",
        ".github/workflows/checks.yml",
        ".github/workflows/docs.yml",
        ".github/workflows/image.yml",
        ".github/workflows/release.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
    }


def test_the_owner_of_each_file_is_one_of_four_words(scaffold: Scaffold, project: Path) -> None:
    (project / "mine.py").touch()
    files = json.loads(scaffold("status", project, "--json").output)["files"]
    owners = {file["path"]: file["owner"] for file in files}
    assert owners["pyproject.toml"] == owners["justfile"] == "shared"
    assert owners["src/demo/cli.py"] == owners["config/args.json"] == "seeded"
    assert owners[".pre-commit-config.yaml"] == "managed"
    assert owners["mine.py"] == "yours"
    assert {*owners.values()} == {"managed", "shared", "seeded", "yours"}


@pytest.mark.story
def test_a_folder_that_became_yours_is_shown_before_and_after_an_update_records_it(
    scaffold: Scaffold, project: Path
) -> None:
    for path in (project / "src").rglob("*.py"):
        path.write_text("x = 1\n")
    result = json.loads(scaffold("status", project, "--json").output)
    (taken,) = result["taken"]
    assert taken["path"] == "src"
    owners = {file["path"]: file["owner"] for file in result["files"]}
    assert owners["src/demo/cli.py"] == "yours"
    words = scaffold("status", project).output
    assert "yours src/: " in words
    assert "scaffold update --with src" in words
    assert scaffold("own", "src", "--project", project).exit_code == 0
    recorded = json.loads(scaffold("status", project, "--json").output)
    assert recorded["taken"] == []
    assert list(recorded["left"]) == ["src"]
    assert "yours src/: updates leave it alone since " in scaffold("status", project).output


def test_what_git_ignores_is_left_out_unless_it_is_the_templates(
    states: States, project: Path
) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    with (project / ".gitignore").open("a") as ignored:
        ignored.write("*.md\n")
    (project / "notes.md").touch()
    (project / "data" / "large.csv").touch()
    (project / "notes.txt").touch()
    found = states(project)
    assert found["README.md"] == "unchanged"
    assert found["notes.txt"] == "yours"
    assert {"notes.md", "data/large.csv"}.isdisjoint(found)


def test_files_that_git_remembers_and_that_are_gone_are_not_the_owners(
    states: States, project: Path
) -> None:
    (project / "mine.py").touch()
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    subprocess.run(["git", "add", "-A"], cwd=project, check=True)
    (project / "mine.py").unlink()
    assert "mine.py" not in states(project)


def test_the_table_counts_by_folder_and_names_what_changed(
    scaffold: Scaffold, project: Path
) -> None:
    (project / "README.md").write_text("mine\n")
    deep = project / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    (deep / "mine.py").touch()
    lines = scaffold("status", project).output.splitlines()
    assert lines[0].startswith("demo (release ")
    assert lines[2].split() == ["unchanged", "edited", "yours"]
    rows = {cells[0]: cells[1:] for cells in map(str.split, lines[3:]) if cells}
    assert rows["a/b/c/"] == ["yours", "1"]
    models = str(len(list((project / "src/demo/models").iterdir())))
    assert rows["src/demo/models/"] == ["seeded", models]
    assert rows["edited"] == ["README.md"]


def test_a_name_that_is_not_text_is_still_printed(scaffold: Scaffold, project: Path) -> None:
    odd = b"caf\xe9".decode(errors="surrogateescape")
    try:
        (project / odd).touch()
    except OSError:
        pytest.skip("this file system only takes names that are text")
    (project / "README.md").rename(project / f"{odd}.md")
    files = json.loads(scaffold("status", project, "--json").output)["files"]
    states = {file["path"]: file["state"] for file in files}
    assert states[odd] == "yours"
    assert states[f"{odd}.md"] == "moved"
    assert r"caf\udce9.md (from README.md)" in scaffold("status", project).output


def test_a_kept_folder_is_one_line(scaffold: Scaffold, project: Path) -> None:
    with (project / ".copier-answers.yml").open("a") as answers:
        answers.write("kept: [/README.md, /config]\n")
    lines = scaffold("status", project).output.splitlines()
    assert [line.split()[:2] for line in lines if line.startswith("  kept")] == [
        ["kept", "README.md"],
        ["kept", "config/"],
    ]


def test_an_answer_named_kept_of_another_kind_means_nothing(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    template = clean_machine / "template"
    template.mkdir()
    (template / "copier.yml").write_text("kept: {type: int, default: 3}\n")
    answers = "{{ _copier_conf.answers_file }}.jinja"
    (template / answers).write_text("{{ _copier_answers | to_nice_yaml }}")
    identity = ["-c", "user.name=a", "-c", "user.email=a@localhost"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "."]):
        subprocess.run(["git", *arguments], cwd=template, check=True)
    assert scaffold("new", "demo", "-l", "--template", template, "--no-git").exit_code == 0
    (clean_machine / "demo" / "mine.py").touch()
    finished = scaffold("status", "demo")
    assert finished.exit_code == 0, finished.errors
    assert "kept" not in finished.output

"""`scaffold add` and `scaffold remove`, on real projects."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from scaffold.answers.file import parse_answers
from tests.conftest import Render
from tests.kit.machine import Scaffold


@pytest.fixture
def project(clean_machine: Path, rendered: Render) -> Path:
    """Give a project with two features, without a repository."""
    made = rendered("tagifai", "package", ("docker", "vscode"))
    return shutil.copytree(made, clean_machine / "demo")


def contents(project: Path) -> dict[str, bytes]:
    files = [path for path in project.rglob("*") if path.is_file()]
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in files
        if ".scaffold" not in path.parts
    }


def test_a_feature_comes_and_goes_byte_for_byte(scaffold: Scaffold, project: Path) -> None:
    before = contents(project)
    added = scaffold("add", "github", project)
    assert added.exit_code == 0, added.errors
    assert (project / ".github" / "workflows" / "image.yml").is_file()
    answers = parse_answers((project / ".copier-answers.yml").read_bytes())
    assert answers["features"] == ["docker", "github", "vscode"]
    removed = scaffold("remove", "github", project)
    assert removed.exit_code == 0, removed.errors
    assert contents(project) == before


def test_the_project_stays_at_its_release(scaffold: Scaffold, project: Path) -> None:
    reference = parse_answers((project / ".copier-answers.yml").read_bytes())["_commit"]
    planned = json.loads(scaffold("add", "github", project, "--json").output)
    assert planned["from"] == planned["to"] == reference
    assert planned["dry_run"] is False


@pytest.mark.parametrize(
    ("command", "feature", "state"),
    [
        ("add", "docker", "Feature `docker` is already enabled"),
        ("remove", "github", "Feature `github` is not enabled"),
    ],
)
def test_what_is_so_already_is_said(
    scaffold: Scaffold, project: Path, command: str, feature: str, state: str
) -> None:
    before = contents(project)
    finished = scaffold(command, feature, project)
    assert finished.exit_code == 0
    assert state in finished.output
    planned = json.loads(scaffold(command, feature, project, "--json").output)
    assert planned["actions"] == []
    assert contents(project) == before


@pytest.mark.parametrize("command", ["add", "remove"])
@pytest.mark.parametrize(
    ("feature", "hint"),
    [
        ("dockers", "Did you mean `docker`?"),
        ("kubernetes", "Run `scaffold list` to see the features"),
    ],
)
def test_an_unknown_feature_is_named_with_the_closest(
    scaffold: Scaffold, project: Path, command: str, feature: str, hint: str
) -> None:
    finished = scaffold(command, feature, project)
    assert finished.exit_code == 2
    assert finished.error_lines == [
        f"error: Unknown feature `{feature}`",
        f"hint: {hint}",
    ]


def test_a_dry_run_changes_nothing(scaffold: Scaffold, project: Path) -> None:
    before = contents(project)
    finished = scaffold("remove", "docker", project, "--dry-run")
    assert finished.exit_code == 0
    assert "Would update" in finished.output
    assert "Dockerfile" in finished.output
    assert contents(project) == before


def test_an_edited_file_of_a_removed_feature_stays_and_is_named(
    scaffold: Scaffold, project: Path
) -> None:
    (project / "Dockerfile").write_text("FROM scratch\n")
    finished = scaffold("remove", "docker", project)
    assert finished.exit_code == 4
    assert "not deleted Dockerfile" in finished.output
    assert (project / "Dockerfile").read_text() == "FROM scratch\n"


def test_changes_that_are_not_committed_are_not_mixed_in(scaffold: Scaffold, project: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    finished = scaffold("add", "github", project)
    assert finished.exit_code == 5
    assert not (project / ".github").exists()
    assert scaffold("add", "github", project, "--allow-dirty").exit_code == 0


def test_answers_without_a_list_of_features_are_named(scaffold: Scaffold, project: Path) -> None:
    answers = project / ".copier-answers.yml"
    kept = [line for line in answers.read_text().splitlines() if not line.startswith("- ")]
    answers.write_text("\n".join(kept).replace("features:", "features: docker") + "\n")
    finished = scaffold("add", "github", project)
    assert finished.exit_code == 1
    assert "`features` in `.copier-answers.yml` is not a list" in finished.error_lines[0]


def test_a_template_from_elsewhere_refuses_its_unknown_features_itself(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    template = clean_machine / "template"
    template.mkdir()
    (template / "copier.yml").write_text(
        "project_name: {type: str}\n"
        "features: {type: str, multiselect: true, choices: [a, b], default: [a]}\n"
        "b: {type: str, when: false, default: \"{{ 'b.txt' if 'b' in features else '' }}\"}\n"
    )
    (template / "{{ b }}").touch()
    (template / "{{ _copier_conf.answers_file }}.jinja").write_text(
        "{{ _copier_answers | to_nice_yaml }}"
    )
    identity = ["-c", "user.name=a", "-c", "user.email=a@localhost"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "."]):
        subprocess.run(["git", *arguments], cwd=template, check=True)
    subprocess.run(["git", "tag", "v1.0.0"], cwd=template, check=True)
    assert scaffold("new", "demo", "-l", "--template", template, "--no-git").exit_code == 0
    assert scaffold("add", "c", "demo").exit_code == 2
    assert scaffold("add", "b", "demo").exit_code == 0
    assert (clean_machine / "demo" / "b.txt").is_file()

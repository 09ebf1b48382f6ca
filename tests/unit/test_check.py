"""What `scaffold check` finds, and how it says so."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import FEATURES, Render
from tests.kit.machine import Finished, Scaffold
from tests.kit.repositories import git

HOOKS = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/checks.yml"


@pytest.fixture
def project(clean_machine: Path, rendered: Render) -> Path:
    """Give a project of the bundled template, without a repository."""
    return shutil.copytree(rendered("tagifai", "package", FEATURES), clean_machine / "demo")


def append(file: Path, text: str = "\n# mine\n") -> None:
    file.write_bytes(file.read_bytes() + text.encode())


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def drifted(finished: Finished) -> dict[str, str]:
    found = json.loads(finished.output)["drifted"]
    return {drift["path"]: drift["state"] for drift in found}


def test_a_new_project_is_clean(scaffold: Scaffold, project: Path) -> None:
    finished = scaffold("check", project)
    assert finished.exit_code == 0, finished.errors
    assert "Up to date (" in finished.output
    found = json.loads(scaffold("check", project, "--json").output)
    assert found == {
        "project": str(project),
        "release": found["release"],
        "available": None,
        "drifted": [],
        "news": [],
        "clean": True,
    }


def test_nothing_is_written_in_the_project(scaffold: Scaffold, project: Path) -> None:
    before = sorted(project.rglob("*"))
    scaffold("check", project)
    assert sorted(project.rglob("*")) == before


def test_edited_and_deleted_files_of_the_template_are_drift(
    scaffold: Scaffold, project: Path
) -> None:
    append(project / HOOKS)
    (project / WORKFLOW).unlink()
    finished = scaffold("check", project, "--json")
    assert finished.exit_code == 3
    assert drifted(finished) == {WORKFLOW: "deleted", HOOKS: "edited"}
    printed = scaffold("check", project)
    assert printed.exit_code == 3
    assert f"deleted  {WORKFLOW}" in printed.output
    assert f"edited   {HOOKS}" in printed.output


@pytest.mark.parametrize(
    "path",
    ["README.md", "justfile", "pyproject.toml", "Dockerfile", ".gitignore", "src/demo/cli.py"],
)
def test_the_owners_files_do_not_drift(scaffold: Scaffold, project: Path, path: str) -> None:
    append(project / path)
    assert scaffold("check", project).exit_code == 0
    (project / path).unlink()
    assert scaffold("check", project).exit_code == 0


def test_a_workflow_of_the_owner_is_no_drift(scaffold: Scaffold, project: Path) -> None:
    (project / ".github" / "workflows" / "mine.yml").write_text("on: push\n")
    assert scaffold("check", project).exit_code == 0


def test_a_file_that_its_owner_keeps_does_not_drift(scaffold: Scaffold, project: Path) -> None:
    append(project / HOOKS)
    append(project / ".copier-answers.yml", f"kept: [/{HOOKS}]\n")
    assert scaffold("check", project).exit_code == 0


def test_raised_pins_are_no_drift(scaffold: Scaffold, project: Path) -> None:
    replace(project / HOOKS, "rev: v6.0.0", f"rev: {'a' * 40} # frozen: v7.0.0")
    workflow = (project / WORKFLOW).read_text()
    pin = workflow.split("actions/checkout@")[1].splitlines()[0]
    replace(project / WORKFLOW, pin, f"{'0' * 40} # v9.9.9")
    assert scaffold("check", project).exit_code == 0
    replace(project / WORKFLOW, f"@{'0' * 40} # v9.9.9", "@main")
    assert drifted(scaffold("check", project, "--json")) == {WORKFLOW: "edited"}


def test_another_layout_is_no_drift(scaffold: Scaffold, project: Path) -> None:
    hooks = (project / HOOKS).read_text()
    (project / HOOKS).write_text(re.sub(r"rev: (\S+)", r'rev:   "\1"', hooks, count=1))
    assert (project / HOOKS).read_text() != hooks
    assert scaffold("check", project).exit_code == 0
    status = {
        row["path"]: row["state"]
        for row in json.loads(scaffold("status", project, "--json").output)["files"]
    }
    assert status[HOOKS] == "unchanged"


def test_line_ends_that_git_converted_are_no_drift(scaffold: Scaffold, project: Path) -> None:
    content = (project / HOOKS).read_bytes()
    (project / HOOKS).write_bytes(content.replace(b"\n", b"\r\n"))
    assert scaffold("check", project).exit_code == 0


def test_a_folder_in_the_place_of_a_file_is_drift(scaffold: Scaffold, project: Path) -> None:
    (project / HOOKS).unlink()
    (project / HOOKS).mkdir()
    assert drifted(scaffold("check", project, "--json")) == {HOOKS: "edited"}


def test_the_patch_takes_the_drift_back(scaffold: Scaffold, project: Path) -> None:
    before = {path: (project / path).read_bytes() for path in (HOOKS, WORKFLOW)}
    append(project / HOOKS)
    (project / WORKFLOW).unlink()
    finished = scaffold("check", project, "--patch")
    assert finished.exit_code == 3
    subprocess.run(["git", "apply"], cwd=project, input=finished.output.encode(), check=True)
    assert {path: (project / path).read_bytes() for path in before} == before


@pytest.mark.story
@pytest.mark.parametrize("name", ["demo", "a b"])
def test_the_command_that_reverts_the_drift_works_as_it_is_printed(
    scaffold: Scaffold, project: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    subprocess.run(["git", "init", "--quiet", project.parent], check=True)
    before = (project / HOOKS).read_bytes()
    moved = project.rename(project.with_name(name))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    for folder in (moved.parent, moved):
        append(moved / HOOKS)
        monkeypatch.chdir(folder)
        output = scaffold("check", moved).output
        assert "1 managed file has drifted; to revert it, run `" in output
        subprocess.run(["sh", "-c", output.split("`")[1]], check=True)
        assert (moved / HOOKS).read_bytes() == before


class TestAnnotations:
    def test_each_drift_is_one_warning_beside_its_file(
        self, scaffold: Scaffold, project: Path
    ) -> None:
        append(project / HOOKS)
        output = scaffold("check", project, "--github").output
        (line,) = [line for line in output.splitlines() if line.startswith("::")]
        assert line.startswith(
            f"::warning file={HOOKS},title=Drift from the template::Managed file "
        )

    def test_files_are_named_from_the_top_of_the_repository(
        self, scaffold: Scaffold, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_WORKSPACE", str(project.parent))
        append(project / HOOKS)
        assert f"::warning file=demo/{HOOKS}," in scaffold("check", project, "--github").output

    def test_odd_characters_are_escaped(self, scaffold: Scaffold, project: Path) -> None:
        odd = project.rename(project.with_name("a,b:c%d"))
        append(odd / HOOKS)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GITHUB_WORKSPACE", str(odd.parent))
            output = scaffold("check", odd, "--github").output
        assert f"file=a%2Cb%3Ac%25d/{HOOKS}," in output

    def test_an_action_annotates_by_itself(
        self, scaffold: Scaffold, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        append(project / HOOKS)
        assert "::warning" not in scaffold("check", project).output
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        assert "::warning" in scaffold("check", project).output
        assert "::warning" not in scaffold("check", project, "--no-github").output
        json.loads(scaffold("check", project, "--json").output)

    def test_one_way_of_printing_is_chosen(self, scaffold: Scaffold, project: Path) -> None:
        assert scaffold("check", project, "--github", "--json").exit_code == 2


class TestTemplatesFromElsewhere:
    """A template with releases of its own, in a repository of a team."""

    @pytest.fixture
    def template(self, clean_machine: Path) -> Path:
        folder = clean_machine / "template"
        folder.mkdir()
        (folder / "copier.yml").write_text(
            "_subdirectory: files\nproject_name: {type: str}\n"
            "managed: {type: yaml, when: false, default: {files: [/rules.txt]}}\n"
        )
        (folder / "files").mkdir()
        (folder / "files" / "rules.txt").write_text("one\n")
        (folder / "files" / "{{ _copier_conf.answers_file }}.jinja").write_text(
            "{{ _copier_answers | to_nice_yaml }}"
        )
        git(folder, "init", "-q")
        return release(folder, "v1.0.0")

    @pytest.fixture
    def project(self, scaffold: Scaffold, template: Path, clean_machine: Path) -> Path:
        assert scaffold("new", "demo", "-l", "--template", template, "--no-git").exit_code == 0
        return clean_machine / "demo"

    def test_it_says_itself_what_it_keeps(self, scaffold: Scaffold, project: Path) -> None:
        assert scaffold("check", project).exit_code == 0
        append(project / "rules.txt")
        assert drifted(scaffold("check", project, "--json")) == {"rules.txt": "edited"}

    @pytest.mark.story
    def test_its_newer_release_waits(
        self, scaffold: Scaffold, project: Path, template: Path
    ) -> None:
        (template / "files" / "rules.txt").write_text("two\n")
        release(template, "v1.1.0")
        finished = scaffold("check", project, "--github")
        assert finished.exit_code == 3
        assert "Update available: 1.0.0 -> 1.1.0" in finished.output
        assert "::warning file=.copier-answers.yml,title=Update available::" in finished.output
        assert scaffold("update", project).exit_code == 0
        assert scaffold("check", project).exit_code == 0

    def test_a_project_ahead_of_the_newest_release_waits_for_nothing(
        self, scaffold: Scaffold, template: Path, clean_machine: Path
    ) -> None:
        (template / "files" / "rules.txt").write_text("two\n")
        commit(template)
        made = scaffold("new", "demo", "-l", "--template", template, "--release", "HEAD")
        assert made.exit_code == 0, made.errors
        finished = scaffold("check", clean_machine / "demo", "--json")
        found = json.loads(finished.output)
        assert found["release"].startswith("v1.0.0-1-g")
        assert found["clean"]

    @pytest.mark.parametrize("managed", ["[a]", "{files: a}", "{files: [1]}", "{free: ['(']}"])
    def test_a_statement_that_cannot_be_read_is_named(
        self, scaffold: Scaffold, template: Path, clean_machine: Path, managed: str
    ) -> None:
        replace(template / "copier.yml", "{files: [/rules.txt]}", managed)
        release(template, "v1.1.0")
        scaffold("new", "demo", "-l", "--template", template, "--no-git")
        finished = scaffold("check", clean_machine / "demo")
        assert finished.exit_code == 1
        assert "Invalid `managed` in the template" in finished.error_lines[0]
        assert "Traceback" not in finished.errors


@pytest.mark.parametrize("command", ["check", "status"])
def test_a_folder_that_is_no_project_is_refused(
    scaffold: Scaffold, clean_machine: Path, command: str
) -> None:
    finished = scaffold(command, clean_machine)
    assert finished.exit_code == 5
    assert "No `.copier-answers.yml` in" in finished.error_lines[0]


@pytest.mark.parametrize("command", ["check", "status"])
def test_a_project_of_a_newer_release_needs_a_newer_scaffold(
    scaffold: Scaffold, project: Path, command: str
) -> None:
    replace(project / ".copier-answers.yml", "_commit: v", "_commit: v99")
    finished = scaffold(command, project)
    assert finished.exit_code == 1
    assert "Upgrade mlops-scaffold" in finished.error_lines[1]


def commit(template: Path) -> None:
    git(template, "add", "-A")
    git(template, "commit", "-qm", ".")


def release(template: Path, tag: str) -> Path:
    commit(template)
    git(template, "tag", tag)
    return template

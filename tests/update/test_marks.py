"""The template of a team marks its files as managed, shared and seeded with data alone."""

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY
from tests.kit.machine import Scaffold
from tests.update.test_template_settings import ANSWERS, NAME, commit, release

PAGE = REPOSITORY / "docs" / "how-to" / "host-your-own-template.md"
MODULES = {f"src/module_{number}.py": f"VALUE = {number}\n" for number in range(6)}
FILES = {
    **MODULES,
    ".github/checks.yml": "steps: [a]\n",
    ".pre-commit-config.yaml": "repos:\n- repo: a\n  rev: v1\n",
    "README.md": "# Demo\n\nOne.\n\nTwo.\n",
    NAME: ANSWERS,
}


def marks() -> str:
    """Return the questions that the page shows."""
    (block,) = re.findall(
        r"^```yaml\n(managed:.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    return str(block).replace('_exclude: ["', '_exclude: [copier.yml, .git, "')


@pytest.fixture
def template(tmp_path: Path) -> Path:
    template = tmp_path / "template"
    release(template, "v1.0.0", {**FILES, "copier.yml": marks()})
    newer = {path: text + "NEW = 1\n" for path, text in MODULES.items()}
    newer["README.md"] = FILES["README.md"] + "\nThree.\n"
    release(template, "v1.1.0", {**FILES, **newer, "copier.yml": marks()})
    return template


@pytest.fixture
def project(template: Path, scaffold: Scaffold, clean_machine: Path) -> Path:
    options = ("--template", template, "--release", "v1.0.0", "--defaults", "--no-git")
    assert scaffold("new", "demo", *options).exit_code == 0
    commit(clean_machine / "demo")
    return clean_machine / "demo"


@pytest.mark.story
def test_only_managed_files_drift(project: Path, scaffold: Scaffold) -> None:
    (project / "README.md").write_text("mine\n")
    (project / ".pre-commit-config.yaml").write_text("repos:\n- repo: a\n  rev: v2\n")
    assert json.loads(scaffold("check", project, "--json").output)["drifted"] == []
    (project / ".github" / "checks.yml").write_text("steps: []\n")
    drifted = json.loads(scaffold("check", project, "--json").output)["drifted"]
    assert [each["path"] for each in drifted] == [".github/checks.yml"]


@pytest.mark.story
def test_a_seeded_folder_becomes_the_users_and_a_shared_file_is_merged(
    project: Path, scaffold: Scaffold
) -> None:
    for number in range(3):
        (project / "src" / f"module_{number}.py").write_text("MINE = True\n")
    (project / "README.md").write_text("# Mine\n\nOne.\n\nTwo.\n")
    commit(project)
    updated = scaffold("update", project, "--defaults")
    assert updated.exit_code == 0, updated.errors
    assert "yours src/: 3 of 6 files are edited or deleted" in updated.output
    assert (project / "src" / "module_5.py").read_text() == "VALUE = 5\n"
    assert (project / "README.md").read_text() == "# Mine\n\nOne.\n\nTwo.\n\nThree.\n"
    assert yaml.safe_load((project / ".copier-answers.yml").read_text())["kept"] == ["/src"]
    commit(project)
    assert "Already up to date" in scaffold("update", project, "--defaults").output


@pytest.mark.story
def test_a_path_is_owned_and_followed(project: Path, scaffold: Scaffold) -> None:
    assert scaffold("own", "README.md", "--project", project).exit_code == 0
    commit(project)
    assert scaffold("update", project, "--defaults").exit_code == 0
    assert (project / "README.md").read_text() == FILES["README.md"]
    assert (project / "src" / "module_5.py").read_text() == "VALUE = 5\nNEW = 1\n"
    commit(project)
    assert scaffold("follow", "README.md", "--project", project).exit_code == 0
    assert (project / "README.md").read_text().endswith("Three.\n")

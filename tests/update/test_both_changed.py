"""Updates of projects that a formatter or a bot has changed: no conflict, and one line each."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.machine import Scaffold
from tests.kit.repositories import git

pytestmark = [pytest.mark.story, pytest.mark.slow]


COMMITS = {"3": "a" * 40, "4": "b" * 40, "5": "c" * 40}
PINS = {
    ".github/workflows/ci.yml": (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - uses: actions/checkout@{commit} # v{action}\n"
        "      - uses: actions/setup-python@v{action}\n        with:\n"
        "          python-version: '3.1{minor}'\n"
    ),
    ".pre-commit-config.yaml": (
        "repos:\n  - repo: https://example.org/ruff\n    rev: v0.{minor}.0\n"
        "    hooks:\n      - id: ruff\n        additional_dependencies: ['x=={minor}']\n"
    ),
    "pyproject.toml": (
        '[project]\nname = "demo"\nversion = "0.1.0"\nrequires-python = ">=3.1{minor}"\n'
        'dependencies = ["pandas>=2.{minor},<{action}"]\n'
    ),
    "requirements.txt": "numpy==1.{minor}\nrich\n",
    "Dockerfile": "FROM python:3.1{minor}-slim\nARG UV_VERSION=0.{minor}.0\nRUN pip install x\n",
    "justfile": "uv_version := '0.{minor}.1'\n",
    "package.json": '{{"dependencies": {{"react": "^18.{minor}.0"}}}}\n',
}


def write_pins(folder: Path, minor: int, action: int) -> None:
    for path, text in PINS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        commit = COMMITS[str(action)]
        (folder / path).write_text(text.format(minor=minor, action=action, commit=commit))


def release(template: Path, tag: str, minor: int, action: int) -> None:
    write_pins(template / "files", minor, action)
    git(template, "add", "--all")
    git(template, "commit", "-q", "-m", tag)
    git(template, "tag", tag)


@pytest.fixture
def template(clean_machine: Path) -> Path:
    folder = clean_machine / "template"
    (folder / "files").mkdir(parents=True)
    (folder / "copier.yml").write_text("_subdirectory: files\nproject_name: {type: str}\n")
    answers = folder / "files" / "{{ _copier_conf.answers_file }}.jinja"
    answers.write_text("{{ _copier_answers | to_nice_yaml }}")
    git(folder, "init", "-q")
    release(folder, "v1.0.0", 1, 3)
    return folder


@pytest.mark.parametrize("ahead", [True, False], ids=["further", "less far"])
def test_versions_that_you_and_the_template_raised_are_the_higher_ones_afterwards(
    scaffold: Scaffold, template: Path, clean_machine: Path, ahead: bool
) -> None:
    made = scaffold("new", "demo", "--defaults", "--template", template, "--no-git")
    assert made.exit_code == 0, made
    mine, new = ((3, 5), (2, 4)) if ahead else ((2, 4), (3, 5))
    release(template, "v1.1.0", *new)
    project = clean_machine / "demo"
    write_pins(project, *mine)
    finished = scaffold("update", project, "--defaults", "--json")
    assert finished.exit_code == 0, finished
    notes = {action["path"]: action["notes"] for action in json.loads(finished.output)["actions"]}
    who = "raised by you; the template has" if ahead else "raised by the template; you had"
    assert all(who in note for path in PINS for note in notes[path])
    assert {path: len(notes[path]) for path in PINS} == {
        ".github/workflows/ci.yml": 3,
        ".pre-commit-config.yaml": 2,
        "pyproject.toml": 2,
        "requirements.txt": 1,
        "Dockerfile": 2,
        "justfile": 1,
        "package.json": 1,
    }
    found = {path: (project / path).read_text() for path in PINS}
    write_pins(project, 3, 5)
    assert found == {path: (project / path).read_text() for path in PINS}


@pytest.mark.parametrize("tag", ["v0.1.0", "v0.2.0"])
@pytest.mark.parametrize(
    "settings",
    [("line-length=79", "format.quote-style='single'"), ("format.indent-style='tab'",)],
    ids=["narrow, single quotes", "tabs"],
)
def test_a_project_that_a_formatter_rewrote_is_updated_without_a_conflict(
    scaffold: Scaffold, clean_machine: Path, tag: str, settings: tuple[str, ...]
) -> None:
    options = ("--stack", "tagifai", "--features", "all", "--release", tag, "--no-git")
    assert scaffold("new", "demo", "--defaults", *options).exit_code == 0
    project = clean_machine / "demo"
    configured = [part for each in settings for part in ("--config", each)]
    ruff = [str(Path(sys.executable).with_name("ruff")), "format", "--isolated", *configured]
    subprocess.run([*ruff, "src", "tests"], cwd=project, check=True, capture_output=True)
    mine = project / "src" / "demo" / "data" / "clean.py"
    mine.write_text(mine.read_text() + "\n\nMINE = {'a': 1}\n")
    finished = scaffold("update", project, "--defaults")
    assert finished.exit_code == 0, finished
    assert (
        "more: you only changed the formatting: the template version was taken" in finished.output
    )
    assert mine.read_text().endswith("\n\nMINE = {'a': 1}\n")
    assert not [path for path in project.rglob("*.py") if "<<<<<<<" in path.read_text()]
    compiled = [sys.executable, "-m", "compileall", "-q", "src", "tests"]
    subprocess.run(compiled, cwd=project, check=True, capture_output=True)

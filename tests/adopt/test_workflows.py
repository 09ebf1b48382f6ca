"""The workflow of an adopted repository: what it installs and runs, and when it is created."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from scaffold.adoption.clues import read_clues
from scaffold.adoption.contents import read_contents
from scaffold.adoption.workflow_steps import WorkflowSteps, find_steps
from scaffold.project.gates.passing_rules import (
    NO_RULES,
    LintRules,
    choose_rules,
    find_passing_rules,
)
from scaffold.project.remote import find_forge
from tests.adopt.conftest import Files, Repository, commit, contents
from tests.kit.machine import Scaffold
from tests.kit.repositories import git

TEST = b"def test_one() -> None:\n    assert True\n"
PACKAGE: Files = {
    "churn/__init__.py": b"",
    "churn/data.py": b"def load() -> int:\n    return 1\n",
    "pyproject.toml": b'[project]\nname = "churn"\nversion = "1"\nrequires-python = ">=3.11"\n'
    b'dependencies = []\n[build-system]\nrequires = ["hatchling"]\n'
    b'build-backend = "hatchling.build"\n',
    "tests/test_churn.py": TEST,
}
WORKFLOW = ".github/workflows/checks.yml"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let repositories without an environment use the one of the tests."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)


Steps = Callable[..., WorkflowSteps | None]


@pytest.fixture
def steps(repository: Repository) -> Steps:
    def find(files: Files, lint: LintRules = NO_RULES) -> WorkflowSteps | None:
        folder = repository(files)
        clues = read_clues(folder)
        return find_steps(clues, read_contents(folder, clues), lint)

    return find


def test_a_package_is_installed_and_tested_on_the_oldest_and_the_newest_python(
    steps: Steps,
) -> None:
    found = steps(PACKAGE)
    assert found is not None
    assert found.pythons == ("3.11", "3.13")
    assert found.install == ("python -m pip install --editable .", "python -m pip install pytest")
    assert found.run == ("python -m pytest",)


@pytest.mark.parametrize(
    ("files", "install"),
    [
        (
            {"requirements.txt": b"torch\n", "requirements-dev.txt": b"pytest\n"},
            [
                "python -m pip install --requirement requirements-dev.txt",
                "python -m pip install --requirement requirements.txt",
            ],
        ),
        (
            {"pyproject.toml": b'[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\na = "1"\n'},
            [
                "python -m pip install poetry",
                "poetry config virtualenvs.create false",
                "poetry install --no-interaction",
            ],
        ),
    ],
)
def test_what_is_declared_is_installed(steps: Steps, files: Files, install: list[str]) -> None:
    found = steps({".python-version": b"3.12\n", "test_a.py": TEST, **files})
    assert found is not None
    assert [*found.install][: len(install)] == install
    assert found.pythons == ("3.12",)


@pytest.mark.parametrize(
    "files",
    [
        {**PACKAGE, ".gitlab-ci.yml": b"test: {script: [pytest]}\n"},
        {**PACKAGE, "azure-pipelines.yml": b"steps: []\n"},
        {path: text for path, text in PACKAGE.items() if "tests" not in path},
        {"test_a.py": TEST, ".python-version": b"3.12\n"},
        {"test_a.py": TEST, "requirements.txt": b"torch\n"},
    ],
    ids=["gitlab", "azure", "no tests", "nothing to install", "no python"],
)
def test_a_second_or_an_unfounded_workflow_is_not_proposed(steps: Steps, files: Files) -> None:
    assert steps(files) is None


@pytest.mark.parametrize(
    ("files", "last", "tools"),
    [
        ({"tox.ini": b"[tox]\nenvlist = py\n"}, "tox", "tox"),
        ({"justfile": b"test:\n    pytest\n"}, "just test", "rust-just"),
        ({"Makefile": b"test:\n\tpytest\n"}, "make test", ""),
    ],
)
def test_the_tool_that_runs_the_tests_is_installed(
    steps: Steps, files: Files, last: str, tools: str
) -> None:
    found = steps({**PACKAGE, **files})
    assert found is not None
    assert found.run[-1].startswith(last)
    assert found.install[1:] == ((f"python -m pip install {tools}",) if tools else ())


def test_lint_starts_with_the_rules_that_pass_and_names_the_others(steps: Steps) -> None:
    rules = choose_rules(["F401", "F401", "UP006"])
    assert rules.passing == ("E9", "F63", "F7", "F82", "E4", "E7", "B")
    assert rules.later == (("UP", 1), ("F", 2))
    found = steps(PACKAGE, rules)
    assert found is not None
    assert found.run[0] == "ruff check --isolated --select E9,F63,F7,F82,E4,E7,B ."
    assert "UP (1), F (2)" in found.reason


def test_code_that_python_cannot_read_and_other_linters_get_no_lint(
    repository: Repository,
) -> None:
    assert choose_rules(["E999"]) == NO_RULES
    folder = repository({**PACKAGE, ".flake8": b"[flake8]\n"})
    assert find_passing_rules(folder) == NO_RULES


@pytest.mark.skipif(os.name == "nt", reason="the program is a POSIX script")
@pytest.mark.parametrize("answer", ["echo no JSON", "exit 2"])
def test_a_linter_that_does_not_work_proposes_no_rules(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    (tmp_path / "ruff").write_text(f"#!/bin/sh\n{answer}\n")
    (tmp_path / "ruff").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert find_passing_rules(repository({"a.py": b"import os\n"})) == NO_RULES


def test_ruff_reads_the_code_of_a_repository(repository: Repository) -> None:
    folder = repository({"a.py": b"import os\n"})
    before = contents(folder)
    assert dict(find_passing_rules(folder).later) == {"F": 1}
    assert contents(folder) == before


@pytest.mark.story
def test_a_workflow_is_created_once_its_commands_have_succeeded(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(PACKAGE)
    git(folder, "branch", "--move", "trunk")
    git(folder, "remote", "add", "origin", "https://github.com/ada/churn")
    looked = scaffold("adopt", folder, "--dry-run")
    assert f"{WORKFLOW}  not checked: `--gates`" in looked.output
    finished = scaffold("adopt", folder, "--defaults", "--gates")
    assert finished.exit_code == 0, finished
    workflow = yaml.safe_load((folder / WORKFLOW).read_text())
    assert workflow[True]["push"]["branches"] == ["trunk"]
    assert [*workflow["jobs"]] == ["python-3-11", "python-3-13"]
    commands = [step["run"] for step in workflow["jobs"]["python-3-11"]["steps"] if "run" in step]
    assert commands[0] == "python -m pip install --editable ."
    assert commands[-1] == "python -m pytest"
    commit(folder)
    before = contents(folder)
    assert scaffold("update", folder, "--defaults").exit_code == 0
    assert scaffold("check", folder).exit_code == 0
    assert contents(folder) == before


@pytest.mark.parametrize("trusted", [True, False])
def test_without_tests_or_trust_no_workflow_is_proposed(
    repository: Repository, scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    folder = repository({"pyproject.toml": PACKAGE["pyproject.toml"], ".flake8": b""})
    git(folder, "remote", "add", "origin", "https://github.com/ada/churn")
    assert find_forge(folder) == "github"
    if not trusted:
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        assert find_forge(folder) == ""
        return
    finished = scaffold("adopt", folder, "--defaults", "--dry-run")
    assert WORKFLOW not in finished.output


def test_code_that_declares_nothing_to_install_gets_no_workflow_of_its_own(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository({"churn/__init__.py": b"", "churn/data.py": b"ROWS = 1\n"})
    git(folder, "remote", "add", "origin", "https://github.com/ada/churn")
    assert scaffold("adopt", folder, "--defaults").exit_code == 0
    assert "checks" not in yaml.safe_load((folder / ".copier-answers.yml").read_text())
    assert not (folder / ".github").exists()


@pytest.mark.story
def test_a_workflow_whose_tests_fail_is_not_created(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository({**PACKAGE, "tests/test_churn.py": b"def test_one():\n    assert False\n"})
    options = ("--features", "github,gitlab")
    finished = scaffold("adopt", folder, "--defaults", "--gates", *options)
    assert finished.exit_code == 0, finished
    assert "`python -m pytest` fails on your code" in finished.output
    assert not (folder / ".github").exists()
    assert not (folder / ".gitlab-ci.yml").exists()
    answers = yaml.safe_load((folder / ".copier-answers.yml").read_text())
    assert "checks" not in answers
    assert f"/{WORKFLOW}" in answers["kept"]


@pytest.mark.story
def test_without_gates_a_workflow_is_created_unchecked(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(PACKAGE)
    options = ("--no-gates", "--features", "gitlab")
    assert scaffold("adopt", folder, "--defaults", *options).exit_code == 0
    pipeline = yaml.safe_load((folder / ".gitlab-ci.yml").read_text())
    assert pipeline["checks"]["script"] == ["python -m pytest"]
    assert pipeline["checks"]["parallel"]["matrix"] == [{"PYTHON": ["3.11", "3.13"]}]


@pytest.mark.parametrize("gates", ["--gates", "--no-gates"])
def test_a_given_command_with_an_open_quote_is_named(
    repository: Repository, scaffold: Scaffold, gates: str
) -> None:
    folder = repository(PACKAGE)
    before = contents(folder)
    checks = 'checks={install: [], pythons: ["3.12"], run: [pytest -k "a]}'
    options = ("--features", "github", "--data", checks, gates)
    finished = scaffold("adopt", folder, "--defaults", *options)
    assert finished.exit_code == 2
    assert finished.error_lines[0] == (
        'error: Invalid command `pytest -k "a` in `checks`: No closing quotation'
    )
    assert contents(folder) == before

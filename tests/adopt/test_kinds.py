"""Repositories of many kinds: none of them gets a second of anything, in either mode."""

from pathlib import Path
from subprocess import run

import pytest

from tests.adopt.conftest import Files, Repository, commit, contents
from tests.adopt.test_adopting import answers_of
from tests.adopt.test_facts import MIT
from tests.kit.machine import Scaffold
from tests.kit.repositories import git

pytestmark = pytest.mark.story

CODE = b"def load():\n    return 1\n"
IMPORTS = b"import os\n\nimport numpy as np\nfrom sklearn import svm\n"
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
README = b"# Churn\n\nA model that tells who leaves.\n"
LICENSE = MIT.format("2020 Ada Example").encode()
POETRY = b"""[tool.poetry]
name = "churn"
version = "1"
description = "Who leaves."
authors = ["Ada Example <ada@example.org>"]
packages = [{ include = "churn" }]

[tool.poetry.dependencies]
python = "^3.8"
pandas = "*"

[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
"""
PEP_621 = b"""[project]
name = "churn"
version = "1"
requires-python = ">=3.14"

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
"""
PACKAGE = {"churn/__init__.py": b"", "churn/data.py": CODE, "README.md": README}
RULES = {".editorconfig", ".gitignore"}
# What each kind has, and what a plain adoption creates beside the answers.
KINDS: dict[str, tuple[Files, set[str]]] = {
    "setup.py alone": ({**PACKAGE, "setup.py": b"setup(name='churn')\n"}, RULES),
    "setup.cfg": ({**PACKAGE, "setup.cfg": b"[metadata]\nname = churn\n"}, RULES),
    "Poetry": ({**PACKAGE, "pyproject.toml": POETRY, "poetry.lock": b"a"}, RULES),
    "setuptools finds the package": ({**PACKAGE, "pyproject.toml": PEP_621}, RULES),
    "Flit": ({**PACKAGE, "pyproject.toml": b"[tool.flit.metadata]\nmodule = 'churn'\n"}, RULES),
    "PDM": ({**PACKAGE, "pyproject.toml": PEP_621, "pdm.lock": b"a"}, RULES),
    "Hatch, package under src": (
        {
            "src/churn/__init__.py": b"",
            "pyproject.toml": b"[project]\nname = 'churn'\ndependencies = ['torch']\n",
            "tests/test_a.py": CODE,
            "LICENSE.txt": LICENSE,
            "README.rst": b"Churn\n=====\n",
        },
        RULES,
    ),
    "Conda": ({"environment.yml": b"dependencies:\n  - python=3.9\n", "train.py": CODE}, RULES),
    "scripts without any declaration": (
        {"train.py": IMPORTS, "data/prepare.py": CODE, "models/net.py": CODE, "README.md": README},
        {*RULES, "requirements.txt"},
    ),
    "notebooks alone": (
        {"01 Début.ipynb": NOTEBOOK, "第2章/a.ipynb": NOTEBOOK, "readme.md": README},
        RULES,
    ),
    "R and C++": (
        {"DESCRIPTION": b"Package: churn\n", "R/a.R": b"1\n", "src/a.cpp": b"int a;\n"},
        RULES,
    ),
    "several packages": (
        {
            "packages/one/pyproject.toml": PEP_621,
            "packages/two/setup.py": b"setup(name='two')\n",
            "packages/two/two/__init__.py": b"",
        },
        RULES,
    ),
    "Django": (
        {
            "manage.py": CODE,
            "shop/settings.py": CODE,
            "shop/__init__.py": b"",
            "shop/tests.py": b"class TestShop:\n    def test(self): pass\n",
            "requirements.txt": b"django\n",
            "docker-compose.yml": b"services: {}\n",
        },
        RULES,
    ),
    "Flask in a folder": (
        {"app/Dockerfile": b"FROM python:3.9\n", "app/main.py": CODE, "COPYING": LICENSE},
        RULES,
    ),
    "DVC": (
        {
            ".dvc/config": b"[core]\n",
            "dvc.yaml": b"stages: {}\n",
            "data/.gitignore": b"/raw.xml\n",
            "data/raw.xml.dvc": b"outs: []\n",
            "src/prepare.py": CODE,
            "src/requirements.txt": b"dvc\n",
            ".gitignore": b"/model.pkl\n",
        },
        {".editorconfig"},
    ),
    "Kedro": (
        {
            "src/churn/pipelines/__init__.py": b"",
            "src/requirements.txt": b"kedro\n",
            "src/tests/test_run.py": b"def test_run(): pass\n",
            "pyproject.toml": b"[tool.kedro]\npackage_name = 'churn'\n[tool.isort]\na = 1\n",
            "data/01_raw/.gitkeep": b"",
            "notebooks/.gitkeep": b"",
            ".pre-commit-config.yaml": b"repos: []\n",
        },
        RULES,
    ),
    "an old data-science template": (
        {
            "src/__init__.py": b"",
            "src/features/build.py": CODE,
            "test_environment.py": CODE,
            "setup.py": b"setup(name='src', author='Your name', description='Short description')",
            "notebooks/.gitkeep": b"",
            "models/.gitkeep": b"",
            "data/raw/.gitkeep": b"",
        },
        RULES,
    ),
    "forms for issues, no workflow": (
        {".github/ISSUE_TEMPLATE/bug.md": b"a\n", "train.py": CODE, "Pipfile": b"[packages]\n"},
        RULES,
    ),
    "workflows": (
        {
            ".github/workflows/test.yml": b"on: push\n",
            "churn/__init__.py": b"",
            "requirements.txt": b"a\n",
            ".vscode/settings.json": b"{}\n",
        },
        RULES,
    ),
    "empty files": (
        {"README.md": b"", "LICENSE": b"", "requirements.txt": b"", "train.py": IMPORTS},
        {*RULES, "requirements.txt"},
    ),
    "Windows line endings": (
        {"train.py": CODE.replace(b"\n", b"\r\n"), "requirements.txt": b"a\r\n"},
        {".gitignore"},
    ),
    "LFS": (
        {".gitattributes": b"*.bin filter=lfs\n", "model.bin": b"version 1\n", "a.py": IMPORTS},
        {*RULES, "requirements.txt"},
    ),
    "ignored folders": (
        {".gitignore": b"*.csv\n.editorconfig\nrequirements.txt\n", "a.py": IMPORTS},
        set(),
    ),
}


def keep_lines(before: bytes, after: bytes) -> bool:
    rest = iter(after.splitlines())
    return all(line in rest for line in before.splitlines())


@pytest.mark.parametrize("merge", [[], ["--merge"]], ids=["plain", "merge"])
@pytest.mark.parametrize(("files", "created"), KINDS.values(), ids=KINDS.keys())
def test_a_repository_gets_only_what_fits_it(
    scaffold: Scaffold, repository: Repository, files: Files, created: set[str], merge: list[str]
) -> None:
    folder = repository(files, name="churn")
    git(folder, "branch", "--quiet", "--move", "master")
    hidden = listed(folder, "--cached", "--ignored")
    finished = scaffold("adopt", folder, *merge)
    assert finished.exit_code == 0, finished.errors
    after = contents(folder)
    filled = {path for path in files if not files[path] and after[path]}
    assert (after.keys() - files.keys()) | filled == {*created, ".copier-answers.yml"}
    for path in files.keys() - filled:
        united = merge and path == ".gitignore"
        assert keep_lines(files[path], after[path]) if united else after[path] == files[path]
    assert not listed(folder, "--others", "--ignored") & after.keys()
    assert listed(folder, "--cached", "--ignored") == hidden
    assert_no_invention(answers_of(folder), files)
    commit(folder)
    assert scaffold("adopt", folder, *merge).exit_code == 0
    assert scaffold("check", folder).exit_code == 0
    assert contents(folder) == after


def listed(folder: Path, *options: str) -> set[str]:
    command = ["git", "ls-files", "-z", "--exclude-standard", *options]
    done = run(command, cwd=folder, check=True, capture_output=True, text=True)
    return {path for path in done.stdout.split("\0") if not path.startswith(".scaffold/")} - {""}


def assert_no_invention(answers: dict[str, object], files: Files) -> None:
    texts = b"".join(files.values()).decode().lower()
    for key in ("author_name", "description", "oldest_python"):
        assert str(answers.get(key, "")).lower() in texts
    assert answers["default_branch"] == "master"
    assert answers["license"] == ("MIT" if "permission is hereby" in texts else "none")


def test_a_folder_without_git_gets_only_what_fits_it(
    scaffold: Scaffold, repository: Repository
) -> None:
    files = {**PACKAGE, "setup.py": b"setup(name='churn')\n", "node_modules/a.js": b"1\n"}
    folder = repository(files, with_git=False)
    assert scaffold("adopt", folder, "--merge").exit_code == 0
    assert contents(folder).keys() - files.keys() == {*RULES, ".copier-answers.yml"}
    assert "default_branch" not in answers_of(folder)


IGNORE_ALL = {".gitignore": b"/*\n!.gitignore\n!app.py\n", "app.py": CODE}


def test_answers_that_git_ignores_are_named_with_the_rule(
    scaffold: Scaffold, repository: Repository
) -> None:
    folder = repository(IGNORE_ALL)
    finished = scaffold("adopt", folder)
    assert finished.exit_code == 4
    assert "not committed .copier-answers.yml: ignored by .gitignore:1 `/*`" in finished.output
    assert contents(folder).keys() == {*IGNORE_ALL, ".copier-answers.yml"}
    assert ".editorconfig ignored by .gitignore:1 `/*`" in " ".join(finished.output.split())


def test_merged_ignore_rules_let_git_keep_the_answers(
    scaffold: Scaffold, repository: Repository
) -> None:
    folder = repository(IGNORE_ALL)
    finished = scaffold("adopt", folder, "--merge")
    assert finished.exit_code == 0, finished.output
    assert listed(folder, "--others") == {".copier-answers.yml"}
    commit(folder)
    assert scaffold("adopt", folder, "--merge").exit_code == 0


STACK = ("--stack", "tagifai", "--defaults")


@pytest.mark.parametrize("merge", [[], ["--merge"]], ids=["plain", "merge"])
@pytest.mark.parametrize(
    "files",
    [
        {**PACKAGE, "setup.py": b"setup(name='churn', install_requires=['torch'])\n"},
        {**PACKAGE, "pyproject.toml": POETRY},
        {**PACKAGE, "pyproject.toml": PEP_621},
        {"src/other/__init__.py": b"", "pyproject.toml": PEP_621},
        {"train.py": CODE, "environment.yml": b"dependencies: [python=3.9]\n"},
    ],
    ids=["setup.py", "Poetry", "setuptools", "another package under src", "Conda"],
)
def test_the_code_of_a_stack_never_overrides_what_a_repository_declares(
    scaffold: Scaffold, repository: Repository, files: Files, merge: list[str]
) -> None:
    folder = repository(files, name="churn")
    finished = scaffold("adopt", folder, *STACK, *merge, "--features", "vscode")
    assert finished.exit_code == 0, finished.errors
    after = contents(folder)
    assert {path: after[path] for path in files} == dict(files)
    assert after.keys() - files.keys() == {
        *RULES,
        *(".copier-answers.yml", ".vscode/settings.json", ".vscode/extensions.json"),
    }
    assert "the code of the stack is not created" in finished.output


def test_metadata_that_are_created_state_no_fact_that_the_repository_does_not(
    scaffold: Scaffold, repository: Repository
) -> None:
    bsd = b"Copyright (c) 2020 Ada Example\n\nRedistribution and use in source\n"
    folder = repository({"train.py": CODE, "LICENSE": bsd}, name="churn")
    assert scaffold("adopt", folder, *STACK, "--features", "none").exit_code == 0
    metadata = (folder / "pyproject.toml").read_text()
    assert "\nlicense = " not in metadata
    assert "\ndescription = " not in metadata
    assert 'authors = [{ name = "Ada Example" }]' in metadata
    assert 'requires-python = ">=3.11"' in metadata
    assert "unstated:\n- description\n" in (folder / ".copier-answers.yml").read_text()


def test_facts_that_are_not_stated_stay_out_of_updates_until_they_are_given(
    scaffold: Scaffold, repository: Repository
) -> None:
    folder = repository({"sales.csv": b"1\n"}, name="churn")
    scaffold("adopt", folder, "--features", "none")
    commit(folder)
    assert "Python and install" in (folder / "README.md").read_text()
    assert scaffold("update", folder, "-d", "layout=package").exit_code == 0
    assert (folder / "README.md").read_text().startswith("# churn\n\nThe folders")
    commit(folder)
    given = ("-d", "description=Who leaves.", "-d", "oldest_python=3.12")
    assert scaffold("update", folder, *given).exit_code == 0
    readme = (folder / "README.md").read_text()
    assert readme.startswith("# churn\n\nWho leaves.\n\nThe folders")
    assert "Python 3.12 or newer" in readme
    assert answers_of(folder)["description"] == "Who leaves."


def test_a_workflow_checks_the_default_branch(scaffold: Scaffold, repository: Repository) -> None:
    folder = repository({"sales.csv": b"1\n"}, name="churn")
    git(folder, "branch", "--quiet", "--move", "develop")
    assert scaffold("adopt", folder, "--features", "github,docker").exit_code == 0
    for name in ("checks.yml", "image.yml"):
        workflow = (folder / ".github" / "workflows" / name).read_text()
        assert "    branches: [develop]\n" in workflow

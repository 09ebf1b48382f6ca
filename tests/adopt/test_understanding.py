"""What is known about a repository, and how `scaffold adopt --explain` says it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.adoption.license_names import identify_license
from scaffold.adoption.understanding import Finding, Understanding, understand
from scaffold.project.metadata import READERS
from scaffold.report import print_explanation
from tests.adopt.conftest import Files, Repository, contents, write
from tests.adopt.test_facts import MIT
from tests.kit.machine import Scaffold

SETUP = b"""from setuptools import setup
setup(name="churn", entry_points={"console_scripts": ["churn=churn:main"]})
"""
BSD = """Redistribution and use in source and binary forms are permitted if the following are met:
{}
This software is provided "as is"."""
PROJECT = b"[project]\nname = 'churn'\nrequires-python = '>=3.9'\ndependencies = ['torch']\n"


def workflow(*commands: bytes) -> Files:
    """Return a workflow of GitHub that runs commands."""
    return {".github/workflows/a.yml": b"".join(b"      - run: %b\n" % each for each in commands)}


def values(found: Understanding) -> dict[str, tuple[str, ...]]:
    return {each.topic: each.values for each in found.findings if each.values}


KINDS: Mapping[str, Files] = {
    "package at the top": {"setup.py": SETUP, "churn/__init__.py": b"", "train.py": b"a = 1\n"},
    "package at the top with another name": {
        "setup.py": SETUP,
        "py_churn/__init__.py": b"",
        "demo.py": b"a = 1\n",
        "demos/web/app.py": b"import streamlit as st\n",
    },
    "packaging alone": {"setup.py": SETUP},
    "package at the top with setup scripts in its packages": {
        "setup.py": SETUP,
        "churn/__init__.py": b"",
        "churn/setup.py": SETUP,
        "churn/data/__init__.py": b"",
        "churn/data/setup.py": SETUP,
    },
    "package under src in a namespace": {
        "pyproject.toml": PROJECT,
        "setup.py": SETUP,
        "src/churn/core/__init__.py": b"",
    },
    "package under src": {"pyproject.toml": PROJECT, "src/churn/__init__.py": b""},
    "stages under src": {"src/data/load.py": b"", "src/models/net.py": b"", "setup.py": SETUP},
    "scripts": {"train.py": b"", "net.py": b"", "layers/__init__.py": b"", "a.ipynb": b"{}"},
    "notebooks": {"a.ipynb": b"{}", "b/c.ipynb": b"{}", "plot.py": b"import flask\n"},
    "several packages": {
        "one/pyproject.toml": PROJECT,
        "two/setup.py": SETUP,
        "docs/setup.py": SETUP,
    },
    "scripts with packages for them": {
        **dict.fromkeys(("train.py", "detect.py", "models/__init__.py"), b""),
        "pyproject.toml": PROJECT,
        "utils/rest/restapi.py": b"import flask\napp = flask.Flask('a')\n",
        "models/use.py": b"import fastapi\n",
    },
    "several packages in a folder": {
        "packages/one/requirements/base.txt": b"torch\n",
        "packages/two/setup.py": SETUP,
        "lessons/rest/app.py": b"app = Flask('a')\nimport flask\n",
    },
    "application (Django), scripts": {"web/manage.py": b"import django\n", "web/a.py": b""},
    "application (FastAPI), package at the top": {
        "churn/__init__.py": b"",
        "churn/web.py": b"from fastapi import FastAPI\napp = FastAPI()\n",
    },
    "application (Streamlit), scripts": {"app.py": b"import streamlit as st\n"},
    "no Python code": {"main.go": b"package main\n"},
}


@pytest.mark.parametrize(("kind", "files"), KINDS.items(), ids=KINDS)
def test_a_repository_is_of_a_kind(tmp_path: Path, kind: str, files: Files) -> None:
    write(tmp_path, files)
    named = kind.split(" with ")[0].split(" in a ")[0]
    assert values(understand(tmp_path))["kind"] == (named,)


def test_fixtures_and_documentation_declare_nothing_about_a_repository(tmp_path: Path) -> None:
    fixture = b"[project]\nname = 'old'\nrequires-python = '~=2.7'\n"
    files = {"tests/fixtures/pyproject.toml": fixture, "docs/requirements.txt": b"sphinx\n"}
    write(tmp_path, {"pyproject.toml": PROJECT, "churn/__init__.py": b"", **files})
    found = values(understand(tmp_path))
    assert (found["python"], found["dependencies"]) == ((">=3.9",), ("pyproject.toml",))


def test_each_project_of_several_is_described(tmp_path: Path) -> None:
    write(tmp_path, KINDS["several packages"])
    one, two = understand(tmp_path).projects
    assert (one.path, two.path) == ("one", "two")
    assert values(one)["python"] == (">=3.9",)
    assert values(two)["entry points"] == ("churn",)


def test_all_declarations_of_python_are_listed_with_their_files(tmp_path: Path) -> None:
    workflow = (
        b"jobs:\n  a:\n    strategy:\n      matrix:\n        python-version: ['3.10', '3.9']\n"
    )
    files = {
        "pyproject.toml": PROJECT,
        ".python-version": b"3.12\n",
        "docker/web/Dockerfile": b"FROM docker.io/library/python:3.8-slim\n",
        "docker/proxy/Dockerfile": b"FROM nginx\n",
        ".github/workflows/a.yml": workflow + b"    steps:\n      - run: pytest -x tests\n",
        "tests/test_a.py": b"",
    }
    write(tmp_path, files)
    found = understand(tmp_path)
    assert values(found)["python"] == (">=3.9", "3.12", "3.9, 3.10", "3.8")
    assert values(found)["test command"] == ("pytest -x tests",)


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"Makefile": b"test:\n\tpytest\n"}, "make test"),
        ({"justfile": b"test *a:\n  pytest\n"}, "just test"),
        ({"tox.ini": b"[tox]\n"}, "tox"),
        ({"web/manage.py": b""}, "python web/manage.py test"),
        ({"Makefile": b"run:\n\ta\n", ".github/workflows/a.yml": b"on: push\n"}, "pytest"),
        (workflow(b"uv add pytest-ruff nbval", b"pytest-ruff .", b"pytest -x a"), "pytest -x a"),
        (workflow(b"conda install pytest", b"python -m pytest -q"), "python -m pytest -q"),
        (workflow(b"conda create -q -n a pytest tox", b"pytest -v"), "pytest -v"),
        (workflow(b"mamba -q create pytest", b"apt-get -y install tox", b"nox"), "nox"),
        (workflow(b"test -f tox.ini", b"uv run nox -s a"), "uv run nox -s a"),
        (workflow(b"tox -e ${{ matrix.tox }}", b"tox -e types"), "pytest"),
        (workflow(b"pytest -k \"not slow\" 'a b' -x"), "pytest -k \"not slow\" 'a b' -x"),
        (workflow(b"'pytest -q'"), "pytest -q"),
        (workflow(b"sh -c \"pytest -m 'not gpu' a\""), "pytest -m 'not gpu' a"),
        (workflow(b"pytest -x \\\n          a"), "pytest -x a"),
        (workflow(b"pytest -q a  # all of it"), "pytest -q a"),
        (workflow(b"pytest -q > log.txt"), "pytest -q"),
        ({".github/workflows/a.yml": b'command: ["pytest", "-q"]\n'}, "pytest"),
        ({".github/workflows/a.yml": b"include: [{tox: py3}]\nname: tox in CI\n"}, "pytest"),
        ({".github/workflows/a.yml": b"TEST_COMMAND: pytest {package}/tests -v\n"}, "pytest"),
        ({}, "pytest"),
    ],
)
def test_the_command_of_the_tests_is_found(tmp_path: Path, files: Files, command: str) -> None:
    write(tmp_path, {**files, "tests/__init__.py": b"", "tests/test_a.py": b""})
    found = values(understand(tmp_path))
    assert (found["tests"], found["test command"]) == (("1 file",), (command,))


def test_frameworks_of_a_module_are_in_the_order_of_its_imports(tmp_path: Path) -> None:
    named = ("torch", "ray", "wandb", "sklearn", "jax", "hydra", "mlflow", "keras")
    write(tmp_path, {"train.py": "".join(f"import {name}\n" for name in named).encode()})
    expected = ("PyTorch", "Ray", "Weights & Biases", "scikit-learn", "JAX", "Hydra", "MLflow")
    assert values(understand(tmp_path))["frameworks"] == (*expected, "Keras")


def test_scripts_that_only_have_names_of_tests_are_no_tests(tmp_path: Path) -> None:
    write(tmp_path, {"load_test.py": b"import requests\n", "a/test_net.py": b"print(1)\n"})
    found = values(understand(tmp_path))
    assert not {"tests", "test command"} & found.keys()
    tests = {
        "test_a.py": b"def test_a():\n    pass\n",
        "b/test_b.py": b"from c import *\nclass TestB(Base):\n    pass\n",
        "c_test.py": b"class C(unittest.TestCase): pass\n",
        "tests/common.py": b"A = 1\n",
    }
    write(tmp_path, tests)
    found = values(understand(tmp_path))
    assert (found["tests"], found["test command"]) == (("4 files",), ("pytest",))


def test_the_version_of_an_orb_is_no_python(tmp_path: Path) -> None:
    config = b"orbs:\n  python: circleci/python@0.3.2\n  other:\n    python: circleci/python@3.1\n"
    write(tmp_path, {"train.py": b"", ".circleci/config.yml": config})
    assert "python" not in values(understand(tmp_path))
    write(tmp_path, {".circleci/config.yml": config + b"jobs:\n  a:\n    python: '3.11.2'\n"})
    assert values(understand(tmp_path))["python"] == ("3.11",)


def test_dependencies_are_declared_or_come_from_imports(tmp_path: Path) -> None:
    write(tmp_path, {"train.py": b"import torch\n"})
    assert values(understand(tmp_path))["dependencies"] == ("torch",)
    write(tmp_path, {"environment.yml": b"dependencies: []\n"})
    assert values(understand(tmp_path))["dependencies"] == ("environment.yml",)


def test_tools_and_frameworks_are_found(tmp_path: Path) -> None:
    files = {
        "dvc.yaml": b"stages: {}\n",
        ".gitattributes": b"*.bin filter=lfs\n",
        "Dockerfile": b"FROM scratch\n",
        "lefthook.yml": b"",
        "pyproject.toml": b"[tool.ruff]\nline-length = 9\n",
        "train.py": b"import ray\nfrom kedro.io import a\n",
    }
    write(tmp_path, files)
    found = values(understand(tmp_path))
    assert (found["data tools"], found["linters"]) == (("DVC", "Git LFS"), ("ruff",))
    assert set(found["frameworks"]) == {"Ray", "Kedro"}
    assert (found["containers"], found["hooks"]) == (("Dockerfile",), ("lefthook.yml",))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MIT.format("2020 Ada"), "MIT"),
        ("Apache License\n   Version 2.0, January 2004", "Apache-2.0"),
        (
            "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n... GNU Affero General Public",
            "GPL-3.0",
        ),
        (BSD.format("1. Keep the notice."), "BSD-2-Clause"),
        (BSD.format("3. Neither the name of Ada nor that of others"), "BSD-3-Clause"),
        (BSD.format("* The names may not be used to endorse or promote products"), "BSD-3-Clause"),
        (BSD.format("1. " + 14 * "Keep the notice and this list. " + "3. Ask for commerce."), ""),
        (BSD.format(21 * "Keep the notice and this list. " + "Neither the name of Ada"), ""),
        ("Commons Clause\nApache License Version 2.0", ""),
        ("All rights reserved", ""),
    ],
)
def test_a_license_is_known_by_its_text(text: str, name: str) -> None:
    assert identify_license(text) == name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project.scripts]\nchurn = 'a:b'\n"),
        ("pyproject.toml", "[tool.poetry.scripts]\nchurn = 'a:b'\n"),
        ("setup.cfg", "[options.entry_points]\nconsole_scripts =\n    churn = a:b\n"),
        ("setup.py", SETUP.decode()),
    ],
)
def test_installed_commands_are_read_from_metadata(name: str, text: str) -> None:
    assert READERS[name](text).scripts == ("churn",)


@pytest.mark.parametrize("entries", ["entry_points=E", "entry_points=[1]", "entry_points={1: {}}"])
def test_commands_that_are_computed_are_left_out(entries: str) -> None:
    assert READERS["setup.py"](f"setup(name='a', {entries})").scripts == ()


@pytest.mark.story
def test_explain_changes_nothing_and_prints_facts_with_their_evidence(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository({**KINDS["several packages"], "LICENSE": MIT.format("2020 Ada").encode()})
    before = contents(folder)
    shown = scaffold("adopt", folder, "--explain")
    assert shown.exit_code == 0
    assert "license MIT (LICENSE)" in " ".join(shown.output.split())
    assert "Not found: " in shown.output
    found = json.loads(scaffold("adopt", folder, "--explain", "--json").output)
    assert {"topic": "license", "values": ["MIT"], "evidence": ["LICENSE"]} in found["findings"]
    assert [each["path"] for each in found["projects"]] == ["one", "two"]
    assert contents(folder) == before


@pytest.mark.story
def test_every_adoption_begins_with_what_was_found(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository({"train.py": b"import torch\n"})
    assert "kind          scripts  (train.py)" in scaffold("adopt", folder, "--dry-run").output
    found = json.loads(scaffold("adopt", folder, "--json").output)["found"]
    assert found["findings"][0] == {
        "topic": "kind",
        "values": ["scripts"],
        "evidence": ["train.py"],
    }
    again = json.loads(scaffold("adopt", folder, "--json", "--allow-dirty").output)
    assert again["found"] is None


def test_nothing_is_missing_where_every_fact_is_stated(capsys: pytest.CaptureFixture[str]) -> None:
    print_explanation(Understanding(".", (Finding("python", ("3.9, 3.10", ">=3.9"), ("a", "b")),)))
    assert capsys.readouterr().out == "  Python  3.9, 3.10; >=3.9  (a, b)\n"

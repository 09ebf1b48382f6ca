"""A setup script runs only with `--run-setup`, and in a copy."""

import tomllib

import pytest

from tests.adopt.conftest import Repository
from tests.kit.machine import Scaffold

SETUP = b"""\
from pathlib import Path
from setuptools import setup

Path("ran").touch()
required = ["apple>=1.0,<2"] + (["pytest"] if len("ab") == 2 else [])
setup(name="".join(["wid", "get"]), version="1.0", py_modules=[], install_requires=required)
"""


@pytest.mark.slow
def test_a_setup_script_runs_only_when_asked_and_in_a_copy(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository({"setup.py": SETUP})
    refused = scaffold("dependencies", folder)
    assert refused.exit_code == 5
    assert "--run-setup" in refused.errors
    done = scaffold("dependencies", folder, "--run-setup", "--no-resolve")
    assert done.exit_code == 0, done.errors
    made = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    assert (made["name"], made["dependencies"]) == ("widget", ["apple>=1.0,<2", "pytest"])
    assert not (folder / "ran").exists()

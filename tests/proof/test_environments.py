"""The environment of a project: its variables, and what cannot be proved in it."""

import os
import sys
from pathlib import Path

import pytest

from scaffold.project.proof.environment import Environment, find_installed
from scaffold.project.proof.not_proved import NotProvedError

OWN = Environment((sys.executable,), "the environment of `scaffold`")


def test_checks_find_the_virtual_environment_that_they_run_in(tmp_path: Path) -> None:
    for folder in ("venv/bin", "system/bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "venv/pyvenv.cfg").touch()
    found = {
        name: Environment((str(tmp_path / name / "bin/python"),), name).variables(
            tmp_path / "scratch", {"PATH": "/usr/bin", "PYTHONHOME": "elsewhere"}
        )
        for name in ("venv", "system")
    }
    assert found["venv"]["VIRTUAL_ENV"] == str(tmp_path / "venv")
    assert "VIRTUAL_ENV" not in found["system"]
    for name, variables in found.items():
        assert variables["PATH"] == f"{tmp_path / name / 'bin'}{os.pathsep}/usr/bin"
        assert "PYTHONHOME" not in variables


@pytest.mark.skipif(os.name == "nt", reason="the interpreter of the test is a script")
@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (None, "FileNotFoundError"),
        ("exit 3", "exit code 3"),
        ("echo broken >&2; exit 3", "broken"),
        ("echo nothing", "JSONDecodeError"),
        ("true", "IndexError"),
    ],
)
def test_an_environment_whose_python_does_not_start_is_refused_with_the_reason(
    program: str | None, reason: str, tmp_path: Path
) -> None:
    python = tmp_path / "python"
    if program is not None:
        python.write_text(f"#!/bin/sh\n{program}\n")
        python.chmod(0o755)
    environment = Environment((str(python),), "`.venv`")
    with pytest.raises(NotProvedError) as caught:
        find_installed(environment, tmp_path, [], os.environ)
    assert caught.value.message == f"Cannot run Python in `.venv`: {reason}"


def test_packages_without_a_file_are_no_code_of_the_project(tmp_path: Path) -> None:
    found = find_installed(OWN, tmp_path, ["sys", "is_not_there"], os.environ)
    assert found.packages == {"sys": "built-in", "is_not_there": None}


def test_packages_of_the_copy_are_those_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "src/demo").mkdir(parents=True)
    (tmp_path / "src/demo/__init__.py").touch()
    (tmp_path / "src/tools").mkdir()
    (tmp_path / "src/tools/__init__.py").touch()
    variables = OWN.variables(tmp_path, os.environ)
    found = find_installed(OWN, tmp_path, ["demo", "tools"], variables).packages
    assert set(found) == {"demo", "tools"}
    assert all(Path(each or "").is_relative_to(tmp_path) for each in found.values())


def test_a_package_that_is_imported_from_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotProvedError, match="`json` would be imported from"):
        find_installed(OWN, tmp_path, ["json"], os.environ)

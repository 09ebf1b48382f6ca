"""Which environment and which checks a proof uses."""

import sys
from pathlib import Path

import pytest

from scaffold.project.proof.chosen_checks import (
    Checks,
    ProveSettingError,
    choose_checks,
    list_packages,
)
from scaffold.project.proof.environment import Environment, Installed, find_environment

posix = pytest.mark.skipif(sys.platform == "win32", reason="programs and paths of POSIX systems")
ENVIRONMENT = Environment(("/env/bin/python",), "`.venv`")


def make_program(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@posix
def test_the_environment_of_the_project_comes_first_and_uv_before_the_running_one(
    tmp_path: Path,
) -> None:
    project = tmp_path / "project"
    own = make_program(project / ".venv/bin/python")
    other = make_program(tmp_path / "active/bin/python")
    uv = make_program(tmp_path / "programs/uv")
    (project / "uv.lock").touch()
    given = {"VIRTUAL_ENV": str(tmp_path / "active"), "PATH": str(uv.parent)}
    assert find_environment(project, given) == Environment((str(own),), "`.venv`")
    own.unlink()
    assert find_environment(project, given) == Environment((str(other),), f"`{tmp_path}/active`")
    other.unlink()
    assert find_environment(project, given).python[:2] == (str(uv), "run")
    (project / "uv.lock").unlink()
    running = find_environment(project, given)
    assert running == Environment((sys.executable,), "the environment of `scaffold`")


@posix
def test_the_variables_of_an_environment_put_the_copy_and_its_programs_first(
    tmp_path: Path,
) -> None:
    python = make_program(tmp_path / "env/bin/python")
    (tmp_path / "env/pyvenv.cfg").touch()
    given = {"PATH": "/bin", "PYTHONPATH": "/mine", "PYTHONHOME": "/x", "VIRTUAL_ENV": "/other"}
    found = Environment((str(python),), "").variables(Path("/copy"), given)
    assert found["PYTHONPATH"] == "/copy/src:/copy:/mine"
    assert found["PATH"] == f"{python.parent}:/bin"
    assert found["VIRTUAL_ENV"] == str(tmp_path / "env")
    assert "PYTHONHOME" not in found


@posix
def test_uv_makes_an_environment_beside_the_copy() -> None:
    given = {"PATH": "/bin", "VIRTUAL_ENV": "/other"}
    found = Environment(("uv", "run", "python"), "").variables(Path("/base/copy"), given)
    assert found["UV_PROJECT_ENVIRONMENT"] == found["VIRTUAL_ENV"] == "/base/environment"
    assert found["PATH"] == "/base/environment/bin:/bin"


def choose(root: Path, settings: str, *tools: str) -> Checks:
    (root / "pyproject.toml").write_text(settings)
    return choose_checks(root, ENVIRONMENT, Installed("3.11.0", frozenset(tools)))


def commands(found: Checks) -> dict[str, str]:
    return {check.name: " ".join(check.command) for check in found.checks}


def test_the_tools_of_a_project_are_its_checks(tmp_path: Path) -> None:
    settings = '[tool.ruff]\nline-length = 100\n[tool.mypy]\nfiles = ["src"]\n'
    found = choose(tmp_path, settings, "pytest", "ruff", "mypy")
    assert commands(found) == {
        "lint": "/env/bin/python -m ruff check --output-format concise --no-fix .",
        "format": "/env/bin/python -m ruff format --check .",
        "types": "/env/bin/python -m mypy",
        "tests": "/env/bin/python -m pytest",
    }
    assert found.notes == ()


def test_tools_without_settings_are_no_checks(tmp_path: Path) -> None:
    assert list(commands(choose(tmp_path, "", "pytest", "ruff", "mypy"))) == ["tests"]
    (tmp_path / "ruff.toml").touch()
    (tmp_path / "mypy.ini").touch()
    found = commands(choose(tmp_path, "", "pytest", "ruff", "mypy"))
    assert list(found) == ["lint", "format", "types", "tests"]


def test_mypy_gets_what_to_check_if_its_settings_do_not_name_it(tmp_path: Path) -> None:
    settings = "[tool.mypy]\nstrict = true\n"
    assert commands(choose(tmp_path, settings, "mypy"))["types"].endswith("mypy .")
    (tmp_path / "src").mkdir()
    assert commands(choose(tmp_path, settings, "mypy"))["types"].endswith("mypy src")


def test_tools_that_are_not_installed_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = choose(tmp_path, "[tool.ruff]\nfix = true\n[tool.mypy]\nstrict = true\n")
    assert found.checks == ()
    assert found.notes == tuple(
        f"{name} is not installed in `.venv`" for name in ("pytest", "Ruff", "mypy")
    )


def test_named_commands_replace_all_others(tmp_path: Path) -> None:
    one = choose(tmp_path, "[tool.scaffold]\nprove = \"make 'a b'\"\n", "pytest", "ruff")
    assert [check.command for check in one.checks] == [("make", "a b")]
    two = choose(tmp_path, '[tool.scaffold]\nprove = ["just lint", "just test", "just lint"]\n')
    assert list(commands(two)) == ["just lint", "just test"]


@pytest.mark.parametrize("value", ["1", "[]", '""', '["a", 1]', '"unclosed \'"', "{}"])
def test_a_setting_that_is_not_a_command_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(ProveSettingError, match=r"`prove` in `\[tool.scaffold\]`"):
        choose(tmp_path, f"[tool.scaffold]\nprove = {value}\n")


def test_packages_are_found_in_every_layout(tmp_path: Path) -> None:
    for name in ("demo", "tests"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    assert list_packages(tmp_path) == ["demo"]
    (tmp_path / "src/other").mkdir(parents=True)
    (tmp_path / "src/other/__init__.py").touch()
    assert list_packages(tmp_path) == ["other"]
    (tmp_path / "src/__init__.py").touch()
    assert list_packages(tmp_path) == ["demo", "src"]

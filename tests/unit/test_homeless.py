"""People without a home folder: in a container, or with settings that lead nowhere."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from scaffold import __version__
from tests.kit.machine import Finished, Scaffold, run_command

pytestmark = pytest.mark.story

MAKE = ("new", "demo", "-l", "--no-git", "--stack", "skeleton")
NOTE = "warning: `copier update` cannot use ~/.local/share/mlops-scaffold/template: no home folder"


@pytest.mark.parametrize("release", [(), ("--release", "0.1.0")])
def test_where_home_means_nothing_a_project_is_made_and_nothing_is_kept(
    scaffold: Scaffold,
    clean_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    release: tuple[str, ...],
) -> None:
    monkeypatch.setenv("HOME", "~")
    finished = scaffold(*MAKE, *release)
    assert finished.exit_code == 0, finished
    assert NOTE in finished.errors.splitlines()
    assert [path.name for path in clean_machine.iterdir()] == ["demo"]
    remembered = (clean_machine / "demo" / ".copier-answers.yml").read_text()
    assert f"_commit: v{release[-1] if release else __version__}\n" in remembered


@pytest.fixture
def as_nobody() -> Scaffold:
    """Run the command as a user whom the machine does not know, with the rights of the tests."""
    if os.geteuid() or not shutil.which("setpriv"):
        pytest.skip("nobody else may be here")
    rights = "+dac_override,+dac_read_search"
    user = ["--reuid=54321", "--regid=54321", "--clear-groups"]
    prefix = ["env", "-u", "HOME", "setpriv", *user, f"--inh-caps={rights}"]

    def run(*arguments: str) -> Finished:
        command = [f"--ambient-caps={rights}", sys.executable, "-m", "scaffold", *arguments]
        return run_command([*prefix, *command])

    return run


def test_a_user_whom_the_machine_does_not_know_has_no_settings_and_works_all_the_same(
    as_nobody: Scaffold, clean_machine: Path
) -> None:
    made = as_nobody(*MAKE)
    assert made.exit_code == 0, made
    assert NOTE in made.errors.splitlines()
    for command in ("status", "check", "diff"):
        finished = as_nobody(command, "demo")
        assert (finished.exit_code, finished.error_lines) == (0, []), finished
    updated = as_nobody("update", "demo", "-d", "description=Another sentence.")
    assert updated.exit_code == 0, updated
    assert b"Another sentence." in (clean_machine / "demo" / "README.md").read_bytes()


def test_a_template_from_elsewhere_needs_no_home(as_nobody: Scaffold, clean_machine: Path) -> None:
    (clean_machine / "template").mkdir()
    (clean_machine / "template" / "a.txt").write_text("a\n")
    finished = as_nobody("new", "demo", "-l", "--no-git", "--template", "template")
    assert finished.exit_code == 0, finished
    assert (clean_machine / "demo" / "a.txt").read_text() == "a\n"

"""What happens to a command while it works: someone stops it, or another command is faster."""

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from scaffold.template.archives import read_archives
from tests.cases.journals import NEW, step, write_journal, write_lock
from tests.conftest import Render
from tests.kit.machine import Finished, Scaffold, run_command
from tests.update.standing import read_standing

pytestmark = pytest.mark.story

DESCRIBED = ("-d", "description=Another sentence.")
MAKE = ("-l", "--no-git", "--stack", "skeleton")
STOPS = ("INT", "TERM")


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """Copy a project without a repository."""
    render = rendered("skeleton", "package", ("docker", "vscode"))
    return Path(shutil.copytree(render, clean_machine / "demo"))


def run_meanwhile(event: str, ending: str, script: str, *arguments: str) -> Finished:
    """Run a command, and a script before the first event whose path ends so."""
    driver = [sys.executable, "-m", "tests.kit.meanwhile", event, ending, script]
    return run_command([*driver, *arguments])


def command(*arguments: str) -> str:
    """Spell a command for a script."""
    return shlex.join([sys.executable, "-m", "scaffold", *arguments])


@pytest.mark.parametrize("stop", STOPS)
def test_who_stops_a_command_half_way_is_told_how_to_finish_it(
    scaffold: Scaffold, project: Path, stop: str
) -> None:
    once = Path(shutil.copytree(project, project.with_name("once")))
    assert scaffold("update", once, *DESCRIBED).exit_code == 0
    change = ("os.rename", "/journal/new/0", f"kill -{stop} $PPID")
    finished = run_meanwhile(*change, "update", "demo", *DESCRIBED)
    assert finished.exit_code == 130
    assert finished.error_lines == [
        "error: Interrupted while changing the project",
        "hint: Run `scaffold recover` to finish it",
    ]
    assert scaffold("status", "demo").exit_code == 5
    assert "Finished the interrupted command" in scaffold("recover", "demo").output
    assert read_standing(project) == read_standing(once)


@pytest.mark.parametrize("stop", STOPS)
def test_who_stops_a_command_before_its_first_change_has_nothing_to_finish(
    scaffold: Scaffold, project: Path, stop: str
) -> None:
    before = read_standing(project)
    change = ("os.rename", "/.scaffold/journal", f"kill -{stop} $PPID")
    finished = run_meanwhile(*change, "update", "demo", *DESCRIBED)
    assert finished.exit_code == {"INT": 130, "TERM": 143}[stop]
    assert "recover" not in finished.errors
    assert read_standing(project) == before
    assert [path.name for path in sorted((project / ".scaffold").iterdir())] == [
        ".gitignore",
        "lock",
    ]
    assert "Nothing to recover" in scaffold("recover", "demo").output


@pytest.mark.parametrize("stop", STOPS)
def test_who_stops_a_command_while_it_clears_up_finds_it_cleared_up(
    clean_machine: Path, stop: str
) -> None:
    change = ("os.rmdir", "tree", f"kill -{stop} $PPID")
    finished = run_meanwhile(*change, "new", "demo", *MAKE)
    assert finished.exit_code == {"INT": 130, "TERM": 143}[stop]
    assert [path.name for path in clean_machine.iterdir()] == ["demo"]
    assert (clean_machine / "demo" / ".copier-answers.yml").is_file()


def test_a_command_builds_on_nothing_that_another_has_changed_meanwhile(
    scaffold: Scaffold, project: Path
) -> None:
    once = Path(shutil.copytree(project, project.with_name("once")))
    assert scaffold("add", "github", once).exit_code == 0
    # All is planned, and the lock is taken next.
    change = ("os.mkdir", "/demo/.scaffold", command("add", "github", "demo"))
    finished = run_meanwhile(*change, "update", "demo", *DESCRIBED)
    assert finished.exit_code == 5
    assert finished.error_lines == [
        "error: The project changed during planning",
        "hint: Run the command again",
    ]
    assert read_standing(project) == read_standing(once)
    assert scaffold("update", "demo", *DESCRIBED).exit_code == 0


def test_what_comes_in_the_way_of_a_change_stays_and_is_named(
    scaffold: Scaffold, project: Path
) -> None:
    change = ("os.rename", "/journal/new/0", "rm demo/README.md; mkdir demo/README.md")
    finished = run_meanwhile(*change, "update", "demo", *DESCRIBED)
    assert finished.exit_code == 1
    assert f"Cannot write `{project}/README.md`: is a directory" in finished.error_lines[0]
    assert finished.error_lines[1] == "hint: Fix the cause, then run `scaffold recover`"
    recovered = scaffold("recover", "demo")
    assert recovered.exit_code == 4
    assert "skipped README.md: the file changed during the update" in recovered.output
    assert (project / "README.md").is_dir()
    assert b"Another sentence." in (project / ".copier-answers.yml").read_bytes()


def test_a_file_that_comes_into_a_folder_before_it_is_removed_keeps_it(project: Path) -> None:
    change = ("os.rmdir", "/.vscode", "printf mine > demo/.vscode/mine")
    finished = run_meanwhile(*change, "remove", "vscode", "demo")
    assert finished.exit_code == 0, finished
    assert [path.name for path in (project / ".vscode").iterdir()] == ["mine"]
    assert (project / ".vscode" / "mine").read_bytes() == b"mine"
    assert not (project / ".scaffold" / "journal").exists()


def test_a_recovery_that_ends_meanwhile_is_waited_for_by_nobody(project: Path) -> None:
    readme = (project / "README.md").read_bytes()
    write_journal(project, [step("README.md", readme, NEW)], {"new/0": NEW, "old/0": readme})
    write_lock(project, "")
    # The command has seen the journal, and asks now whether another holds the lock.
    change = ("open", "/.scaffold/lock", command("recover", "demo"))
    finished = run_meanwhile(*change, "status", "demo")
    assert finished.exit_code == 0, finished
    assert "edited   README.md" in finished.output


def test_a_release_that_another_command_unpacks_meanwhile_is_used() -> None:
    archive = read_archives()[0]
    place = f"/releases/{archive.version}-{archive.archive[:8]}"
    of_release = (*MAKE, "--release", archive.version)
    change = ("os.rename", place, command("new", "faster", *of_release))
    finished = run_meanwhile(*change, "new", "slower", *of_release)
    assert finished.exit_code == 0, finished
    folders = Path.home().glob(".local/share/mlops-scaffold/releases/*")
    assert [folder.name for folder in folders] == [place.rpartition("/")[2]]
    assert read_standing(Path("slower")).keys() == read_standing(Path("faster")).keys()

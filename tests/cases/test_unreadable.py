"""Files and folders that a person may not read or write: told by name, and nothing is lost."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.adopt.conftest import OLD, write
from tests.cases.journals import NEW, step, write_journal
from tests.kit.machine import Finished, run_command
from tests.update.standing import read_standing

pytestmark = [pytest.mark.case, pytest.mark.slow]

AsPerson = Callable[..., Finished]
# What lets the superuser pass over the modes of files.
_WITHOUT = "-dac_override,-dac_read_search"


@pytest.fixture
def as_person(tmp_path: Path) -> Iterator[AsPerson]:
    """Run the command with no more rights than the modes of files give, and undo the modes."""
    prefix = []
    if os.geteuid() == 0:
        prefix = ["setpriv", f"--bounding-set={_WITHOUT}", f"--inh-caps={_WITHOUT}"]
        if not shutil.which("setpriv"):
            pytest.skip("nothing is forbidden to the superuser, who cannot give up rights here")

    def run(*arguments: str) -> Finished:
        return run_command([*prefix, sys.executable, "-m", "scaffold", *arguments])

    yield run
    for folder in (tmp_path, *tmp_path.rglob("*")):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o755)


def check_told(finished: Finished, sentence: str) -> None:
    assert finished.exit_code in {1, 5}, finished
    assert finished.error_lines, finished
    assert sentence in finished.error_lines[0]
    assert "Traceback" not in finished.errors


UPDATE = ("update", "demo", "-d", "description=Another sentence.")
# What may not be read, the mode it gets, the command, and what is said.
UNREADABLE: dict[str, tuple[str, int, Sequence[str], str]] = {
    "the answers": (".copier-answers.yml", 0, UPDATE, ".copier-answers.yml`: permission denied"),
    "the answers, in a check": (
        *(".copier-answers.yml", 0, ("check", "demo")),
        ".copier-answers.yml`: permission denied",
    ),
    "a file to merge": ("README.md", 0, UPDATE, "README.md`: permission denied"),
    "a file to show": ("README.md", 0, ("status", "demo"), "README.md`: permission denied"),
    "a folder with files": ("src/demo", 0, UPDATE, "permission denied"),
    "a folder whose names are hidden": ("src", 0o333, UPDATE, "permission denied"),
    "a folder that may not be entered": ("src", 0o444, ("status", "demo"), "permission denied"),
    "a folder that may not be entered, in an update": ("src", 0o444, UPDATE, "permission denied"),
    "the project": ("", 0o444, UPDATE, "permission denied"),
    "the project, in a status": ("", 0o444, ("status", "demo"), "permission denied"),
    "the project, in an undo": ("", 0o444, ("undo", "demo"), "permission denied"),
    "the project, in a recovery": ("", 0o444, ("recover", "demo"), "permission denied"),
    "the project, to adopt": ("", 0o444, ("adopt", "demo"), "permission denied"),
}


@pytest.mark.parametrize(
    ("path", "mode", "arguments", "sentence"), UNREADABLE.values(), ids=UNREADABLE.keys()
)
def test_what_may_not_be_read_is_named_and_nothing_is_changed(
    as_person: AsPerson,
    project: Path,
    path: str,
    mode: int,
    arguments: Sequence[str],
    sentence: str,
) -> None:
    before = read_standing(project)
    kept = (project / path).stat().st_mode
    (project / path).chmod(mode)
    finished = as_person(*arguments)
    (project / path).chmod(kept)
    check_told(finished, sentence)
    assert read_standing(project) == before


READ_ONLY = {
    "new in a read-only folder": ("", ("new", "other", "-l", "--stack=skeleton", "--no-git")),
    "new below a read-only folder": (
        *("", ("new", "other", "-l", "--stack=skeleton", "--no-git", "--into=a/b")),
    ),
    "an update of a read-only project": ("demo", UPDATE),
    "an adoption of a read-only folder": ("old", ("adopt", "old")),
    "an undo of a read-only project": ("demo", ("undo", "demo")),
    "a recovery of a read-only project": ("demo", ("recover", "demo")),
}


ADVICE = {
    "new": "Nothing was created. Fix the cause and retry",
    "recover": "Fix the cause, then run `scaffold recover`",
}


@pytest.mark.parametrize(("folder", "arguments"), READ_ONLY.values(), ids=READ_ONLY.keys())
def test_what_may_not_be_written_is_named_and_nothing_is_changed(
    as_person: AsPerson, project: Path, folder: str, arguments: Sequence[str]
) -> None:
    work = project.parent
    write(work / "old", OLD)
    readme = (project / "README.md").read_bytes()
    for name in {"undo": ["undo"], "recover": ["journal"]}.get(arguments[0], []):
        write_journal(
            project, [step("README.md", readme, NEW)], {"new/0": NEW, "old/0": readme}, name=name
        )
    if arguments[0] == "undo":
        (project / "README.md").write_bytes(NEW)
    before = read_standing(work)
    for place in (work / folder, work / folder / ".scaffold"):
        if place.is_dir():
            place.chmod(0o555)
    finished = as_person(*arguments)
    for place in (work / folder, work / folder / ".scaffold"):
        if place.is_dir():
            place.chmod(0o755)
    check_told(finished, "`: permission denied")
    assert finished.error_lines[1] == f"hint: {ADVICE.get(arguments[0], 'Fix the cause and retry')}"
    assert read_standing(work) == before


def test_a_folder_that_may_not_be_removed_is_named_and_is_removed_by_a_recovery(
    as_person: AsPerson, project: Path
) -> None:
    (project / ".scaffold").mkdir()
    project.chmod(0o555)
    finished = as_person("remove", "vscode", "demo")
    check_told(finished, f"Cannot write `{project / '.vscode'}`: permission denied")
    assert finished.error_lines[1] == "hint: Fix the cause, then run `scaffold recover`"
    project.chmod(0o755)
    assert as_person("recover", "demo").exit_code == 0
    assert not (project / ".vscode").exists()
    assert as_person("status", "demo").exit_code == 0


@pytest.mark.parametrize("command", ["diff", "check", "status"])
def test_commands_that_look_need_no_right_to_write(
    as_person: AsPerson, project: Path, command: str
) -> None:
    for folder in (project, *project.rglob("*")):
        folder.chmod(0o555 if folder.is_dir() else 0o444)
    finished = as_person(command, "demo")
    for folder in (project, *project.rglob("*")):
        folder.chmod(0o755 if folder.is_dir() else 0o644)
    assert finished.exit_code == 0, finished


def test_a_release_that_may_not_be_read_is_unpacked_again(as_person: AsPerson) -> None:
    options = ("-l", "--no-git", "--stack=skeleton", "--release=0.1.0")
    assert as_person("new", "first", *options).exit_code == 0
    releases = Path.home() / ".local/share/mlops-scaffold/releases"
    (release,) = releases.iterdir()
    (release / "copier.yml").chmod(0)  # As one leaves it who runs this as another user once.
    finished = as_person("new", "second", *options)
    assert finished.exit_code == 0, finished
    assert list(releases.iterdir()) == [release]
    assert (release / "copier.yml").read_bytes()
    assert read_standing(Path("first")).keys() == read_standing(Path("second")).keys()


def test_a_home_that_may_not_be_written_does_not_stop_an_update(
    as_person: AsPerson, project: Path
) -> None:
    home = Path(os.environ["HOME"])
    home.chmod(0o555)
    finished = as_person(*UPDATE)
    home.chmod(0o755)
    assert finished.exit_code == 0, finished
    assert "`copier update` cannot use" in finished.errors
    assert b"Another sentence." in (project / "README.md").read_bytes()

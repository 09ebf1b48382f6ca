"""A folder that exists is filled, and stays the folder that it is."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from scaffold.apply.empty import is_unused
from scaffold.apply.filling import build_inside, clearing_unused_state
from scaffold.apply.folders import Folder
from scaffold.apply.journal import recover
from scaffold.apply.signing import sign
from scaffold.apply.state import is_interrupted
from scaffold.errors import CutShortError, DestinationError, ForbiddenPlaceError, ScaffoldError
from tests.kit.machine import Scaffold, run_command
from tests.kit.terminal import read_until, start_on_terminal
from tests.update.standing import read_standing

MAKE = ("-l", "--stack", "skeleton")


def git(folder: Path, *arguments: str) -> str:
    """Run git as a user does."""
    finished = run_command(["git", *arguments], folder=folder)
    assert finished.exit_code == 0, finished
    return finished.output.strip()


@pytest.fixture
def folder(clean_machine: Path) -> Path:
    folder = clean_machine / "demo"
    folder.mkdir()
    return folder


@pytest.fixture
def clone(clean_machine: Path, folder: Path) -> Path:
    """A clone of an empty repository."""
    git(clean_machine, "init", "--quiet", "--bare", "--initial-branch=trunk", "up.git")
    git(clean_machine, "clone", "--quiet", "up.git", "demo")
    return folder


def build(folder: Path, *names: str) -> None:
    with build_inside(folder) as built:
        built.mkdir()
        for name in names:
            (built / name).write_text("new")


def test_an_empty_folder_is_filled_and_stays(folder: Path) -> None:
    before = folder.stat().st_ino
    build(folder, "a", "b")
    assert sorted(path.name for path in folder.iterdir()) == ["a", "b"]
    assert folder.stat().st_ino == before


def test_a_project_is_made_in_the_folder_that_the_shell_is_in(
    scaffold: Scaffold, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    finished = scaffold("new", "demo", "--into", "..", *MAKE)
    assert finished.exit_code == 0, finished
    assert finished.error_lines == []
    assert Path("README.md").is_file()
    assert "\n  python3 -m venv .venv\n" in finished.output
    assert git(folder, "log", "--format=%s").startswith("Create demo with scaffold")


@pytest.mark.parametrize("here", [".", "./"])
def test_the_current_folder_becomes_a_project_of_its_name(
    scaffold: Scaffold, folder: Path, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    monkeypatch.chdir(folder)
    finished = scaffold("new", here, *MAKE, "--no-git", "--json")
    assert finished.exit_code == 0, finished
    assert json.loads(finished.output)["answers"]["project_name"] == "demo"
    assert json.loads(finished.output)["path"] == str(folder)


def test_a_folder_with_another_name_becomes_a_project_with_the_name_that_is_given(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    (clean_machine / "My Project").mkdir()
    options = ("--into", "My Project", *MAKE, "--no-git")
    finished = scaffold("new", ".", *options)
    assert finished.exit_code == 2
    assert finished.error_lines[1] == "hint: Use `-d project_name=my-project`"
    assert scaffold("new", ".", *options, "-d", "project_name=a b").exit_code == 2
    finished = scaffold("new", ".", *options, "-d", "project_name=my-project")
    assert finished.exit_code == 0, finished
    assert "# my-project" in (clean_machine / "My Project" / "README.md").read_text()


def test_a_dry_run_in_an_empty_folder_changes_nothing(scaffold: Scaffold, folder: Path) -> None:
    assert scaffold("new", "demo", *MAKE, "-n").exit_code == 0
    assert list(folder.iterdir()) == []


def test_a_clone_of_an_empty_repository_gets_its_first_commit(
    scaffold: Scaffold, clone: Path
) -> None:
    settings = (clone / ".git" / "config").read_bytes()
    inode = clone.stat().st_ino
    finished = scaffold("new", "demo", *MAKE)
    assert finished.exit_code == 0, finished
    assert (clone / ".git" / "config").read_bytes() == settings
    assert clone.stat().st_ino == inode
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "log", "--format=%s", "trunk").startswith("Create demo with scaffold")
    git(clone, "push", "--quiet", "origin", "trunk")
    assert not (clone / ".scaffold").exists()


def test_a_clone_of_an_empty_repository_is_not_committed_to_where_the_user_says_so(
    scaffold: Scaffold, clone: Path
) -> None:
    assert scaffold("new", "demo", *MAKE, "--no-git").exit_code == 0
    assert "No commits yet" in git(clone, "status")
    assert (clone / "README.md").is_file()


def test_programs_that_an_empty_repository_names_are_not_started(
    scaffold: Scaffold, clone: Path, tmp_path: Path
) -> None:
    ran = f"touch {tmp_path}/ran; cat"
    for name, value in {
        "filter.x.clean": ran,
        "core.fsmonitor": ran,
        "core.hooksPath": "hooks",
    }.items():
        git(clone, "config", name, value)
    (clone / ".git" / "info" / "attributes").write_text("* filter=x\n")
    hook = clone / ".git" / "hooks" / "pre-commit"
    hook.write_text(f"#!/bin/sh\n{ran}\n")
    hook.chmod(0o755)
    assert scaffold("new", "demo", *MAKE).exit_code == 0
    assert not (tmp_path / "ran").exists()


USED: dict[str, Callable[[Path], object]] = {
    "a file": lambda folder: (folder / "mine").touch(),
    "a hidden file": lambda folder: (folder / ".mine").touch(),
    "a folder": lambda folder: (folder / "mine").mkdir(),
    "an undo": lambda folder: (folder / ".scaffold" / "undo").mkdir(parents=True),
    "a file as state": lambda folder: (folder / ".scaffold").touch(),
    "a link as state": lambda folder: (folder / ".scaffold").symlink_to(".."),
}


@pytest.mark.parametrize("use", USED.values(), ids=USED.keys())
def test_a_folder_with_anything_in_it_is_refused(
    scaffold: Scaffold, folder: Path, use: Callable[[Path], object]
) -> None:
    use(folder)
    before = read_standing(folder, skipped=())
    finished = scaffold("new", "demo", *MAKE)
    assert finished.exit_code == 5
    assert "is not empty" in finished.error_lines[0]
    assert "`scaffold adopt`" in finished.error_lines[1]
    assert read_standing(folder, skipped=()) == before


def commit(clone: Path) -> None:
    git(clone, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m.")


def stage(clone: Path) -> None:
    (clone / "mine").write_text("mine")
    git(clone, "add", "mine")
    (clone / "mine").unlink()


def hash_object(clone: Path) -> None:
    (clone.parent / "mine").write_text("mine")
    git(clone, "hash-object", "-w", "../mine")


def many_files(clone: Path) -> None:
    for number in range(300):
        (clone / ".git" / str(number)).touch()


def write(path: str, text: str) -> Callable[[Path], object]:
    return lambda clone: (clone / ".git" / path).write_text(text)


USED_REPOSITORIES: dict[str, Callable[[Path], object]] = {
    "a commit": commit,
    "a staged file": stage,
    "an object": hash_object,
    "many files": many_files,
    "a large file": write("large", "0" * 1_000_001),
    "another work tree": write("config", "[core]\n\tworktree = ../../elsewhere\n"),
    "a detached head": write("HEAD", "0" * 40),
    "a common folder": write("commondir", "../other"),
    "a pipe": lambda clone: os.mkfifo(clone / ".git" / "pipe"),
    "a link": lambda clone: (clone / ".git" / "link").symlink_to("/dev/zero"),
    "no settings": lambda clone: (clone / ".git" / "config").unlink(),
    "a submodule": lambda clone: (clone / ".git" / "modules").mkdir(),
}


@pytest.mark.parametrize("use", USED_REPOSITORIES.values(), ids=USED_REPOSITORIES.keys())
def test_a_repository_that_was_used_is_not_empty(
    clone: Path, use: Callable[[Path], object]
) -> None:
    assert is_unused(clone)
    use(clone)
    assert not is_unused(clone)


@pytest.mark.parametrize("kind", ["a file", "a link"])
def test_a_repository_that_is_elsewhere_is_not_empty(clone: Path, kind: str) -> None:
    (clone / ".git").rename(clone.parent / "elsewhere")
    if kind == "a file":
        (clone / ".git").write_text("gitdir: ../elsewhere\n")
    else:
        (clone / ".git").symlink_to("../elsewhere")
    assert not is_unused(clone)


def test_what_a_killed_command_left_before_its_journal_counts_as_nothing(folder: Path) -> None:
    (folder / ".scaffold" / "preparing" / "tree").mkdir(parents=True)
    (folder / ".scaffold" / "preparing" / "tree" / "half").touch()
    (folder / ".scaffold" / ".gitignore").touch()
    (folder / ".scaffold" / "lock").touch()
    assert is_unused(folder)
    build(folder, "a")
    assert [path.name for path in folder.iterdir()] == ["a"]


def test_a_state_folder_that_is_gone_need_not_be_removed(folder: Path) -> None:
    with clearing_unused_state(folder):
        pass
    assert list(folder.iterdir()) == []


def test_an_error_leaves_the_folder_as_it_was(folder: Path) -> None:
    def fail() -> None:
        with build_inside(folder) as built:
            built.mkdir()
            raise ValueError("any")

    with pytest.raises(ValueError, match="any"):
        fail()
    assert list(folder.iterdir()) == []


def test_what_comes_into_the_folder_meanwhile_stays_alone(folder: Path) -> None:
    def fill() -> None:
        with build_inside(folder) as built:
            built.mkdir()
            (folder / "mine").write_text("mine")

    with pytest.raises(DestinationError, match="Another process created files"):
        fill()
    assert [path.name for path in folder.iterdir()] == ["mine"]


def test_what_comes_into_the_place_of_a_file_at_the_last_moment_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has = Folder.has

    def has_then(opened: Folder, name: str) -> bool:
        if opened.path == folder and name == "b" and not (folder / "b").exists():
            (folder / "b").write_text("mine")
        return has(opened, name)

    monkeypatch.setattr(Folder, "has", has_then)
    with pytest.raises(DestinationError, match=r"demo/b` was created by another process"):
        build(folder, "a", "b")
    assert (folder / "b").read_text() == "mine"
    assert (folder / "a").read_text() == "new"
    assert not (folder / ".scaffold").exists()


def interrupt(folder: Path, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the filling of a folder before an entry is moved."""
    move = Folder.move

    def stop(opened: Folder, name: str, to: Folder, place: str) -> None:
        if name == at and to.path == folder:
            raise KeyboardInterrupt
        move(opened, name, to, place)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "move", stop)
        with pytest.raises(CutShortError):
            build(folder, "a", "b", "c")
    assert is_interrupted(folder)


def test_a_folder_that_is_half_filled_is_filled_by_recover(
    scaffold: Scaffold, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(folder, "b", monkeypatch)
    assert [path.name for path in sorted(folder.iterdir())] == [".scaffold", "a"]
    refused = scaffold("new", "demo", *MAKE)
    assert refused.exit_code == 5
    assert "`scaffold recover`" in refused.error_lines[1]
    finished = scaffold("recover", "demo")
    assert finished.exit_code == 0, finished
    assert finished.output == "Finished the interrupted command\n"
    assert [path.name for path in sorted(folder.iterdir())] == ["a", "b", "c"]


def test_recover_leaves_alone_what_came_meanwhile(
    scaffold: Scaffold, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(folder, "b", monkeypatch)
    (folder / "b").write_text("mine")
    finished = scaffold("recover", "demo")
    assert finished.exit_code == 4
    assert "skipped b" in finished.output
    assert (folder / "b").read_text() == "mine"
    assert (folder / "c").read_text() == "new"


def test_the_repository_of_a_clone_is_replaced_once(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill() -> None:
        with build_inside(clone) as built:
            (built / ".git").mkdir(parents=True)
            (built / ".git" / "new").touch()

    move = Folder.move

    def stop(opened: Folder, name: str, to: Folder, place: str) -> None:
        if name == ".git" and to.path == clone:
            raise KeyboardInterrupt
        move(opened, name, to, place)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "move", stop)
        with pytest.raises(CutShortError):
            fill()
    assert not (clone / ".git").exists()
    (clone / ".git").mkdir()
    assert recover(clone) == [".git"]
    assert not (clone / ".git" / "new").exists()


FORGED: dict[str, tuple[object, object]] = {
    "a name that leads out": ("..", ["a"]),
    "a name with a slash": ("a/b", ["a"]),
    "no name": (None, ["a"]),
    "an entry that leads out": ("demo", [".."]),
    "an entry with a slash": ("demo", ["a/b"]),
    "the state folder": ("demo", [".Scaffold"]),
    "a repository": ("demo", [".git"]),
    "an empty entry": ("demo", [""]),
    "a number": ("demo", [5]),
    "a text": ("demo", "abc"),
}


@pytest.mark.parametrize(("name", "entries"), FORGED.values(), ids=FORGED.keys())
def test_a_journal_that_moves_something_out_is_refused(
    folder: Path, name: object, entries: object
) -> None:
    journal = folder / ".scaffold" / "journal"
    (journal / "tree" / "demo" / ".git").mkdir(parents=True)
    (journal / "tree" / "demo" / "a").touch()
    (journal / "journal.json").write_text(json.dumps({"folder": name, "entries": entries}))
    with pytest.raises(ScaffoldError) as caught:
        recover(folder, unverified=True)
    assert "Unexpected file at" in caught.value.message or isinstance(
        caught.value, ForbiddenPlaceError
    )
    assert [path.name for path in folder.iterdir()] == [".scaffold"]


def test_a_journal_that_moves_a_repository_is_followed_only_where_it_is_signed(
    scaffold: Scaffold, folder: Path
) -> None:
    journal = folder / ".scaffold" / "journal"
    (journal / "tree" / "demo" / ".git").mkdir(parents=True)
    told = {"format": 2, "folder": "demo", "entries": [".git"]}
    (journal / "journal.json").write_text(json.dumps(told))
    assert "was not written by you on this machine" in scaffold("recover", "demo").errors
    assert scaffold("recover", "demo", "--unverified").exit_code == 1
    assert not (folder / ".git").exists()
    (journal / "journal.json").write_text(json.dumps(sign(told, folder)))
    assert scaffold("recover", "demo").exit_code == 0
    assert (folder / ".git").is_dir()


@pytest.mark.parametrize("options", [(), ("-l",), ("--json",)])
def test_a_missing_name_is_a_usage_error_where_nothing_can_be_asked(
    scaffold: Scaffold, clean_machine: Path, options: tuple[str, ...]
) -> None:
    finished = scaffold("new", *options)
    assert finished.exit_code == 2
    assert "Missing argument 'NAME'" in finished.errors
    assert list(clean_machine.iterdir()) == []


@pytest.mark.story
def test_a_missing_name_is_asked_for_on_a_terminal_until_it_is_valid(clean_machine: Path) -> None:
    process, terminal = start_on_terminal("new", "-n", "--no-git")
    read_until(terminal, "Project name")
    os.write(terminal, b"my project\r")
    assert "Try `my-project`" in read_until(terminal, "Project name:")
    os.write(terminal, b"demo\r")
    read_until(terminal, "Stack")
    os.write(terminal, b"\x03")
    assert process.wait(60) == 130
    os.close(terminal)
    assert list(clean_machine.iterdir()) == []


@pytest.mark.story
def test_ctrl_c_at_the_question_for_a_name_leaves() -> None:
    process, terminal = start_on_terminal("new")
    read_until(terminal, "Project name")
    try:
        for _ in range(12):  # A signal just before Python reads a line waits for the end of it.
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
                break
        assert process.wait(5) == 130
    finally:
        os.close(terminal)


ALIASES = {
    "new": ("new", "other", *MAKE, "--no-git", "--to", "0.2.0"),
    "update": ("update", "demo", "--release", "0.2.0"),
    "diff": ("diff", "demo", "--release", "0.2.0"),
    "add": ("add", "github", "demo", "--release", "0.2.0"),
    "remove": ("remove", "vscode", "demo", "--release", "0.2.0"),
}


@pytest.mark.parametrize("command", ALIASES)
def test_a_release_is_named_by_either_option(
    scaffold: Scaffold, clean_machine: Path, command: str
) -> None:
    options = ("-l", "--stack", "skeleton", "--features", "vscode", "--no-git")
    assert scaffold("new", "demo", *options, "--release", "0.1.0").exit_code == 0
    finished = scaffold(*ALIASES[command])
    assert finished.exit_code == 0, finished
    if command != "diff":
        changed = "other" if command == "new" else "demo"
        answers = (clean_machine / changed / ".copier-answers.yml").read_text()
        assert "_commit: v0.2.0" in answers

"""A folder that is swapped for a link while a command works does not lead its writes outside."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scaffold.apply.folders import Folder, open_folder
from scaffold.apply.journal import apply_changes, undo
from scaffold.apply.storage import put, remove
from scaffold.errors import ScaffoldError
from scaffold.files.tree import Change, File
from tests.update.standing import read_standing

SWAP = """
import os, sys
folder, link, aside = sys.argv[1:]
print("swapping", flush=True)
while True:
    try:
        os.rename(folder, aside)
        os.rename(link, folder)
        os.rename(folder, link)
        os.rename(aside, folder)
    except OSError:
        pass
"""
TRIES = 100


@pytest.fixture
def project(clean_machine: Path) -> Path:
    """A project with a folder, and beside it a link to a folder outside."""
    project = clean_machine / "demo"
    (project / "github").mkdir(parents=True)
    (project / "github" / "mine.yml").write_text("mine")
    outside = clean_machine / "outside"
    outside.mkdir()
    (outside / "mine.yml").write_text("outside")
    (project / "link").symlink_to(outside)
    return project


@contextmanager
def swapping(project: Path) -> Iterator[None]:
    paths = [str(project / name) for name in ("github", "link", "aside")]
    process = subprocess.Popen([sys.executable, "-c", SWAP, *paths], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()


@pytest.mark.slow
@pytest.mark.promise
def test_a_folder_that_another_process_swaps_again_and_again_leads_nowhere(project: Path) -> None:
    outside = project.parent / "outside"
    before = read_standing(outside)
    done = 0
    with swapping(project):
        for number in range(TRIES):
            changes = [
                Change("github/new/file.yml", None, File(b"new")),
                Change(f"github/{number}.yml", None, File(b"new")),
            ]
            try:
                apply_changes(project, "update", changes)
                undo(project)
                done += 1
            except (ScaffoldError, OSError):
                shutil.rmtree(project / ".scaffold", ignore_errors=True)
            assert read_standing(outside) == before
    assert done


def swap(project: Path) -> None:
    (project / "github").rename(project / "aside")
    (project / "link").rename(project / "github")


@pytest.mark.parametrize("work", ["put", "remove"])
def test_a_folder_that_is_swapped_before_it_is_opened_is_refused(project: Path, work: str) -> None:
    before = read_standing(project.parent / "outside")
    swap(project)
    with open_folder(project) as top:
        top.write("stored", File(b"new"))
        with pytest.raises(NotADirectoryError):
            put(top, "stored", top, "github/mine.yml") if work == "put" else remove(
                top, "github/mine.yml"
            )
    assert read_standing(project.parent / "outside") == before


METHODS = ["move", "remove_file", "synchronize", "names", "write", "make_folder"]


@pytest.mark.parametrize("method", METHODS)
def test_a_folder_that_is_swapped_after_it_is_opened_still_gets_what_was_meant_for_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    before = read_standing(project.parent / "outside")
    original: Callable[..., object] = getattr(Folder, method)

    def swap_first(folder: Folder, *arguments: object) -> object:
        is_there = any(getattr(each, "path", None) == project / "github" for each in arguments)
        if (folder.path == project / "github" or is_there) and not (project / "aside").exists():
            swap(project)
        return original(folder, *arguments)

    with open_folder(project) as top:
        top.write("stored", File(b"new"))
        monkeypatch.setattr(Folder, method, swap_first)
        put(top, "stored", top, "github/new/file.yml")
        if not (project / "aside").exists():
            remove(top, "github/mine.yml")
    assert read_standing(project.parent / "outside") == before


def test_the_state_folder_is_not_followed_where_it_is_swapped_for_a_link(project: Path) -> None:
    outside = project.parent / "outside"
    apply_changes(project, "update", [Change("a.txt", None, File(b"a"))])
    before = read_standing(outside, skipped=())
    (project / ".scaffold").rename(project / "state")
    (project / ".scaffold").symlink_to(outside)
    with pytest.raises(ScaffoldError, match=r"Unexpected file at `\.scaffold`"):
        apply_changes(project, "update", [Change("b.txt", None, File(b"b"))])
    assert read_standing(outside, skipped=()) == before

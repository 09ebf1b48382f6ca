"""A patch says what changes, and `git apply` makes just that."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from scaffold.apply.journal import Change
from scaffold.patch import write_patch
from scaffold.trees import File, Tree, read_tree

PROGRAM, OTHER = File(b"a\nb\n"), Change("other", File(b"1\n"), File(b"2\n"))


def put(folder: Path, files: Iterable[tuple[str, File | None]]) -> None:
    for path, file in files:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if file and file.kind == "obstacle":
            place.mkdir()
        elif file and file.kind == "link":
            place.symlink_to(os.fsdecode(file.content))
        elif file:
            place.write_bytes(file.content)
            place.chmod(0o755 if file.kind == "executable" else 0o644)


def apply(folder: Path, *changes: Change) -> Tree:
    """Put the old files into a repository, apply the patch there, and return what then stands."""
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    put(folder, ((change.path, change.before) for change in changes))
    patch = write_patch(changes).encode()
    subprocess.run(["git", "apply"], cwd=folder, input=patch, check=True)
    return {path: file for path, file in read_tree(folder).items() if not path.startswith(".git/")}


def text(words: str) -> File:
    return File(words.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(PROGRAM, text("a\nc\n"), id="another line"),
        pytest.param(None, PROGRAM, id="a new file"),
        pytest.param(None, File(b"a\n", "executable"), id="a new program"),
        pytest.param(None, text(""), id="a new file without lines"),
        pytest.param(PROGRAM, None, id="a file that goes"),
        pytest.param(File(b"a\n", "executable"), None, id="a program that goes"),
        pytest.param(PROGRAM, File(b"a\nb\n", "executable"), id="a file that becomes a program"),
        pytest.param(text("a"), text("a\nb"), id="last lines without an end"),
        pytest.param(text("a\r\nb\r\n"), text("a\r\nc\r\n"), id="the line ends of Windows"),
        pytest.param(text("\x0c\na\rb\n\u2028c\n"), text("\x0c\na\rb\n\u2028d\n"), id="odd blanks"),
        pytest.param(None, File(b"b", "link"), id="a new link"),
        pytest.param(File(b"b", "link"), File(b"c", "link"), id="a link that leads elsewhere"),
        pytest.param(PROGRAM, File(b"b", "link"), id="a file that becomes a link"),
        pytest.param(File(b"b", "link"), PROGRAM, id="a link that becomes a file"),
    ],
)
def test_git_makes_the_changes_of_a_patch(
    clean_machine: Path, before: File | None, after: File | None
) -> None:
    found = apply(clean_machine, Change("a b/ä.py", before, after), OTHER)
    assert found == {"other": File(b"2\n")} | ({"a b/ä.py": after} if after else {})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("a", File(b"\xff"), File(b"a\n")), "Binary files a/a and b/a differ"),
        (Change("a", None, File(b"\xff")), "Binary files /dev/null and b/a differ"),
        (Change("a", File(b"\xff"), None), "Binary files a/a and /dev/null differ"),
        (
            Change("a", File(b"a folder", "obstacle"), File(b"a\n")),
            "No patch for a: in its place stands a folder",
        ),
    ],
    ids=["a change", "a new file", "a file that goes", "an obstacle"],
)
def test_what_is_not_text_is_named_and_git_makes_the_other_changes(
    clean_machine: Path, change: Change, said: str
) -> None:
    for number, changes in enumerate(((change, OTHER), (OTHER, change))):
        assert said in write_patch(changes).splitlines()
        assert apply(clean_machine / str(number), *changes)["other"] == OTHER.after

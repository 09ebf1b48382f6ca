"""The projects in `examples/` are what the template gives, so that what is read there is true."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, STACKS
from tools.write_examples import render_example

EXAMPLES = REPOSITORY / "examples"


def committed(folder: str = ".") -> list[str]:
    """Return the files below a folder of the examples that git keeps, relative to it."""
    listing = ["git", "ls-files", "-z", "--", "."]
    done = subprocess.run(
        listing, cwd=EXAMPLES / folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.split("\0")[:-1]


def read_files(folder: Path, names: list[str]) -> dict[str, tuple[bytes, bool]]:
    """Return content of files, and whether they can be run."""
    paths = {name: folder / name for name in names}
    return {
        name: (path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for name, path in paths.items()
        if path.is_file()
    }


@pytest.mark.parametrize("stack", STACKS)
def test_an_example_is_the_render_of_its_stack_byte_for_byte(stack: str, tmp_path: Path) -> None:
    project = render_example(stack, tmp_path)
    made = [
        path.relative_to(project).as_posix() for path in project.rglob("*") if not path.is_dir()
    ]
    expected, found = read_files(project, made), read_files(EXAMPLES / stack, committed(stack))
    assert expected
    differing = {
        name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
    }
    assert differing == set(), "run `just examples`, and commit all of it"


def test_there_is_one_example_for_each_stack_and_nothing_else() -> None:
    folders = {name.partition("/")[0] for name in committed()}
    assert folders == {*STACKS, "README.md"}


def test_an_example_names_no_machine_and_no_commit() -> None:
    for stack in STACKS:
        answers = (EXAMPLES / stack / ".copier-answers.yml").read_text("utf-8")
        assert re.search(r"^_src_path: ~/", answers, re.MULTILINE)
        assert re.search(r"^_commit: v[0-9.a-z]+$", answers, re.MULTILINE)

"""Plain Copier gives the same project."""

import sys
from pathlib import Path

import pytest

from tests.conftest import LAYOUTS, REPOSITORY, STACKS, Render
from tests.kit.machine import run_command

pytestmark = pytest.mark.story


def read_files(project: Path) -> dict[str, bytes]:
    """Return all files, without the two lines of the answers that say where the template was."""
    files = {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file()
    }
    answers = files[".copier-answers.yml"].splitlines(keepends=True)
    kept = [line for line in answers if not line.startswith((b"_commit:", b"_src_path:"))]
    return {**files, ".copier-answers.yml": b"".join(kept)}


def read_modes(project: Path) -> dict[str, int]:
    return {
        path.relative_to(project).as_posix(): path.stat().st_mode & 0o111
        for path in project.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stack", STACKS)
# Copier takes a checkout with its uncommitted changes, and says so.
def test_copier_copy_of_this_repository_gives_the_same_bytes(
    rendered: Render, tmp_path: Path, stack: str, layout: str
) -> None:
    ours = rendered(stack, layout, ("docker", "notebooks"))
    theirs = tmp_path / "demo"
    answers = [f"stack={stack}", f"layout={layout}", "features=[docker, notebooks]"]
    answers += ["project_name=demo", "author_name=Ada Example"]
    data = [word for answer in answers for word in ("--data", answer)]
    command = [sys.executable, "-m", "copier", "copy", "--defaults", "--quiet", "--vcs-ref=HEAD"]
    finished = run_command([*command, *data, str(REPOSITORY), str(theirs)])
    assert finished.exit_code == 0, finished.errors
    assert read_files(theirs) == read_files(ours)
    assert read_modes(theirs) == read_modes(ours)

"""No file of a project, however large or endless, fills the memory or keeps a command waiting."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.kit.machine import Scaffold

pytestmark = pytest.mark.case

README = "README.md"
DESCRIBED = ("-d", "description=Another sentence.")
LESSONS = """
[[lessons]]
name = "one"
title = "One"
exercises = [{{name = "e", hint = "h", tests = {tests}, file = {file}, function = "f"}}]
"""


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """Copy a project without a repository."""
    return Path(shutil.copytree(rendered("skeleton", "package", ()), clean_machine / "demo"))


def make_sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(3 * 2**30)


def link_to_zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


ENDLESS: dict[str, Callable[[Path], object]] = {
    "three gigabytes": make_sparse,
    "a pipe": os.mkfifo,
    "a link to a device": link_to_zeros,
    "a link to a pipe": link_to_a_pipe,
}
endless = pytest.mark.parametrize("make", ENDLESS.values(), ids=ENDLESS.keys())


@endless
def test_a_file_of_the_template_is_not_read_to_its_end(
    scaffold: Scaffold, project: Path, make: Callable[[Path], object]
) -> None:
    (project / README).unlink()
    make(project / README)
    before = (project / README).lstat()
    for command in (("status",), ("check",), ("diff",), ("update", *DESCRIBED)):
        finished = scaffold(command[0], "demo", *command[1:])
        assert finished.exit_code in {0, 3, 4}, finished
    assert "README.md" in finished.output
    assert (project / README).lstat().st_ino == before.st_ino


@endless
def test_a_repository_to_adopt_is_not_read_to_its_end(
    scaffold: Scaffold, clean_machine: Path, make: Callable[[Path], object]
) -> None:
    (clean_machine / "demo").mkdir()
    for name in (README, ".gitignore"):
        make(clean_machine / "demo" / name)
        (clean_machine / "demo" / "pipe").unlink(missing_ok=True)
    finished = scaffold("adopt", "demo", "--stack", "skeleton", "-l", "--dry-run")
    assert finished.exit_code in {0, 4}, finished


@endless
def test_a_file_of_answers_is_not_read_to_its_end(
    scaffold: Scaffold, clean_machine: Path, make: Callable[[Path], object]
) -> None:
    make(clean_machine / "answers.yml")
    finished = scaffold("new", "demo", "-l", "--data-file", "answers.yml")
    assert finished.exit_code == 2
    assert "answers.yml`: it is a" in finished.errors
    assert finished.error_lines[-1] == "hint: Check `--data-file`"


def test_a_link_to_a_file_of_answers_is_followed(scaffold: Scaffold, clean_machine: Path) -> None:
    (clean_machine / "real.yml").write_text("stack: skeleton\n")
    (clean_machine / "answers.yml").symlink_to("real.yml")
    finished = scaffold("new", "demo", "-l", "--no-git", "--data-file", "answers.yml", "-n")
    assert finished.exit_code == 0, finished


@endless
def test_the_lessons_are_not_read_to_their_end(
    scaffold: Scaffold, project: Path, make: Callable[[Path], object]
) -> None:
    (project / "workshop").mkdir()
    make(project / "workshop" / "lessons.toml")
    finished = scaffold("workshop", "hint", "one", "--project", "demo")
    assert finished.exit_code == 1
    assert finished.error_lines[0].startswith("error: ")


def write_lessons(project: Path, file: str, tests: str = '["tests/test_a.py"]') -> None:
    (project / "workshop").mkdir()
    (project / "workshop" / "lessons.toml").write_text(LESSONS.format(file=file, tests=tests))
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to("/bin/false")


@pytest.mark.parametrize(
    "file", ["/dev/zero", "../outside.py", "a/../../outside.py", ".git/config"]
)
@pytest.mark.parametrize("command", ["status", "hint one", "solve one", "reset one"])
def test_an_exercise_leads_to_no_file_outside_the_project(
    scaffold: Scaffold, project: Path, file: str, command: str
) -> None:
    (project.parent / "outside.py").write_text("def f():\n    pass\n")
    write_lessons(project, f'"{file}"')
    finished = scaffold("workshop", *command.split(), "--project", "demo")
    assert finished.exit_code == 1
    assert "`workshop/lessons.toml`" in finished.error_lines[0]
    assert (project.parent / "outside.py").read_text() == "def f():\n    pass\n"


@endless
def test_the_file_of_an_exercise_is_not_read_to_its_end(
    scaffold: Scaffold, project: Path, make: Callable[[Path], object]
) -> None:
    write_lessons(project, '"src/a.py"')
    make(project / "src" / "a.py")
    finished = scaffold("workshop", "status", "--project", "demo")
    assert finished.exit_code == 0, finished
    assert "failing" in finished.output
    assert scaffold("workshop", "reset", "one", "--project", "demo").exit_code == 1


NO_LESSONS = {
    "a number as file": ("5", '["t"]'),
    "a number as test": ('"src/a.py"', "[5]"),
    "a NUL in a test": ('"src/a.py"', r'["a\u0000b"]'),
    "brackets without end": ("[" * 100_000, '["t"]'),
}


@pytest.mark.parametrize(("file", "tests"), NO_LESSONS.values(), ids=NO_LESSONS.keys())
def test_lessons_with_other_values_than_texts_are_refused(
    scaffold: Scaffold, project: Path, file: str, tests: str
) -> None:
    write_lessons(project, file, tests)
    finished = scaffold("workshop", "status", "--project", "demo")
    assert finished.exit_code == 1
    assert "`workshop/lessons.toml`" in finished.error_lines[0]


@pytest.mark.parametrize("text", ["-" * 100_000 + "1", "(" * 1000, "f(a=" + "-" * 950 + "1)"])
def test_code_that_python_cannot_parse_is_no_traceback(
    scaffold: Scaffold, project: Path, text: str
) -> None:
    write_lessons(project, '"src/a.py"')
    (project / "src" / "a.py").write_text(text)
    finished = scaffold("workshop", "reset", "one", "--project", "demo")
    assert finished.exit_code == 1
    assert finished.error_lines

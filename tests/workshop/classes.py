"""A small template with exercises, and classes that are made of it."""

import subprocess
from pathlib import Path

QUESTIONS = """\
_subdirectory: template
project_name: {type: str}
workshop: {type: bool, default: false}
sample_seed: {type: int, default: 6}
"""
WORK = '''\
"""Arithmetic."""


def double(number):
    """Return twice a number."""
    return 2 * number


def halve(number):
    """Return the half of a number."""
    return number / 2


def spell(number):
    return f"{number:.1f}"
'''
MORE = '''\
class Adder:
    def add(self, one, other):
        """Return a sum."""
        return one + other
'''
LESSONS = """\
[[lessons]]
name = "numbers"
title = "Parts and sums"

[[lessons.exercises]]
name = "double"
file = "src/work.py"
function = "double"
tests = ["tests/test_work.py::test_double"]
hint = "Multiply."

[[lessons.exercises]]
name = "halve"
file = "src/work.py"
function = "halve"
tests = ["tests/test_work.py::test_halve"]
hint = "Divide."

[[lessons.exercises]]
name = "add"
file = "src/more.py"
function = "Adder.add"
tests = ["tests/test_more.py"]
hint = "Add."
"""
TESTS = """\
import work


def test_double():
    assert work.double(2) == 4


def test_halve():
    assert work.halve(3) == 1.5
"""
MORE_TESTS = """\
from more import Adder


def test_add():
    assert Adder().add(1, 2) == 3
"""
ADDRESS_FILE = "{{ _copier_answers | to_nice_yaml }}"
# What a learner writes in place of each blank.
BODIES = {"double": "number + number", "halve": "0.5 * number", "add": "other + one"}


def make_template(folder: Path) -> Path:
    """Make a repository of the template with the release v1.0.0."""
    files = {
        "copier.yml": QUESTIONS,
        "template/{{ _copier_conf.answers_file }}.jinja": ADDRESS_FILE,
        "template/src/work.py": WORK,
        "template/src/more.py": MORE,
        "template/workshop/lessons.toml": LESSONS,
        "template/tests/test_work.py": TESTS,
        "template/tests/test_more.py": MORE_TESTS,
        "template/tests/conftest.py": "",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    release(folder, "v1.0.0")
    return folder


def release(template: Path, tag: str) -> None:
    """Commit and tag what is in the folder of the template."""
    git(template, "add", "--all")
    commit(template, f"Release {tag}")
    git(template, "tag", tag)


def commit(folder: Path, message: str) -> None:
    """Commit all changes."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    git(folder, *who, "commit", "--quiet", "--all", "--message", message)


def git(folder: Path, *arguments: str) -> str:
    """Run Git, and return what it prints."""
    return subprocess.check_output(["git", *arguments], cwd=folder, text=True)


def write_roster(path: Path, names: list[str]) -> Path:
    """Write a roster with a column that the class does not use."""
    lines = [f"{name},{name.title()},row {number}\n" for number, name in enumerate(names)]
    path.write_text("".join(["id,name,seat\n", *lines]), "utf-8")
    return path


def write_exercise(project: Path, name: str, value: str = "") -> None:
    """Write the body of an exercise, as a learner does."""
    path = project / "src" / ("more.py" if name == "add" else "work.py")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    blank = next(line for line in lines if f'"exercise {name}"' in line)
    indent = blank[: len(blank) - len(blank.lstrip())]
    body = f"{indent}return {value or BODIES[name]}\n"
    path.write_text("".join(body if line is blank else line for line in lines), "utf-8")

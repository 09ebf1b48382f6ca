"""What setup.py gets from functions and tables, and what setup.cfg gets from files."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.adoption.dependencies.declaration import Declaration
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.setup_cfg import read_setup_cfg
from scaffold.adoption.dependencies.setup_script import read_setup_py
from tests.adopt.dependencies.conftest import write

PIP = "from pip.req import parse_requirements\n"
COMPLEX = """\
def load():
    found = []
    for line in open("requirements.txt"):
        if line.startswith("-"):
            continue
        found.append(line)
    return found
"""


def read(folder: Path, script: str, files: Mapping[str, str]) -> Declaration:
    write(folder, {**files, "setup.py": script})
    return read_setup_py(Folder(folder))


@pytest.mark.parametrize(
    ("before", "listed"),
    [
        (COMPLEX, "load()"),
        (PIP, 'parse_requirements("requirements.txt", session=False)'),
        (PIP, '[str(each.req) for each in parse_requirements("requirements.txt")]'),
        ("def f():\n    return load()\n" + COMPLEX, "f()"),
    ],
)
def test_a_function_that_is_not_followed_lists_the_file_that_it_names(
    tmp_path: Path, before: str, listed: str
) -> None:
    files = {"requirements.txt": "# mine\nfig>=1\n-r more.txt\n", "more.txt": "pear\n"}
    found = read(tmp_path, f"{before}setup(name='x', install_requires={listed})\n", files)
    assert (found.dependencies, found.problems) == (("fig>=1", "pear"), ())
    assert found.notes == ("`setup.py` reads `requirements.txt`: all its lines count",)
    assert found.files == ("setup.py", "requirements.txt", "more.txt")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "`load()`"),
        ({"requirements.txt": "fig\n../pear\n"}, "`../pear` is outside the repository"),
    ],
)
def test_a_function_whose_file_cannot_be_read_is_refused(
    tmp_path: Path, files: Mapping[str, str], reason: str
) -> None:
    found = read(tmp_path, f"{COMPLEX}setup(name='x', install_requires=load())\n", files)
    assert found.dependencies == ()
    assert reason in found.problems[0]


def test_a_function_that_names_two_files_is_refused(tmp_path: Path) -> None:
    script = COMPLEX.replace("startswith('-')", "x").replace('"-"', '"requirements-dev.txt"')
    files = {"requirements.txt": "fig\n", "requirements-dev.txt": "pear\n"}
    found = read(tmp_path, f"{script}setup(name='x', install_requires=load())\n", files)
    assert found.problems[0].startswith("`install_requires` depends on `load()`")


def test_a_table_of_arguments_is_read_like_arguments(tmp_path: Path) -> None:
    table = "S = dict(name='x', python_requires='>=3.9', install_requires=['fig'])\n"
    found = read(tmp_path, f"{table}setup(version='1', **S)\n", {})
    assert (found.name, found.version, found.python) == ("x", "1", ">=3.9")
    assert found.dependencies == ("fig",)


@pytest.mark.parametrize("text", ["print 'Python 2'\n", "setup(\n"])
def test_a_script_that_cannot_be_parsed_is_a_problem(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text, {}).problems[0].startswith("cannot parse it: ")


def test_setup_cfg_lists_the_lines_of_the_files_that_it_names(tmp_path: Path) -> None:
    options = "[options]\ninstall_requires = file: a.txt, b.txt\n"
    extras = "[options.extras_require]\nt =\n  file:\n    c.txt\n"
    files = {"a.txt": "fig\n", "b.txt": "-r c.txt\n", "c.txt": "pear  # why\n"}
    write(tmp_path, {**files, "setup.cfg": options + extras})
    found = read_setup_cfg(Folder(tmp_path))
    assert (found.dependencies, found.extras) == (("fig", "pear"), {"t": ("pear",)})
    assert found.files == ("setup.cfg", "a.txt", "b.txt", "c.txt")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[options]\ninstall_requires = a b\n", "`a b` is not a requirement of PEP 508"),
        ("install_requires = a\n", "File contains no section headers"),
    ],
)
def test_a_setup_cfg_that_cannot_be_read_is_a_problem(
    tmp_path: Path, text: str, problem: str
) -> None:
    write(tmp_path, {"setup.cfg": text})
    assert problem in read_setup_cfg(Folder(tmp_path)).problems[0]

"""Tables of Poetry and Pipenv: what each value becomes, and why some cannot be written."""

from pathlib import Path

import pytest

from scaffold.adoption.dependencies.declaration import Declaration
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations
from tests.adopt.dependencies.conftest import write


def read_poetry(folder: Path, dependencies: str, more: str = "") -> Declaration:
    tables = f"[tool.poetry]\nname = 'x'\n[tool.poetry.dependencies]\n{dependencies}\n{more}"
    return read(folder, "pyproject.toml", tables, "Poetry")


def read(folder: Path, name: str, text: str, kind: str) -> Declaration:
    write(folder, {name: text})
    return next(each for each in find_declarations(Folder(folder)) if each.kind == kind)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("a = '^1.0 || ^2.0'", "a>=1.0,<3.0"),
        ("a = '^1.0 || *'", "a"),
        ("a = {version = '1.2', platform = 'win32'}", 'a==1.2; sys_platform == "win32"'),
        (
            "a = {version = '*', python = '2.7 || ^3.8'}",
            'a; python_version == "2.7" or python_version >= "3.8" and python_version < "4.0"',
        ),
        ("a = {version = '*', python = '>=3'}", 'a; python_version >= "3.0"'),
        ("a = {version = '*', python = '>=3.8.1'}", 'a; python_full_version >= "3.8.1"'),
        (
            "a = {url = 'https://example.org/a.zip', subdirectory = 'b'}",
            "a @ https://example.org/a.zip#subdirectory=b",
        ),
        ("a = {file = 'wheels/a-1.0-py3-none-any.whl'}", "a"),
    ],
)
def test_a_value_of_poetry_is_written_as_pep_508(tmp_path: Path, line: str, written: str) -> None:
    found = read_poetry(tmp_path, line)
    assert (found.dependencies, found.problems) == ((written,), ())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "a = {version = '1', colour = 'red'}",
            "`a` has the key `colour`, which is not known here",
        ),
        ("a = '^1.0 || ^3.0'", "`a`: PEP 440 cannot express `^1.0 || ^3.0`"),
        ("a = {version = 1.5}", "`a`: PEP 440 cannot express `1.5`"),
        ("a = {version = '1', markers = 'os_name = x'}", "`a`: its markers are invalid"),
        ("'a b' = '1'", "`a b` is not a requirement of PEP 508"),
        ("a = {path = '../b'}", "`a` is outside the repository: `../b`"),
        ("python = '3.8 || 3.10'", "PEP 440 cannot express the range of Python `3.8 || 3.10`"),
    ],
)
def test_a_value_of_poetry_that_cannot_be_written_is_a_problem(
    tmp_path: Path, line: str, problem: str
) -> None:
    found = read_poetry(tmp_path, line)
    assert (found.dependencies, found.problems) == ((), (problem,))


@pytest.mark.parametrize(
    ("dependencies", "more", "note"),
    [
        (
            "a = '*'",
            "[tool.poetry.extras]\nfruit = ['a', 'fig']",
            "the extra `fruit` names `fig`, which is not declared",
        ),
        (
            "a = {version = '*', optional = true}\nb = '*'",
            "",
            "`a` is optional and in no extra: it is not written",
        ),
        (
            "a = '*'",
            "[tool.poetry.group.docs]\noptional = true\ndependencies = {sphinx = '*'}",
            "the group `docs` is optional: install it with `--group docs`",
        ),
        (
            "a = {version = '*', allow-prereleases = true}",
            "",
            "`a` allowed prereleases, which PEP 621 does not express",
        ),
    ],
)
def test_what_poetry_declares_otherwise_is_said(
    tmp_path: Path, dependencies: str, more: str, note: str
) -> None:
    found = read_poetry(tmp_path, dependencies, more)
    assert (found.notes, found.problems) == ((note,), ())


def test_developer_dependencies_of_older_poetry_join_the_group_dev(tmp_path: Path) -> None:
    older = "[tool.poetry.dev-dependencies]\npytest = '^7'\n"
    found = read_poetry(tmp_path, "", f"{older}[tool.poetry.group.dev.dependencies]\nruff = '*'\n")
    assert found.groups == {"dev": ("pytest>=7,<8", "ruff")}


def test_sources_of_poetry_become_indexes_without_those_that_are_secret(tmp_path: Path) -> None:
    sources = [
        "name = 'PyPI'\npriority = 'primary'",
        "name = 'own'\nurl = 'https://example.org/simple'\npriority = 'default'",
        "name = 'more'\nurl = 'https://example.org/more'",
        "name = 'secret'\nurl = 'https://me:word@example.org/simple'",
    ]
    more = "".join(f"[[tool.poetry.source]]\n{each}\n" for each in sources)
    found = read_poetry(tmp_path, "a = '*'", more)
    assert found.indexes == (
        {"name": "own", "url": "https://example.org/simple", "default": True},
        {"name": "more", "url": "https://example.org/more"},
    )
    assert found.problems == ("the source `secret` contains a password or token",)


def test_a_pipfile_names_a_full_version_of_python_and_needs_no_index_for_pypi(
    tmp_path: Path,
) -> None:
    sources = "".join(
        f"[[source]]\nname = '{name}'\nurl = 'https://{name}.org/simple'\n"
        for name in ("pypi", "example")
    )
    requires = "[requires]\npython_full_version = '3.10.4'\n[pipenv]\nallow_prereleases = true\n"
    found = read(tmp_path, "Pipfile", f"{sources}[packages]\na = '*'\n{requires}", "Pipfile")
    assert (found.python, found.settings) == ("==3.10.4", {"prerelease": "allow"})
    assert found.indexes == ({"name": "example", "url": "https://example.org/simple"},)


@pytest.mark.parametrize("url", ["https://me:word@a.org/simple", "https://a.org/$TOKEN/simple"])
def test_a_source_of_a_pipfile_with_a_secret_is_a_problem(tmp_path: Path, url: str) -> None:
    text = f"[[source]]\nname = 'own'\nurl = '{url}'\n[packages]\na = '*'\n"
    found = read(tmp_path, "Pipfile", text, "Pipfile")
    assert found.problems == ("a source contains a password, or an environment variable",)
    assert found.indexes == ()


@pytest.mark.parametrize("name", ["pyproject.toml", "Pipfile"])
def test_a_declaration_that_is_not_toml_is_a_problem(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "a = \n"})
    [found] = find_declarations(Folder(tmp_path))
    assert found.problems[0].startswith("it is not TOML: Invalid value")

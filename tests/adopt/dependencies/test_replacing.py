"""What `--replace` removes: what was converted, and nothing else."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.adoption.dependencies.chosen import choose
from scaffold.adoption.dependencies.conversion import convert
from scaffold.adoption.dependencies.declared_project import expand_group, read_project
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations
from scaffold.adoption.dependencies.removing import remove_arguments, remove_places
from scaffold.adoption.dependencies.replaced import Replaced, replace_old
from tests.adopt.dependencies.conftest import write

_OLDER = "[build-system]\nrequires = ['{}']\nbuild-backend = 'poetry.core.masonry.api'\n"
_POETRY = """\
[tool.poetry]
name = "poetry-core-extras"
version = "1.0"
description = "Adds to poetry-core"

[tool.poetry.dependencies]
python = "^3.9"
apple = "*"

[tool.poetry.group.test.dependencies]
pytest = "*"

"""
_STANDING = "[project]\nname = 'x'\nversion = '1'\ndependencies = ['apple']\n"


def replace(folder: Path, files: Mapping[str, str]) -> Replaced:
    """Convert the files of a folder, and return what happens to them."""
    write(folder, files)
    read = Folder(folder)
    chosen = choose(find_declarations(read))
    assert chosen is not None
    return replace_old(read, chosen, convert(read, chosen).text)


@pytest.mark.parametrize("older", ["poetry-core", "poetry-core>=1.0.0"])
def test_tables_of_poetry_go_and_the_build_requires_a_version_that_reads_the_new_ones(
    tmp_path: Path, older: str
) -> None:
    made = replace(tmp_path, {"pyproject.toml": _POETRY + _OLDER.format(older), "poetry.lock": ""})
    found = tomllib.loads(made.texts["pyproject.toml"] or "")
    assert found["tool"]["poetry"] == tomllib.loads(_POETRY.split("\n\n")[0])["tool"]["poetry"]
    assert found["project"]["dependencies"] == ["apple"]
    assert found["build-system"]["requires"] == ["poetry-core>=2.0"]
    assert "`poetry.lock` is out of date: run `poetry lock`" in made.notes
    assert made.kept == {}


def test_a_build_that_already_reads_the_new_tables_keeps_its_requirement(tmp_path: Path) -> None:
    made = replace(tmp_path, {"pyproject.toml": _POETRY + _OLDER.format("poetry-core>=2.1")})
    found = tomllib.loads(made.texts["pyproject.toml"] or "")
    assert found["build-system"]["requires"] == ["poetry-core>=2.1"]
    assert (found["tool"]["poetry"].keys(), made.notes) == ({"name", "version", "description"}, [])


def test_tables_of_poetry_stay_for_a_version_of_it_that_needs_them(tmp_path: Path) -> None:
    made = replace(tmp_path, {"pyproject.toml": _POETRY + _OLDER.format("poetry-core<2")})
    found = tomllib.loads(made.texts["pyproject.toml"] or "")
    assert "apple" in found["tool"]["poetry"]["dependencies"]
    assert "`poetry-core<2` in `[build-system]` may not read" in made.kept["pyproject.toml"]


def test_a_group_of_poetry_that_is_not_converted_is_not_removed(tmp_path: Path) -> None:
    groups = (
        "[dependency-groups]\ntest = ['pytest']\n"
        "[tool.poetry.dev-dependencies]\nruff = '*'\n"
        "[tool.poetry.group.test.dependencies]\nmypy = '*'\n"
        "[tool.poetry.group.docs.dependencies]\nsphinx = '*'\n"
    )
    made = replace(tmp_path, {"pyproject.toml": _STANDING + groups})
    found = tomllib.loads(made.texts["pyproject.toml"] or "")
    assert found["dependency-groups"] == {"test": ["pytest"], "docs": ["sphinx"], "dev": ["ruff"]}
    assert found["tool"] == {"poetry": {"group": {"test": {"dependencies": {"mypy": "*"}}}}}


def test_only_groups_of_poetry_that_are_converted_are_removed_from_older_tables(
    tmp_path: Path,
) -> None:
    older = (
        "[dependency-groups]\ndev = ['ruff']\n[tool.poetry.dev-dependencies]\nmypy = '*'\n"
        "[tool.poetry.group.docs.dependencies]\nsphinx = '*'\n"
    )
    made = replace(tmp_path, {"pyproject.toml": _STANDING + older})
    found = tomllib.loads(made.texts["pyproject.toml"] or "")
    assert found["tool"] == {"poetry": {"dev-dependencies": {"mypy": "*"}}}


def test_a_table_goes_with_the_last_entry_that_makes_it(tmp_path: Path) -> None:
    dynamic = "dynamic = ['dependencies']\n[tool.setuptools.dynamic.dependencies]\nfile = 'a.txt'\n"
    project = f"[project]\nname = 'x'\nversion = '1'\n{dynamic}"
    made = replace(tmp_path, {"pyproject.toml": project, "a.txt": "apple\n"})
    assert tomllib.loads(made.texts["pyproject.toml"] or "") == {
        "project": {"name": "x", "version": "1", "dependencies": ["apple"]}
    }


def test_groups_that_include_others_are_kept_as_they_are(tmp_path: Path) -> None:
    groups = "[dependency-groups]\nall = [{include-group = 'test'}, 'ruff', 1, {x = 1}]\n"
    more = "test = ['pytest']\n[tool.poetry.group.docs.dependencies]\nsphinx = '*'\n"
    made = replace(tmp_path, {"pyproject.toml": _STANDING + groups + more})
    text = made.texts["pyproject.toml"] or ""
    found = tomllib.loads(text)["dependency-groups"]
    assert found["all"] == [{"include-group": "test"}, "ruff", 1, {"x": 1}]
    assert expand_group(read_project(tomllib.loads(text)), "all") == ("pytest", "ruff")


def test_groups_that_include_each_other_list_each_requirement_once() -> None:
    circle = "a = ['fig', {include-group = 'b'}]\nb = ['pear', {include-group = 'a'}]\n"
    declared = read_project(tomllib.loads(f"[dependency-groups]\n{circle}"))
    assert expand_group(declared, "a") == ("fig", "pear")


@pytest.mark.parametrize("key", ["install_requires", "install-requires"])
def test_setup_cfg_loses_its_lists_and_keeps_the_rest(tmp_path: Path, key: str) -> None:
    options = f"[options]\npackages = x\n{key} =\n    apple\n    # why\n    core\n"
    more = "[options.extras_require]\nt = pytest\n[flake8]\nmax-line-length = 90\n"
    made = replace(tmp_path, {"setup.cfg": f"[metadata]\nname = x\n{options}{more}"})
    assert made.texts["setup.cfg"] == (
        "[metadata]\nname = x\n[options]\npackages = x\n[flake8]\nmax-line-length = 90\n"
    )


def test_a_setup_cfg_that_only_setuptools_reads_is_kept(tmp_path: Path) -> None:
    text = "[metadata]\nname = x\n[options]\ninstall_requires = apple\n[metadata]\nversion = 1\n"
    made = replace(tmp_path, {"setup.cfg": text})
    assert made.texts["setup.cfg"] == text
    assert "duplicate" in made.kept["setup.cfg"]


def test_a_setup_script_that_passes_its_lists_otherwise_is_kept(tmp_path: Path) -> None:
    script = "from setuptools import setup\nS = {'name': 'x', 'install_requires': ['apple']}\n"
    made = replace(tmp_path, {"setup.py": f"{script}setup(**S)\n"})
    assert made.texts["setup.py"] == f"{script}setup(**S)\n"
    assert made.kept == {"setup.py": "its lists are not arguments of `setup()`"}


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ("setup(name='x', {}=(['a'] + b), y=1)\n", "setup(name='x', y=1)\n"),
        ("setup(name='x', {}=['a'])\n", "setup(name='x', )\n"),
        ("setup(\n    {}=(\n        ['a']\n    ),  # why\n    y=1,\n)\n", "setup(\n    y=1,\n)\n"),
        ("setup(\n    y=1,\n    {}=['a']  # why\n)\n", "setup(\n    y=1,\n)\n"),
        ("setup(\n    y=1, {}=['a'],  # both\n)\n", "setup(\n    y=1, # both\n)\n"),
    ],
)
def test_an_argument_goes_with_its_parentheses_and_its_comment(script: str, left: str) -> None:
    assert remove_arguments(script.format("install_requires"), ["install_requires"]) == left


@pytest.mark.parametrize("text", ["print 'Python 2'\n", "import setuptools\n", ""])
def test_a_script_without_a_call_of_setup_keeps_every_byte(text: str) -> None:
    assert remove_arguments(text, ["install_requires"]) == text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[project]\nname = 'x'\n", ("tool", "poetry", "dependencies")),
        ("[tool]\npoetry = 'x'\n", ("tool", "poetry", "dependencies")),
        ("[project]\ndynamic = ['version']\n", ("project", "dynamic", "dependencies")),
    ],
)
def test_what_a_document_does_not_contain_changes_nothing(
    text: str, place: tuple[str, ...]
) -> None:
    assert remove_places("pyproject.toml", text, [place]) == (text, [])


def test_nothing_is_removed_from_a_file_of_an_unknown_format() -> None:
    assert remove_places("README", "a = 1\n", [("a",)]) == ("a = 1\n", ["its format is not known"])

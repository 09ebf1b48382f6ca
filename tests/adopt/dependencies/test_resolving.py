"""Both declarations are resolved with what they say, and a resolver that fails is named."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.adoption.dependencies.chosen import choose
from scaffold.adoption.dependencies.conversion import convert
from scaffold.adoption.dependencies.dependency_errors import NotResolvedError
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations
from scaffold.adoption.dependencies.git_failures import explain_git_failure
from scaffold.adoption.dependencies.inputs import Input, Pair, list_pairs
from scaffold.adoption.dependencies.package_resolution import Compared, resolve_pairs
from tests.adopt.dependencies.conftest import uv_on_path, write

PYTHON = "==3.11.*"
RESOLUTION = "scaffold.adoption.dependencies.package_resolution"


@pytest.fixture
def environment(index: Path) -> dict[str, str]:
    """Return variables with which uv finds only the index of the tests."""
    assert index.is_dir()
    return {**os.environ, "PATH": uv_on_path()}


def plan(folder: Path, files: Mapping[str, str]) -> dict[str, Pair]:
    """Return what is resolved before and after for each role."""
    write(folder, files)
    read = Folder(folder)
    chosen = choose(find_declarations(read))
    assert chosen is not None
    return {each.role: each for each in list_pairs(read, chosen, convert(read, chosen).declared)}


def compare(before: str, after: str, environment: Mapping[str, str]) -> Compared:
    """Resolve two requirements files."""
    name = "requirements.txt"
    pair = Pair("dependencies", Input(name, {name: before}), Input(name, {name: after}))
    return resolve_pairs([pair], PYTHON, environment).compared[0]


def program(folder: Path, text: str) -> dict[str, str]:
    """Return variables with which a program is found as uv."""
    (folder / "programs").mkdir()
    (folder / "programs/uv").write_text(text)
    (folder / "programs/uv").chmod(0o755)
    return {**os.environ, "PATH": f"{folder / 'programs'}:/usr/bin:/bin"}


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ("--pre", {"--pre"}),
        ("--no-binary :all:", {"--no-binary :all:"}),
        ("--only-binary :all:", {"--only-binary :all:"}),
        ("--no-binary fig,pear", {"--no-binary fig", "--no-binary pear"}),
        ("-i https://a.org/s", {"--index-url https://a.org/s"}),
        ("--extra-index-url https://a.org/s", {"--extra-index-url https://a.org/s"}),
        ("-f https://a.org/x.html", {"--find-links https://a.org/x.html"}),
        ("-c limits.txt", {"-c constraints.txt", "apple<2"}),
    ],
)
def test_options_count_after_the_conversion_too(
    tmp_path: Path, options: str, lines: set[str]
) -> None:
    files = {"requirements.txt": f"{options}\nfig\n", "limits.txt": "apple<2\n"}
    assert {*plan(tmp_path, files)["dependencies"].after.requires} == {*lines, "fig"}


def test_local_packages_are_not_resolved_because_that_builds_them(tmp_path: Path) -> None:
    local = "-e ./libs/five\n./libs/five[x]\n-e .\n--pre\nfig\n"
    files = {
        "libs/five/setup.cfg": "[metadata]\nname = five\n",
        "requirements/base.txt": local.replace("./libs", "../libs").replace("-e .\n", "-e ..\n"),
        "requirements.txt": f"-r requirements/base.txt\n{local}",
    }
    pair = plan(tmp_path, files)["dependencies"]
    assert {*pair.before.requires} == {"-r requirements/base.txt", "--pre", "fig"}
    assert {*pair.after.requires} == {"--pre", "fig"}


def test_extras_and_groups_of_tables_are_resolved_with_the_dependencies(tmp_path: Path) -> None:
    poetry = (
        "[tool.poetry]\nname = 'x'\n[tool.poetry.dependencies]\napple = '*'\n"
        "pear = {version = '*', optional = true}\n[tool.poetry.extras]\nmore = ['pear']\n"
        "[tool.poetry.group.test.dependencies]\npytest = '*'\n"
    )
    found = plan(tmp_path, {"pyproject.toml": poetry})
    for role, listed in (("extra `more`", "pear"), ("group `test`", "pytest")):
        assert found[role].before.requires == ("apple", listed)
        assert found[role].after.requires == ("apple", listed)


def test_groups_of_a_file_without_dependencies_are_resolved_alone(tmp_path: Path) -> None:
    found = plan(tmp_path, {"Pipfile": "[dev-packages]\npytest = '*'\n"})
    assert [*found] == ["group `dev`"]
    assert found["group `dev`"].after.requires == ("pytest",)


@pytest.mark.story
def test_prereleases_that_both_declarations_allow_make_no_difference(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    environment["PATH"] = "/usr/bin:/bin"  # uv does not read `--pre` in files.
    pair = plan(tmp_path, {"requirements.txt": "--pre\nmelon\n"})["dependencies"]
    assert resolve_pairs([pair], PYTHON, environment).is_equal
    assert compare("--pre\nmelon\n", "melon\n", environment).lost == ("melon==2.0a1",)


def test_a_new_declaration_that_cannot_be_resolved_is_a_difference(
    environment: dict[str, str],
) -> None:
    found = compare("apple<1.5\n", "unknown-package\n", environment)
    assert (found.count, found.lost) == (1, ("apple==1.0",))
    assert found.gained[0].startswith("(nothing: Because unknown-package was not found")


def test_a_new_declaration_whose_repository_cannot_be_fetched_ends_the_comparison(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with pytest.raises(NotResolvedError, match="cannot fetch the Git repository"):
        compare("apple\n", f"x @ git+file://{tmp_path}/missing\n", environment)


def test_an_empty_declaration_needs_no_resolver_that_works(tmp_path: Path) -> None:
    found = compare("# nothing yet\n", "", program(tmp_path, "#!/bin/sh\nexit 1\n"))
    assert (found.count, found.is_equal) == (0, True)


def test_options_that_settings_of_uv_print_are_not_packages(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    settings = tmp_path / "uv.toml"
    settings.write_text(f"{settings.read_text()}[pip]\nemit-find-links = true\n")
    assert compare("apple==1.5\n", "apple==1.5\n", environment).count == 2


def test_a_resolver_without_an_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{RESOLUTION}._LIMIT", 0.2)
    with pytest.raises(NotResolvedError, match="cannot be resolved: not done within 0 s"):
        compare("apple\n", "apple\n", program(tmp_path, "#!/bin/sh\nexec sleep 60\n"))


@pytest.mark.story
def test_pip_resolves_where_uv_cannot_start(tmp_path: Path, index: Path) -> None:
    assert index.is_dir()
    found = compare("apple==1.0\n", "apple<1.5\n", program(tmp_path, "#!/no/such/program\n"))
    assert (found.count, found.is_equal) == (1, True)


def test_a_machine_without_resolvers_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"{RESOLUTION}.find_spec", lambda _: None)
    with pytest.raises(NotResolvedError, match="neither `uv` nor `pip` is installed"):
        compare("apple\n", "apple\n", {"PATH": "/no/such/folder"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Git operation failed: disk full", ""),
        (
            "git clone https://[x/y: returned error: 404",
            "cannot fetch a Git repository: there is no such repository, or it is private",
        ),
    ],
)
def test_a_failure_of_git_is_explained_as_far_as_it_is_understood(text: str, sentence: str) -> None:
    assert explain_git_failure(text) == sentence

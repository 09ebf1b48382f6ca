"""No pattern that a project or a template brings makes a command go on for ever."""

import importlib
import pkgutil
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import scaffold as package
from scaffold.answers.kept import match_kept
from scaffold.errors import AnswersFileError, TemplateSourceError
from scaffold.files.tree import File
from scaffold.project.metadata import read_pyproject
from scaffold.project.template_ownership import read_ownership
from tests.conftest import Render
from tests.kit.machine import Scaffold

pytestmark = pytest.mark.case

# Each of them has more ways to match a name of 60 letters than can be tried.
EXPONENTIAL = {
    "stars": "*a" * 14 + "*b",
    "stars and marks": "*?" * 30 + "!",
    "sets": "*[a-c]" * 20 + "!",
    "folders": "**/a/" * 12 + "b",
    "stars in folders": "/**/*a*a*a" * 6 + "/**/*!",
    "negated": "!" + "*a" * 14 + "*b",
}


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """Copy a project whose files have names that fit again and again."""
    folder = Path(shutil.copytree(rendered("skeleton", "package", ()), clean_machine / "demo"))
    (folder / ("a" * 60)).touch()
    deep = folder / ("a/" * 30)
    deep.mkdir(parents=True)
    (deep / "a").touch()
    return folder


def keep(project: Path, *patterns: str) -> None:
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text("utf-8") + f"kept: {list(patterns)}\n", "utf-8")


@pytest.mark.parametrize("pattern", EXPONENTIAL.values(), ids=EXPONENTIAL)
def test_kept_files_are_listed_at_once(scaffold: Scaffold, project: Path, pattern: str) -> None:
    keep(project, pattern)
    assert scaffold("status", project).exit_code == 0


@pytest.mark.parametrize("command", ["status", "check", "diff", "update"])
def test_an_invalid_pattern_of_kept_files_is_named(
    scaffold: Scaffold, project: Path, command: str
) -> None:
    keep(project, "*.csv", "!")
    finished = scaffold(command, project)
    assert finished.exit_code == 1
    assert finished.error_lines == [
        "error: Invalid `kept` in `.copier-answers.yml`: `!` is not a pattern",
        "hint: Correct the pattern",
    ]


def test_what_another_template_means_by_the_name_keeps_nothing() -> None:
    assert not match_kept({"kept": "*"})("a")
    assert not match_kept({})("a")
    with pytest.raises(AnswersFileError, match="Invalid `kept`"):
        match_kept({"kept": ["a\\"]})


@pytest.mark.parametrize("pattern", EXPONENTIAL.values(), ids=EXPONENTIAL)
def test_managed_files_are_matched_at_once(pattern: str) -> None:
    ownership = read_ownership({"files": [pattern]})
    assert not ownership.is_managed("a" * 60)
    assert not ownership.is_managed("a/" * 30 + "a")


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(a|aa)*b", "a*a*a*a*b", "(?:a?){30}a{30}"])
def test_an_expression_for_free_text_that_could_take_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(TemplateSourceError, match="could take too long"):
        read_ownership({"free": [pattern]})


def test_free_text_is_compared_at_once() -> None:
    ownership = read_ownership({"free": ["a*a*a?b"]})
    assert ownership.is_drift("f", File(b"a" * 1_000_000), File(b"a" * 1_000_001))


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ada <ada@example.org>", "Ada"),
        ("Ada  < ada@example.org >  ", "Ada"),
        ("Ada", "Ada"),
        ("<" * 500_000, "<" * 500_000),
    ],
)
def test_the_name_of_an_author_is_read_at_once(author: str, name: str) -> None:
    assert read_pyproject(f'[project]\nauthors = ["{author}"]').author == name


def list_patterns(value: object) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from list_patterns(each)
    elif isinstance(value, dict):
        yield from list_patterns([*value, *value.values()])


def test_no_pattern_of_lines_looks_for_their_first_word_across_lines() -> None:
    r"""At each of many empty lines, `^\s*` would look at all that follow."""
    modules = [
        importlib.import_module(each.name)
        for each in pkgutil.walk_packages(package.__path__, "scaffold.")
        if not each.name.endswith("__main__") and ".verification.kernel" not in each.name
    ]
    found = {each for module in modules for each in list_patterns([*vars(module).values()])}
    lines = {each.pattern for each in found if each.flags & re.MULTILINE}
    assert len(lines) > 20
    starts = ("^\\s", "^\\W", "(?m)^\\s")
    assert [each for each in lines if str(each).removeprefix("b'").startswith(starts)] == []

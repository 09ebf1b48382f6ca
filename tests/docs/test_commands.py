"""Every command and every option is in the reference, and has words that explain it."""

import re
from collections.abc import Iterator

import pytest
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from scaffold.cli import app
from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "reference" / "commands.md").read_text("utf-8")
README = (REPOSITORY / "README.md").read_text("utf-8")
JUSTFILE = (REPOSITORY / "justfile").read_text("utf-8")


Command = TyperCommand | TyperGroup


def walk(command: object, name: str) -> Iterator[tuple[str, Command]]:
    """Yield a command and all below it, by the words that are typed."""
    assert isinstance(command, Command)
    yield name, command
    for below, each in getattr(command, "commands", {}).items():
        yield from walk(each, f"{name} {below}")


COMMANDS = dict(walk(get_command(app), "scaffold"))


def section(name: str) -> str:
    """Return what the reference says of a command, up to the next one."""
    head = "# Commands" if name == "scaffold" else f"## `{name}`"
    _, _, rest = PAGE.partition(f"{head}\n")
    return re.split(r"^##+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def spell(parameter: object) -> list[str]:
    """Return what a person types for a parameter: the names of an option, or a word for it."""
    if isinstance(parameter, TyperArgument):
        return [parameter.metavar or (parameter.name or "").upper()]
    assert isinstance(parameter, TyperOption)
    return [*parameter.opts, *parameter.secondary_opts]


def test_the_reference_has_no_command_that_there_is_not() -> None:
    assert set(re.findall(r"^##+ `([^`]+)`$", PAGE, re.MULTILINE)) == COMMANDS.keys() - {"scaffold"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_has_every_option_of_a_command_and_says_what_it_does(name: str) -> None:
    command, text = COMMANDS[name], section(name)
    assert command.help
    assert command.help.split("\n")[0] in text
    rows = dict(re.findall(r"^\* `(.+?)`: (.+)$", text, re.MULTILINE))
    for parameter in command.params:
        names = spell(parameter)
        is_option = isinstance(parameter, TyperOption)
        said = [
            words
            for row, words in rows.items()
            if set(names) <= set(re.split(r"[ ,/]+", row)) and row.startswith("-") == is_option
        ]
        assert len(said) == 1, names
        assert len(said[0].split()) > 1, f"{names} has no help"


def test_the_readme_names_every_command() -> None:
    assert [name for name in COMMANDS if f"`{name}" not in README and name.count(" ") == 1] == []


PAGES_FOR_CONTRIBUTORS = ["AGENTS.md", "CONTRIBUTING.md", "README.md", "benchmarks/README.md"]


@pytest.mark.parametrize("page", PAGES_FOR_CONTRIBUTORS)
def test_every_recipe_that_a_page_names_exists(page: str) -> None:
    recipes = re.findall(r"^([a-z][a-z-]*)(?: [^:\n]*)?:(?!=)", JUSTFILE, re.MULTILINE)
    named = re.findall(r"`just ([a-z-]+)", (REPOSITORY / page).read_text("utf-8"))
    assert len(named) > 4
    assert set(named) <= set(recipes)


@pytest.mark.parametrize("page", PAGES_FOR_CONTRIBUTORS)
def test_every_path_that_a_page_names_exists(page: str) -> None:
    # Paths of a project and paths with a part to fill in are not paths of this repository.
    folders = "benchmarks|changelog.d|docs|examples|questions|requirements|scaffold|tests|tools"
    named = re.findall(
        rf"[`(]((?:{folders})/[\w./-]*|[\w.]+\.(?:md|toml|yml))[`)]",
        (REPOSITORY / page).read_text("utf-8"),
    )
    roots = {REPOSITORY, (REPOSITORY / page).parent}
    assert [path for path in named if not any((root / path).exists() for root in roots)] == []

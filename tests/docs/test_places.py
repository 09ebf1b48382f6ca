"""The tables that say where to change what name files that every project has."""

import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "how-to" / "where-to-change-what.md"
EXAMPLES = REPOSITORY / "examples"
STACKS = ("tagifai", "ray", "tabular", "lightning")


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of a table below its heading and the line under it."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {heading} |"):
            break
    next(lines)
    table = []
    for line in lines:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table


def columns() -> dict[str, int]:
    """Return the column of each stack in the table of the page."""
    (heading,) = re.findall(r"^\| to change \|.*$", PAGE.read_text("utf-8"), re.MULTILINE)
    cells = heading.strip("|").split("|")
    return {
        stack: number for number, cell in enumerate(cells) for stack in re.findall(r"`(\w+)`", cell)
    }


def place(stack: str, path: str) -> Path:
    """Return where the example project of a stack has a path of the page."""
    project = EXAMPLES / stack
    return project / path if path.startswith("config/") else project / "src" / "demo" / path


def test_the_page_has_ten_changes_and_every_stack_with_a_model() -> None:
    assert len(rows(PAGE.read_text("utf-8"), "to change")) == 10
    assert sorted(columns()) == sorted(STACKS)


@pytest.mark.parametrize("stack", STACKS)
def test_each_change_has_one_place_which_the_example_project_has(stack: str) -> None:
    column = columns()[stack]
    for row in rows(PAGE.read_text("utf-8"), "to change"):
        (path,) = re.findall(r"`([^`]+)`", row[column])
        assert place(stack, path).is_file(), f"{row[0]}: {path}"


@pytest.mark.parametrize("stack", STACKS)
def test_each_place_in_the_readme_of_a_project_exists(stack: str) -> None:
    found = rows((EXAMPLES / stack / "README.md").read_text("utf-8"), "To change")
    assert len(found) > 5
    for _, edit in found:
        paths = re.findall(r"`([^`]+)`", edit)
        assert paths
        assert [path for path in paths if not (EXAMPLES / stack / path).exists()] == []

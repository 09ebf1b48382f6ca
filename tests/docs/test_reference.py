"""The reference says what the code does: its tables are read here, and tried."""

from pathlib import Path

import pytest

from scaffold.errors import ExitCode
from scaffold.merge.result import Merged
from scaffold.plan import UNSETTLED, Action, plan_update
from scaffold.trees import File, Tree
from tests.conftest import REPOSITORY
from tests.unit import test_plan

REFERENCE = REPOSITORY / "docs" / "reference"


def read_table(page: Path) -> list[list[str]]:
    """Return the cells of the first table of a page, without its head."""
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


UPDATE_TABLE = read_table(REFERENCE / "update-table.md")


def test_the_page_of_exit_codes_has_them_all_and_no_others() -> None:
    documented = {int(code): name for code, name, *_ in read_table(REFERENCE / "exit-codes.md")}
    assert documented == {code.value: code.name.lower().replace("_", " ") for code in ExitCode}


def join(path: str, base: bytes, ours: bytes, theirs: bytes) -> Merged:
    return Merged(ours + theirs, (f"{path}: {base!r}",) if b"against" in theirs else ())


def tree(cell: str) -> Tree:
    return {} if cell == "-" else {"file": File(cell.encode())}


@pytest.mark.parametrize(("base", "ours", "theirs", "action"), [row[:4] for row in UPDATE_TABLE])
def test_every_row_of_the_update_table_is_what_happens(
    base: str, ours: str, theirs: str, action: str
) -> None:
    (decided,) = plan_update(tree(base), tree(ours), tree(theirs), {}, join).actions
    assert str(decided.action) == action


def test_the_update_table_names_every_action() -> None:
    assert {row[3] for row in UPDATE_TABLE} == {str(action) for action in Action}


def test_what_has_to_be_looked_at_is_named_beside_the_table() -> None:
    (sentence,) = [
        line
        for line in (REFERENCE / "update-table.md").read_text("utf-8").splitlines()
        if "printed with a note" in line
    ]
    assert all(f"`{action}`" in sentence for action in UNSETTLED)


def spell(contents: list[object]) -> tuple[str, ...]:
    """Return contents as letters: equal ones get equal letters, in the order of their coming."""
    letters: dict[object, str] = {}
    return tuple(
        "-" if content is None else letters.setdefault(content, "abc"[len(letters)])
        for content in contents
    )


def test_the_update_table_has_the_rows_that_the_plan_is_tested_with() -> None:
    tested = test_plan.test_every_row_of_the_table_is_decided_as_documented
    (mark,) = [mark for mark in vars(tested)["pytestmark"] if mark.name == "parametrize"]
    rows = {(*spell(list(row[:3])), str(row[3])) for row in mark.args[1]}
    documented = {(*(cell[0] for cell in row[:3]), row[3]) for row in UPDATE_TABLE}
    assert rows == documented

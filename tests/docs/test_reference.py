"""The tables of the reference leave nothing out; that they are true, their making sees to."""

from pathlib import Path

from scaffold.plan.actions import UNSETTLED, Action
from tests.conftest import REPOSITORY
from tests.unit import test_plan
from tools.markdown_tables import with_table
from tools.update_table import NO_FILE, update_rows

UPDATE_TABLE = list(update_rows())


def test_the_update_table_names_every_action() -> None:
    of_updates = set(Action) - {Action.KEPT}  # Only an adoption keeps a file.
    assert {row[3] for row in UPDATE_TABLE} == {str(action) for action in of_updates}


def test_what_has_to_be_looked_at_is_named_beside_the_table() -> None:
    page = REPOSITORY / "docs" / "reference" / "update-table.md"
    lines = page.read_text("utf-8").splitlines()
    (sentence,) = [line for line in lines if "printed with a note" in line]
    assert all(f"`{action}`" in sentence for action in UNSETTLED)


def spell(contents: list[object]) -> tuple[str, ...]:
    """Return contents as letters: equal ones get equal letters, in the order of their coming."""
    letters: dict[object, str] = {}
    return tuple(
        NO_FILE if content is None else letters.setdefault(content, "abc"[len(letters)])
        for content in contents
    )


def test_the_update_table_has_the_rows_that_the_plan_is_tested_with() -> None:
    tested = test_plan.test_every_row_of_the_table_is_decided_as_documented
    (mark,) = [mark for mark in vars(tested)["pytestmark"] if mark.name == "parametrize"]
    rows = {(*spell(list(row[:3])), str(row[3])) for row in mark.args[1]}
    documented = {(*(cell[0] for cell in row[:3]), row[3]) for row in UPDATE_TABLE}
    assert rows == documented


def test_a_new_table_replaces_the_old_one_and_keeps_the_text_around_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    before, after = "# Head\n\nBefore.\n\n", "\n## After\n\n| b |\n| --- |\n"
    page.write_text(f"{before}| a |\n| --- |\n| old |\n{after}")
    assert with_table(page, "| new |\n") == f"{before}| new |\n{after}"
    replaced = with_table(page, "| new |\n", after="## After")
    assert replaced == f"{before}| a |\n| --- |\n| old |\n\n## After\n\n| new |\n"

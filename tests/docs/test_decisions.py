"""Decisions are numbered once, and all of them are in the list."""

import re

from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "docs" / "decisions"


def test_the_list_has_every_decision_once_and_in_order() -> None:
    records = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
    expected = [(record.name[:4], record.name) for record in records]
    headings = [record.read_text("utf-8").partition(". ")[0] for record in records]
    rows = re.findall(
        r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", (FOLDER / "README.md").read_text("utf-8"), re.M
    )
    assert [(number, name) for number, name, _ in rows] == expected
    assert headings == [f"# {number}" for number, _ in expected]
    assert len({number for number, _ in expected}) == len(expected)


def test_every_decision_says_when_it_was_made_and_whether_it_holds() -> None:
    for record in FOLDER.glob("0*.md"):
        assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: \S", record.read_text("utf-8"), re.M)

"""The journal of a fleet contains one run, whatever happened before."""

from pathlib import Path

import pytest

from scaffold.errors import FleetError, WriteError
from scaffold.fleet.run_journal import Journal


def write_run(journal: Journal, release: str, names: list[str]) -> None:
    journal.begin({"release": release})
    journal.choose(names)
    for name in names:
        journal.report({"name": name, "state": "updated"})


def test_a_journal_does_not_grow_with_the_number_of_runs(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    write_run(journal, "0.2.0", ["a", "b"])
    size = (tmp_path / ".scaffold-fleet" / "journal.jsonl").stat().st_size
    for _ in range(20):
        write_run(journal, "0.3.0", ["a", "b"])

    assert (tmp_path / ".scaffold-fleet" / "journal.jsonl").stat().st_size == size
    last = journal.read_last()
    assert last.options == {"release": "0.3.0"}
    assert last.chosen == ("a", "b")
    assert list(last.reports) == ["a", "b"]


def test_a_line_that_a_killed_command_left_unfinished_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    write_run(journal, "0.2.0", ["a"])
    with (tmp_path / ".scaffold-fleet" / "journal.jsonl").open("a") as file:
        file.write('\n{"event": "report", "rep')
    journal.report({"name": "b", "state": "updated"})

    assert list(journal.read_last().reports) == ["a", "b"]


def test_a_run_that_cannot_begin_leaves_the_journal_of_the_last_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    write_run(journal, "0.2.0", ["a"])
    (tmp_path / ".scaffold-fleet" / "journal.new").mkdir()
    with pytest.raises(WriteError, match=r"journal\.new"):
        journal.begin({"release": "0.3.0"})

    assert journal.read_last().options == {"release": "0.2.0"}


def test_lines_that_are_no_steps_of_a_run_are_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.report({"name": "a", "state": "updated"})
    with pytest.raises(FleetError, match="No earlier run"):
        journal.read_last()
    write_run(journal, "0.2.0", ["b"])
    with (tmp_path / ".scaffold-fleet" / "journal.jsonl").open("a") as file:
        file.write('\n3\n{"event": "new kind"}\n')

    assert list(journal.read_last().reports) == ["b"]


def test_a_folder_without_a_run_has_no_last_one(tmp_path: Path) -> None:
    with pytest.raises(FleetError, match="No earlier run"):
        Journal(tmp_path).read_last()

"""`--prove` runs the project's checks in scratch copies, and nothing is written if one breaks."""

from pathlib import Path

import pytest

from tests.kit.machine import Scaffold
from tests.proof.conftest import commit, read_files

pytestmark = pytest.mark.story


def test_a_clean_merge_that_breaks_tests_is_refused_with_their_names(
    renamed: Path, scaffold: Scaffold
) -> None:
    before = read_files(renamed)
    finished = scaffold("update", renamed, "-l", "--prove")
    assert finished.exit_code == 4, finished
    assert read_files(renamed) == before
    assert "broken tests/test_report.py::test_first: KeyError: 'rate'" in finished.output
    assert "broken tests/test_plan.py::test_plan (new): KeyError: 'rate'" in finished.output
    assert "conflict" not in finished.output
    assert "Would update 1 -> 2" in finished.output
    assert finished.output.splitlines()[-1] == "Not updated: 2 tests would fail"


def test_with_the_cause_fixed_the_update_is_applied(renamed: Path, scaffold: Scaffold) -> None:
    settings = renamed / "src/demo/settings.py"
    settings.write_text(settings.read_text("utf-8") + '\nSETTINGS["rate"] = 0.1\n', "utf-8")
    commit(renamed)
    finished = scaffold("update", renamed, "-l", "--prove")
    assert finished.exit_code == 0, finished
    assert "Updated 1 -> 2" in finished.output
    assert "Proved: no check that passed before fails" in finished.output
    assert (renamed / "src/demo/plan.py").is_file()
    assert "STEPS = 5" in settings.read_text("utf-8")

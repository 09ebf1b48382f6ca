"""The documentation site builds without a warning, and its generated pages are current."""

import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.docs.sessions import read_steps
from tests.kit.machine import run_command
from tools.write_reference import pages


def test_the_generated_pages_are_current_and_know_nothing_of_this_machine() -> None:
    command = ["git", "config", "--global", "user.name", "Somebody Of This Machine"]
    assert run_command(command).exit_code == 0
    stale = [path.name for path, text in pages(REPOSITORY).items() if path.read_text() != text]
    assert stale == [], "run `just reference`"


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    strictly = ["--quiet", "--fail-on-warning", "--keep-going", "--nitpicky"]
    command = [sys.executable, "-m", "sphinx", *strictly, str(REPOSITORY / "docs"), str(tmp_path)]
    finished = run_command(command)
    assert (finished.exit_code, finished.errors) == (0, "")
    assert (tmp_path / "how-to" / "update-a-project.html").is_file()


@pytest.mark.parametrize("folder", ["tutorials", "how-to"])
def test_every_page_that_tells_what_to_do_has_something_to_type(folder: str) -> None:
    found = sorted((REPOSITORY / "docs" / folder).glob("*.md"))
    assert found
    assert [page.name for page in found if not read_steps(page)] == []

"""Every attack that succeeded once has a test, and every test that the table names exists."""

import sys

import pytest

from tests.attacks.table import read_attacks, read_file
from tests.conftest import REPOSITORY
from tests.kit.machine import run_command

pytestmark = pytest.mark.case

TABLE = read_attacks()


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """Collect the tests of attacks as a run of them does."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "tests/attacks"]
    finished = run_command(command, folder=REPOSITORY)
    assert finished.exit_code == 0, finished.errors
    return set(finished.output.splitlines())


def test_the_table_has_every_attack_that_succeeded() -> None:
    assert TABLE.size >= 50


@pytest.mark.parametrize("attack", TABLE.held)
def test_the_test_of_an_attack_is_collected(collected: set[str], attack: str) -> None:
    assert TABLE.held[attack] in collected


def test_more_attacks_are_tried_than_once_succeeded(collected: set[str]) -> None:
    more = [name for name in collected if name.startswith(TABLE.more)]
    assert len(more) >= 60 + TABLE.size


@pytest.mark.parametrize("attack", TABLE.in_projects)
def test_the_test_of_an_attack_on_a_project_is_in_the_template(attack: str) -> None:
    file, test = TABLE.in_projects[attack]
    assert f"\ndef {test}(" in read_file(file)


@pytest.mark.parametrize("attack", TABLE.said)
def test_an_attack_that_no_code_holds_is_documented(attack: str) -> None:
    file, words = TABLE.said[attack]
    assert words in read_file(file)

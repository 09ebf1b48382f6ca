"""Tests that share what is dear, such as an environment, run in one process."""

import sys
from pathlib import Path

import pytest

from tests.kit.machine import run_command

TESTS = """
import os
import pytest

pytestmark = pytest.mark.xdist_group("dear")

@pytest.mark.parametrize("number", range(8))
def test_number(number):
    open(f"process-{os.getpid()}", "a").close()
"""


@pytest.mark.story
def test_the_tests_of_a_group_run_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "test_group.py").write_text(TESTS, "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:schemathesis"]
    # Without a folder of its own it would clear away what earlier runs have left in the common one.
    command += ["--basetemp", str(tmp_path / "base")]
    finished = run_command([*command, "-n", "2", "--dist", "loadgroup"], folder=tmp_path)
    assert "8 passed" in finished.output
    assert len(list(tmp_path.glob("process-*"))) == 1

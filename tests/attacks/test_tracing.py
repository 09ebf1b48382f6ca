"""The tracer sees what it is there to see; a tracer that sees nothing would let all tests pass."""

from pathlib import Path

import pytest

from tests.attacks.tracing import Trace, audit, has_strace, is_marked, trace
from tests.kit.machine import shell

pytestmark = pytest.mark.case


def test_a_new_project_starts_git_and_nothing_else(traced: Trace) -> None:
    made = traced("new", "demo", "-l", "--stack", "skeleton", timeout=60)
    assert made.exit_code == 0, made.finished
    assert [program for program in made.programs if "init" in program.arguments]
    assert made.strangers == []


@pytest.mark.parametrize("way", ["strace", "audit"])
def test_programs_that_git_starts_are_seen(way: str, clean_machine: Path, tmp_path: Path) -> None:
    """A hook that the user set up, which `git init` copies, is a program of a child of git."""
    if way == "strace" and not has_strace(tmp_path):
        pytest.skip("there is no strace")
    shell(clean_machine, "printf '#!/bin/sh\\ntouch \"$HOME/ran\"\\n' > filter; chmod +x filter")
    shell(clean_machine, 'git config --global filter.mine.clean "$PWD/filter; cat"')
    shell(clean_machine, "git config --global core.attributesFile ~/attributes")
    shell(clean_machine, "echo 'README.md filter=mine' > ~/attributes")
    (tmp_path / "trace").mkdir()
    look = trace if way == "strace" else audit
    arguments = ("new", "demo", "-l", "--stack", "skeleton")
    made = look("scaffold", arguments, tmp_path / "trace", {}, timeout=60)
    assert made.exit_code == 0, made.finished
    assert is_marked(tmp_path / "home")
    assert any("filter" in " ".join(program.arguments) for program in made.strangers)

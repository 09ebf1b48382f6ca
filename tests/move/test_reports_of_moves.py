"""What `scaffold move` and `scaffold adopt --stages` print in the cases that are less usual."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scaffold.report.move import print_stage_moves
from scaffold.verbs.move import MoveRequest, move
from tests.kit.machine import run_command
from tests.move.conftest import Repository

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {"pkg/__init__.py": "", "pkg/load.py": "x = 1\n", "pkg/fit.py": "import pkg.load\n"}


def test_only_the_first_mentions_in_prose_are_printed(
    repository: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    made = repository({**PACKAGE, "README.md": "`pkg.load`\n" * 23})
    print_stage_moves(made.move("pkg/load.py"))
    output = capsys.readouterr().out
    assert output.count("README.md:") == 20
    assert "text     3 more; `--json` lists them" in output


def test_a_file_that_changes_during_the_command_is_skipped(
    repository: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    made = repository(PACKAGE)

    @contextmanager
    def edit(step: str) -> Iterator[None]:
        yield
        if step == "Finding references":
            (made.folder / "pkg/fit.py").write_text("y = 2\n")

    wanted = {Path("pkg/load.py"): "data"}
    print_stage_moves(move(MoveRequest(wanted, folder=made.folder, allow_dirty=True), edit))
    assert "skipped  pkg/fit.py: it changed during the command" in capsys.readouterr().out
    assert made.read("pkg/fit.py") == "y = 2\n"


@pytest.mark.parametrize("words", [[], ["--dry-run"]])
def test_a_plan_as_json(repository: Make, words: list[str]) -> None:
    made = repository(PACKAGE)
    command = [sys.executable, "-m", "scaffold", "adopt", "--stages", "stages.toml", "--json"]
    found = json.loads(run_command([*command, *words], folder=made.folder).output)
    assert (found["plan"], found["dry_run"]) == ("stages.toml", bool(words))
    assert 'source = "pkg/load.py"' in found["text"]
    assert (made.folder / "stages.toml").exists() is not bool(words)


def test_a_plan_in_another_encoding_is_refused(repository: Make) -> None:
    made = repository(PACKAGE)
    (made.folder / "stages.toml").write_bytes(b"# \xff\n")
    command = [sys.executable, "-m", "scaffold", "adopt", "--stages", "stages.toml"]
    done = run_command(command, folder=made.folder)
    assert done.exit_code == 5
    assert done.error_lines[0] == "error: Invalid plan `stages.toml`: it is not UTF-8"

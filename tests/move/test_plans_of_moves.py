"""`scaffold adopt --stages` writes a plan that can be edited, and then makes its moves."""

import sys
import tomllib
from collections.abc import Callable

import pytest

from tests.kit.machine import Finished, run_command
from tests.move.conftest import Repository

Make = Callable[[dict[str, str]], Repository]
PACKAGE = {
    "pkg/__init__.py": "from .dataset import read\n",
    "pkg/dataset.py": "def read(): return 1\n",
    "pkg/judge.py": "from sklearn.metrics import f1_score, roc_auc_score\n"
    "def judge(a, b): return f1_score(a, b) + roc_auc_score(a, b)\n",
    "pkg/cli.py": "from pkg import dataset\n",
    "pkg/other.py": "",
    "pkg/models/__init__.py": "",
    "pkg/models/net.py": "",
    "pkg/nets/__init__.py": "",
    "tests/test_it.py": "from pkg import dataset\n",
}


def adopt(made: Repository, *words: str) -> Finished:
    """Run `scaffold adopt --stages`."""
    command = [sys.executable, "-m", "scaffold", "adopt", "--stages", "stages.toml", *words]
    return run_command(command, folder=made.folder)


def test_a_plan_names_each_module_with_its_stage_and_the_evidence(repository: Make) -> None:
    made = repository(PACKAGE)
    assert adopt(made).exit_code == 0
    plan = tomllib.loads(made.read("stages.toml"))
    stages = {each["source"]: each["stage"] for each in plan["moves"]}
    assert stages == {
        "pkg/cli.py": "keep",
        "pkg/dataset.py": "data",
        "pkg/judge.py": "evaluation",
        "pkg/nets": "keep",
        "pkg/other.py": "keep",
    }


@pytest.mark.story
def test_an_edited_plan_is_followed_and_then_nothing_is_left_to_do(repository: Make) -> None:
    made = repository(PACKAGE)
    adopt(made)
    path = made.folder / "stages.toml"
    source = 'source = "pkg/other.py"\nstage = '
    path.write_text(path.read_text().replace(f'{source}"keep"', f'{source}"utils"'))
    made.commit()
    done = adopt(made)
    assert done.exit_code == 0, done.errors
    assert {"pkg/data/dataset.py", "pkg/evaluation/judge.py", "pkg/utils/other.py"} <= (
        made.contents().keys()
    )
    assert made.read("tests/test_it.py") == "from pkg.data import dataset\n"
    made.commit()
    assert "Nothing to do" in adopt(made).output


def test_a_preview_of_a_plan_writes_nothing(repository: Make) -> None:
    made = repository(PACKAGE)
    before = made.contents()
    assert '[[moves]]\nsource = "pkg/cli.py"' in adopt(made, "--dry-run").output
    assert made.contents() == before


@pytest.mark.parametrize("text", ["[[moves]]\n", "moves = 3\n", "][", "moves = [1]\n", "x = 1\n"])
def test_an_invalid_plan_is_refused(repository: Make, text: str) -> None:
    done = adopt(repository({**PACKAGE, "stages.toml": text}))
    assert done.exit_code == 5
    assert len(done.error_lines) == 2


def test_a_plan_without_packages_is_refused(repository: Make) -> None:
    done = adopt(repository({"train.py": ""}))
    assert done.exit_code == 5
    assert done.error_lines[1] == "hint: Use `scaffold move` for scripts and other modules"


def test_a_plan_outside_of_the_repository_is_refused(repository: Make) -> None:
    made = repository(PACKAGE)
    command = [sys.executable, "-m", "scaffold", "adopt", "--stages", "../stages.toml"]
    assert run_command(command, folder=made.folder).exit_code == 5

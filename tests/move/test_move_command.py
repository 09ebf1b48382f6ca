"""`scaffold move` as it is typed: previews, undo, gates, and what it prints."""

import json
import sys
from collections.abc import Callable

import pytest

from scaffold.errors import ScaffoldError
from tests.kit.machine import Finished, run_command
from tests.kit.repositories import git
from tests.move.conftest import Repository

Make = Callable[[dict[str, str]], Repository]
MODULE = "\n".join(f"def f{n}(): return {n}" for n in range(20)) + "\n"
PACKAGE = {
    "pkg/__init__.py": "from .load import f1\n",
    "pkg/load.py": MODULE,
    "tests/test_it.py": "from pkg import load\ndef test_it(): assert load.f1() == 1\n",
    "pyproject.toml": '[project]\nname = "pkg"\nversion = "1"\n[project.scripts]\n'
    'pkg = "pkg.load:f1"\n[tool.setuptools]\npackages = ["pkg"]\n'
    '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
}


def scaffold(made: Repository, *words: str) -> Finished:
    """Run a command in a repository."""
    return run_command([sys.executable, "-m", "scaffold", *words], folder=made.folder)


def test_a_preview_lists_all_files_and_writes_nothing(repository: Make) -> None:
    made = repository(PACKAGE)
    before = made.contents()
    done = scaffold(made, "move", "pkg/load.py", "data", "--dry-run")
    assert done.exit_code == 0
    assert "move     pkg/load.py -> pkg/data/load.py" in done.output
    assert "Would move 1 file and update 3 other files" in done.output
    assert made.contents() == before


@pytest.mark.story
def test_the_patch_is_what_the_move_does(repository: Make) -> None:
    made = repository(PACKAGE)
    patch = scaffold(made, "move", "pkg/load.py", "data", "--diff").output
    scaffold(made, "move", "pkg/load.py", "data")
    moved = made.contents()
    scaffold(made, "undo")
    (made.folder / "../move.patch").write_text(patch)
    git(made.folder, "apply", "../move.patch")
    assert made.contents() == moved


@pytest.mark.story
def test_undo_restores_every_byte_and_does_it_again(repository: Make) -> None:
    made = repository(PACKAGE)
    before = made.contents()
    scaffold(made, "move", "pkg/load.py", "data")
    moved = made.contents()
    assert moved != before
    scaffold(made, "undo")
    assert made.contents() == before
    scaffold(made, "undo")
    assert made.contents() == moved


def test_git_sees_a_rename(repository: Make) -> None:
    made = repository(PACKAGE)
    scaffold(made, "move", "pkg/load.py", "data")
    git(made.folder, "add", "--all")
    status = run_command(["git", "status", "--porcelain"], folder=made.folder).output
    assert "R  pkg/load.py -> pkg/data/load.py" in status


def test_a_second_move_changes_nothing(repository: Make) -> None:
    made = repository(PACKAGE)
    scaffold(made, "move", "pkg/load.py", "data")
    made.commit()
    before = made.contents()
    done = scaffold(made, "move", "pkg/load.py", "data")
    assert (done.exit_code, made.contents()) == (0, before)
    assert "Nothing to do" in done.output


def test_paths_are_those_of_the_current_folder(repository: Make) -> None:
    made = repository(PACKAGE)
    done = run_command(
        [sys.executable, "-m", "scaffold", "move", "load.py", "data"], folder=made.folder / "pkg"
    )
    assert done.exit_code == 0
    assert "pkg/data/load.py" in made.contents()


def test_the_result_as_json(repository: Make) -> None:
    made = repository({**PACKAGE, "README.md": "`pkg.load`\n"})
    found = json.loads(scaffold(made, "move", "pkg/load.py", "data", "--json").output)
    assert found["moved"] == [{"from": "pkg/load.py", "to": "pkg/data/load.py"}]
    assert {"path": "pkg/load.py", "action": "delete"} in found["files"]
    assert [(each["path"], each["line"]) for each in found["remarks"]] == [("README.md", 1)]


@pytest.mark.story
def test_gates_compare_build_and_tests(repository: Make) -> None:
    done = scaffold(repository(PACKAGE), "move", "pkg/load.py", "data", "--gates")
    assert done.exit_code == 0, done.errors
    assert "tests    passed: 1 collected" in done.output
    assert "results  passed: 1 passed before, 1 passed after" in done.output
    assert "build    passed" in done.output


@pytest.mark.story
def test_gates_refuse_a_move_that_breaks_a_test(repository: Make) -> None:
    text = "import pathlib\ndef test_it(): assert pathlib.Path('pkg', 'load.py').exists()\n"
    made = repository({**PACKAGE, "tests/test_paths.py": text})
    before = made.contents()
    done = scaffold(made, "move", "pkg/load.py", "data", "--gates")
    assert done.exit_code == 4
    assert "Not moved: `tests/test_paths.py::test_it` would fail" in done.output
    assert made.contents() == before


@pytest.mark.story
def test_gates_refuse_a_move_after_which_a_computed_import_fails(repository: Make) -> None:
    text = (
        "import importlib\n"
        "def test_it():\n"
        "    names = ['pkg', 'load']\n"
        "    assert importlib.import_module('.'.join(names)).x == 1\n"
    )
    made = repository({**PACKAGE, "pkg/load.py": "x = 1\n", "tests/test_names.py": text})
    before = made.contents()
    done = scaffold(made, "move", "pkg/load.py", "data", "--gates")
    assert done.exit_code == 4
    assert "tests/test_names.py:4: `import_module` imports a module that only a run" in done.output
    assert "Not moved: `tests/test_names.py::test_it` would fail" in done.output
    assert made.contents() == before


@pytest.mark.story
def test_examples_in_moved_modules_are_found_at_their_new_path(repository: Make) -> None:
    text = 'def f():\n    """F.\n\n    >>> f()\n    1\n    """\n    return 1\n'
    settings = (
        PACKAGE["pyproject.toml"] + "[tool.pytest.ini_options]\naddopts = '--doctest-modules'\n"
    )
    made = repository({**PACKAGE, "pkg/words.py": text, "pyproject.toml": settings})
    done = scaffold(made, "move", "pkg/words.py", "utils", "--gates")
    assert done.exit_code == 0, done.output


def test_a_preview_does_not_run_gates(repository: Make) -> None:
    done = scaffold(repository(PACKAGE), "move", "pkg/load.py", "data", "--gates", "--dry-run")
    assert done.exit_code == 2


def test_the_mapping_of_the_layout_as_is_names_the_folder(repository: Make) -> None:
    answers = "layout: as-is\nstages:\n    data: pkg/io\n    models: pkg/load.py\n"
    made = repository(
        {**PACKAGE, ".copier-answers.yml": answers, "pkg/io/__init__.py": "", "pkg/a.py": ""}
    )
    made.move("pkg/a.py", stage="data")
    made.move("pkg/load.py", stage="models", allow_dirty=True)
    assert {"pkg/io/a.py", "pkg/models/load.py"} <= made.contents().keys()
    assert "models: pkg/models/load.py" in made.read(".copier-answers.yml")


def test_a_preview_tells_what_would_break(repository: Make) -> None:
    made = repository({**PACKAGE, "a.py": "import_module(f'pkg.{x}')\n"})
    done = scaffold(made, "move", "pkg/load.py", "data", "--dry-run")
    assert "breaks   a.py:1: `import_module` builds a name that starts with `pkg.`" in done.output
    with pytest.raises(ScaffoldError, match=r"a\.py:1"):
        made.move("pkg/load.py")

"""Checks run in copies: the project stays as it is, and its code is imported from the copy."""

import json
import os
import shlex
import sys
import venv
from pathlib import Path

import pytest

from tests.kit.machine import Finished, Scaffold, run_command
from tests.proof.conftest import commit, make_environment, read_files, replace_tests

pytestmark = pytest.mark.story
PASSES = "def test_nothing() -> None:\n    pass\n"


def name_check(project: Path, script: str) -> None:
    """Name a check that runs a Python script, and commit."""
    words = shlex.join([Path(sys.executable).as_posix(), "-c", script])
    with (project / "pyproject.toml").open("a") as file:
        file.write(f"\n[tool.scaffold]\nprove = {json.dumps(words)}\n")
    commit(project)


def prove(scaffold: Scaffold, project: Path, *options: str) -> tuple[Finished, dict[str, object]]:
    """Update a project with `--prove`; return what happened and the proof."""
    finished = scaffold("update", project, "--prove", "--json", *options)
    return finished, json.loads(finished.output or "{}").get("proof") or {}


def test_the_copy_wins_over_an_editable_install(project: Path, scaffold: Scaffold) -> None:
    make_environment(project, str(project / "src"))
    replace_tests(
        project,
        "import subprocess, sys\nfrom pathlib import Path\nimport demo\n\n"
        "ROOT = Path(__file__).resolve().parent.parent\n\n"
        "def test_import() -> None:\n    assert Path(demo.__file__).is_relative_to(ROOT)\n\n"
        "def test_import_in_a_process() -> None:\n"
        "    command = [sys.executable, '-c', 'import demo; print(demo.__file__)']\n"
        "    shown = subprocess.run(command, capture_output=True, text=True).stdout\n"
        "    assert Path(shown.strip()).is_relative_to(ROOT)\n\n"
        "def test_environment() -> None:\n"
        f"    assert Path(sys.prefix) == Path({str(project / '.venv')!r})\n"
        f"    assert not ROOT.is_relative_to({str(project)!r})\n",
    )
    finished, proof = prove(scaffold, project)
    assert finished.exit_code in (0, 4), finished  # The template changed a test that is gone.
    assert proof["proved"]
    assert proof["environment"] == ".venv"
    assert proof["checks"][0]["after"]["tests"]["passed"] >= 3  # type: ignore[index]


def test_an_environment_that_imports_the_original_all_the_same_is_refused(
    project: Path, scaffold: Scaffold
) -> None:
    packages = make_environment(project, "import finder")
    (packages / "finder.py").write_text(
        "import importlib.util, sys\n\nclass Finder:\n"
        "    def find_spec(name, *_):\n        if name == 'demo':\n"
        f"            path = {str(project / 'src/demo/__init__.py')!r}\n"
        "            return importlib.util.spec_from_file_location(name, path)\n\n"
        "sys.meta_path.insert(0, Finder)\n"
    )
    before = read_files(project)
    finished = scaffold("update", project, "--prove", "--allow-dirty")
    assert finished.exit_code == 6, finished
    assert "`demo` would be imported from" in finished.errors
    assert read_files(project) == before


def test_tests_that_write_change_neither_the_project_nor_each_other(
    project: Path, scaffold: Scaffold
) -> None:
    replace_tests(
        project,
        "import os, tempfile\nfrom pathlib import Path\n\n"
        "def test_write() -> None:\n"
        "    assert not Path('written.txt').exists()\n    Path('written.txt').write_text('x')\n"
        "    Path('src/demo/__init__.py').write_text('x = 1')\n"
        "    Path('locked').mkdir()\n    Path('locked/file').touch()\n"
        "    os.chmod('locked', 0o500)\n"
        "    Path(tempfile.mkdtemp(), 'left').write_text('x')\n",
    )
    before = read_files(project)
    finished, proof = prove(scaffold, project)
    assert proof["proved"], finished
    assert not (project / "written.txt").exists()
    assert read_files(project)["src/demo/__init__.py"] == before["src/demo/__init__.py"]


def test_ignored_data_is_copied_and_the_copy_is_a_repository(
    project: Path, scaffold: Scaffold
) -> None:
    (project / ".gitignore").write_text("/data/\n")
    (project / "data").mkdir()
    (project / "data/rows.csv").write_text("a\n1\n")
    name_check(
        project,
        "import os, subprocess as s; assert open('data/rows.csv').read() == 'a\\n1\\n'; "
        "assert not s.check_output(['git', 'status', '--porcelain']); "
        "assert b'rows' not in s.check_output(['git', 'ls-files']); "
        "assert os.path.isfile('.git/HEAD')",
    )
    finished, proof = prove(scaffold, project)
    assert proof["proved"], finished


def test_uncommitted_changes_are_part_of_the_copy(project: Path, scaffold: Scaffold) -> None:
    name_check(project, "assert open('uncommitted.txt').read() == 'x'")
    (project / "uncommitted.txt").write_text("x")
    assert scaffold("update", project, "--prove").exit_code == 5
    finished, proof = prove(scaffold, project, "--allow-dirty")
    assert proof["proved"], finished


def test_what_failed_before_is_not_blamed_and_named(project: Path, scaffold: Scaffold) -> None:
    replace_tests(project, f"{PASSES}\n\ndef test_red() -> None:\n    assert False\n")
    finished, proof = prove(scaffold, project)
    assert proof["proved"], finished
    assert proof["red_before"] == ["tests/test_own.py::test_red"]


def test_a_test_that_fails_in_one_of_two_runs_is_flaky(
    project: Path, scaffold: Scaffold, tmp_path: Path
) -> None:
    counter = tmp_path / "runs"
    replace_tests(
        project,
        f"{PASSES}\n\ndef test_flaky() -> None:\n"
        f"    with open({str(counter)!r}, 'a+') as file:\n"
        "        file.write('x')\n        file.seek(0)\n        assert len(file.read()) != 2\n",
    )
    finished, proof = prove(scaffold, project)
    assert proof["proved"], finished
    assert [each["test"] for each in proof["flaky"]] == [  # type: ignore[attr-defined]
        "tests/test_own.py::test_flaky"
    ]
    assert counter.read_text() == "xxx"


def test_a_module_that_cannot_be_imported_any_more_is_named(
    project: Path, scaffold: Scaffold
) -> None:
    module = "from pathlib import Path\n\nif Path('src/demo/plan.py').exists():\n"
    replace_tests(project, f"{module}    import is_not_there\n\n\n{PASSES}")
    finished, proof = prove(scaffold, project)
    assert finished.exit_code == 4
    broken = {each["test"]: each["message"] for each in proof["broken"]}  # type: ignore[attr-defined]
    message = "ModuleNotFoundError: No module named 'is_not_there'"
    assert broken["tests/test_own.py"] == message
    assert not (project / "src/demo/plan.py").exists()


def test_a_command_is_compared_by_exit_code_and_its_last_lines_are_shown(
    project: Path, scaffold: Scaffold
) -> None:
    name_check(project, "import os, sys; os.path.exists('src/demo/plan.py') and sys.exit('worse')")
    before = read_files(project)
    finished = scaffold("update", project, "--prove")
    assert finished.exit_code == 4, finished
    assert "passed" in finished.output
    assert "failed with 1" in finished.output
    assert re_ends(finished.output, "worse", "Not updated: 1 check would fail")
    assert read_files(project) == before


def re_ends(output: str, *endings: str) -> bool:
    """Return whether the last lines of an output end with some texts."""
    lines = output.splitlines()[-len(endings) :]
    return all(line.endswith(end) for line, end in zip(lines, endings, strict=True))


@pytest.mark.parametrize(
    ("tests", "message"),
    [
        ("X = 1\n", "The project has no tests, and no other checks"),
        ("def test_red() -> None:\n    assert 0\n", "No check of the project succeeds before"),
    ],
)
def test_without_a_check_that_succeeds_nothing_is_proved_and_nothing_written(
    project: Path, scaffold: Scaffold, tests: str, message: str
) -> None:
    replace_tests(project, tests)
    before = read_files(project)
    finished = scaffold("update", project, "--prove")
    assert finished.exit_code == 6, finished
    assert message in finished.errors
    assert read_files(project) == before


def test_an_environment_without_the_tools_of_a_project_proves_nothing(
    project: Path, scaffold: Scaffold
) -> None:
    venv.create(project / ".venv")
    before = read_files(project)
    finished = scaffold("update", project, "--prove", "--allow-dirty")
    assert finished.exit_code == 6, finished
    assert "The project has no checks to run: " in finished.errors
    assert "pytest is not installed in `.venv`" in finished.errors
    assert read_files(project) == before


def test_a_preview_runs_no_code(project: Path, scaffold: Scaffold) -> None:
    finished = scaffold("update", project, "--prove", "--dry-run")
    assert finished.exit_code == 2
    assert "`--dry-run` never does" in finished.errors


def test_an_update_without_changes_runs_no_check(project: Path, scaffold: Scaffold) -> None:
    name_check(project, "raise SystemExit(1)")
    finished = scaffold("update", project, "--to", "v1", "--prove")
    assert finished.exit_code == 0, finished
    assert "Already up to date" in finished.output


def test_a_linter_that_finds_something_new_is_broken_with_its_message(
    project: Path, scaffold: Scaffold
) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write(
            '[tool.ruff.lint]\nselect = ["TID251"]\n'
            '[tool.ruff.lint.flake8-tidy-imports.banned-api]\n"demo.settings.STEPS".msg = "No."\n'
        )
    commit(project)
    finished, proof = prove(scaffold, project)
    assert finished.exit_code == 4, finished
    (broken,) = [each for each in proof["broken"] if each["check"] == "lint"]  # type: ignore[attr-defined]
    assert broken["message"].startswith("src/demo/plan.py:1:")
    assert "TID251" in broken["message"]


def test_uv_runs_the_checks_in_an_environment_made_for_the_copy(
    project: Path, scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_PYTHON", sys.executable)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    with (project / "pyproject.toml").open("a") as file:
        file.write(
            '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.11"\n'
            '[tool.scaffold]\nprove = """python -c '
            '\'import sys, demo; assert sys.prefix.endswith(\\"environment\\")\'"""\n'
        )
    assert run_command(["uv", "lock", "--quiet"], folder=project).exit_code == 0
    commit(project)
    finished, proof = prove(scaffold, project)
    assert finished.exit_code == 0, finished
    assert proof["environment"] == "uv run"
    assert not (project / ".venv").exists()

"""One run of a check: its results, its last lines, its limit."""

import os
import sys
from pathlib import Path

import pytest

from scaffold.notebooks.verification.kernel.ending import MARK, find_marked
from scaffold.project.proof.chosen_checks import Check
from scaffold.project.proof.running import ScratchFolders, run_check, set_up_variables


@pytest.fixture
def folders(tmp_path: Path) -> ScratchFolders:
    base = tmp_path / "a base with blanks"
    found = ScratchFolders(base)
    found.project.mkdir(parents=True)
    found.temporary.mkdir()
    return found


def run(folders: ScratchFolders, script: str, limit: float = 600) -> dict[str, object]:
    """Run a Python script as a check; return what its run came to."""
    check = Check("check", (sys.executable, "-c", script))
    found = run_check(check, folders, set_up_variables(folders, os.environ), limit)
    return {"code": found.exit_code, "green": found.is_green, "message": found.message}


@pytest.mark.story
def test_a_check_that_does_not_end_is_ended_with_what_it_started(folders: ScratchFolders) -> None:
    script = (
        "import os, subprocess, sys, time\n"
        f"open('mark', 'w').write(os.environ['{MARK}'])\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],"
        " start_new_session=True)\ntime.sleep(600)"
    )
    found = run(folders, script, 3)
    assert found == {"code": None, "green": False, "message": "did not finish within 3 s"}
    mark = folders.project / "mark"
    if mark.exists():  # A busy machine can reach the limit before the script does anything.
        assert find_marked(f"{MARK}={mark.read_text()}\0".encode()) == []


def test_a_process_that_a_check_leaves_behind_is_ended(folders: ScratchFolders) -> None:
    found = run(
        folders,
        f"import os, subprocess, sys\nprint(os.environ['{MARK}'])\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])",
    )
    assert found["green"]
    assert find_marked(f"{MARK}={found['message']}\0".encode()) == []


def test_the_last_lines_are_kept_with_paths_in_the_project(folders: ScratchFolders) -> None:
    script = "import os\nfor n in range(30): print(os.getcwd() + f'/src/a.py:{n}', end='\\n\\n')"
    message = str(run(folders, script)["message"])
    assert message.splitlines() == [f"src/a.py:{number}" for number in range(10, 30)]


def test_temporary_files_of_a_check_are_in_the_scratch_folder(folders: ScratchFolders) -> None:
    found = run(folders, "import tempfile; print(tempfile.mkdtemp())")
    assert Path(str(found["message"])).parent == folders.temporary


def test_a_program_that_does_not_exist_is_a_red_check(folders: ScratchFolders) -> None:
    check = Check("check", ("is-not-there", "x"))
    found = run_check(check, folders, set_up_variables(folders, os.environ), 60)
    assert (found.exit_code, found.is_green) == (127, False)
    assert found.message.startswith("Cannot run `is-not-there`")


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("", ["tests/test_a.py::test_one", "tests/test_a.py::test_two"]),
        ("-k one", ["tests/test_a.py::test_one"]),
    ],
)
def test_any_command_that_runs_pytest_gives_the_names_of_tests(
    folders: ScratchFolders, monkeypatch: pytest.MonkeyPatch, options: str, names: list[str]
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", options)
    (folders.project / "tests").mkdir()
    (folders.project / "pytest.ini").write_text("[pytest]\naddopts = -x\n")
    (folders.project / "tests/test_a.py").write_text(
        "def test_one():\n    assert 0\n\ndef test_two():\n    pass\n"
    )
    script = f"import subprocess; subprocess.run([{sys.executable!r}, '-m', 'pytest'], check=True)"
    check = Check("just test", (sys.executable, "-c", script))
    found = run_check(check, folders, set_up_variables(folders, os.environ), 600)
    assert list(found.tests or {}) == names
    assert not found.is_green

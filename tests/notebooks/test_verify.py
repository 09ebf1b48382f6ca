"""Verifying a moved notebook finds what differs, and says equal of nothing else."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scaffold.errors.exit_codes import ExitCode
from tests.kit.machine import Finished
from tests.notebooks.moved import MovedProject, make_interpreter, make_moved, read_report

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(os.name == "nt", reason="the interpreter of the test is a script"),
]

IMPORTS = "import random, time"
DRAW = "rows = [random.random() for _ in range(40)]\nprint(len(rows))"
WORK = """
    total = sum(rows) / len(rows)
    table = {"mean": total, "high": [row for row in rows if row > 0.5]}
    print(f"{total:.3f}")
"""
KEEP = """
    with open("mean.txt", "w") as file:
        print(table["mean"], file=file)
"""
ORIGINAL = (IMPORTS, DRAW, WORK, KEEP)
MODULE = """
    def tabulate(rows, limit=0.5):
        total = sum(rows) / len(rows)
        return total, {"mean": total, "high": [row for row in rows if row > limit]}
"""
CALL = "total, table = tabulate(rows)\nprint(f'{total:.3f}')"
RESULT = (f"{IMPORTS}\nfrom demo.tables import tabulate", DRAW, CALL, KEEP)
FILES = {"src/demo/__init__.py": "", "src/demo/tables.py": MODULE}

Verify = Callable[..., Finished]
Make = Callable[..., MovedProject]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return what writes a project with a notebook in both forms."""

    def write(
        original: Sequence[str] = ORIGINAL,
        result: Sequence[str] = RESULT,
        **modules: str,
    ) -> MovedProject:
        changed = {f"src/demo/{name}.py": text for name, text in modules.items()}
        return make_moved(tmp_path / "demo", original, result, FILES | changed)

    return write


@pytest.fixture
def verify(scaffold: Callable[..., Finished], tmp_path: Path) -> Verify:
    """Return what verifies the notebook of a project."""
    python = make_interpreter(tmp_path / "python")

    def run(project: MovedProject, *options: str) -> Finished:
        return scaffold("notebook", "verify", project.notebook, "--python", python, *options)

    return run


def test_a_faithful_move_is_equal_at_every_boundary(make: Make, verify: Verify) -> None:
    finished = verify(make(), "--json")
    report = read_report(finished.output)
    assert finished.exit_code == ExitCode.DONE
    assert report["outcome"] == "equal"
    assert report["counts"]["boundaries"]["equal"] == len(ORIGINAL)
    names = {
        (item["kind"], item["name"]) for each in report["boundaries"] for item in each["items"]
    }
    assert {("variable", "rows"), ("variable", "table"), ("output", "stdout")} <= names
    assert {("file", "notebooks/mean.txt"), ("state", "<random state of random>")} <= names


@pytest.mark.parametrize(
    ("old", "new", "item"),
    [
        ("limit=0.5", "limit=0.51", ("variable", "table")),
        ("row > limit", "row < limit", ("variable", "table")),
        ("/ len(rows)", "/ (len(rows) + 1e-12)", ("variable", "total")),
        (
            "[row for row in rows if row > limit]",
            "tuple(r for r in rows if r > limit)",
            ("variable", "table"),
        ),
        ("return total", "rows.append(1.0)\n        return total", ("variable", "rows")),
        (
            "return total",
            "import random; random.random()\n        return total",
            ("state", "<random state of random>"),
        ),
        ("return total", "print('hello')\n        return total", ("output", "stdout")),
        (
            "return total",
            "open('other.txt', 'w').close()\n        return total",
            ("file", "notebooks/other.txt"),
        ),
        (
            "return total",
            "import os; os.chdir('..')\n        return total",
            ("state", "<working folder>"),
        ),
        ("return total", "return total + 0 * 1j", ("variable", "total")),
        ("return total", "raise ValueError(total)\n        return total", ("error", "error")),
    ],
)
def test_a_subtle_fault_in_a_module_is_found_where_it_first_shows(
    make: Make, verify: Verify, old: str, new: str, item: tuple[str, str]
) -> None:
    assert old in MODULE
    finished = verify(make(tables=MODULE.replace(old, new)), "--json")
    assert finished.exit_code == ExitCode.CONFLICTS
    boundaries = read_report(finished.output)["boundaries"]
    assert [each["verdict"] for each in boundaries[:3]] == ["equal", "equal", "differs"]
    different = [each for each in boundaries[2]["items"] if each["verdict"] == "differs"]
    assert item in {(each["kind"], each["name"]) for each in different}


def test_a_difference_is_printed_with_cell_name_and_both_values(make: Make, verify: Verify) -> None:
    module = MODULE.replace('"mean": total', '"mean": 0.25')
    finished = verify(make(tables=module))
    assert finished.exit_code == ExitCode.CONFLICTS
    assert "differs  cell 3: variable `table` ['mean']: 0.5" in finished.output
    assert "-> 0.25" in finished.output
    assert "Differs: `book.ipynb`" in finished.output


def test_a_variable_that_later_cells_read_must_be_there(make: Make, verify: Verify) -> None:
    result = (RESULT[0], DRAW, "total = tabulate(rows)[0]\nprint(f'{total:.3f}')", "")
    finished = verify(make(result=result))
    assert "variable `table`: dict of 2 items -> missing" in finished.output
    assert "file `notebooks/mean.txt`: content" in finished.output


def test_a_variable_that_no_cell_reads_may_stay_in_a_function(make: Make, verify: Verify) -> None:
    module = MODULE.replace("return total", "return None")
    result = (*RESULT[:2], "_, table = tabulate(rows)\nprint(f\"{table['mean']:.3f}\")", KEEP)
    finished = verify(make(result=result, tables=module))
    assert finished.exit_code == ExitCode.DONE
    assert "not comparable  cell 3: variable `total`: unread missing" in finished.output


def test_cells_that_were_joined_are_compared_at_their_end(make: Make, verify: Verify) -> None:
    project = make()
    book = json.loads(project.notebook.read_text("utf-8"))
    first, second = book["cells"][1:3]
    second["source"] = [*first["source"], "\n", *second["source"]]
    book["cells"].remove(first)
    project.notebook.write_text(json.dumps(book), "utf-8")
    report = read_report(verify(project, "--json").output)
    assert [each["original"] for each in report["boundaries"]] == [[1], [2, 3], [4]]
    assert report["outcome"] == "equal"


CLOCK = "started = time.time()\nnotes = {'at': time.time(), 'kind': 'first'}\nprint(started)"


def test_what_varies_in_the_original_is_unstable_and_the_rest_is_compared(
    make: Make, verify: Verify
) -> None:
    same = verify(make((*ORIGINAL, CLOCK), (*RESULT, CLOCK)))
    assert same.exit_code == ExitCode.DONE
    assert "unstable  cell 5: variable `started`" in same.output
    assert "unstable  cell 5: output `stdout` line 1" in same.output
    other = verify(make((*ORIGINAL, CLOCK), (*RESULT, CLOCK.replace("first", "second"))))
    assert other.exit_code == ExitCode.CONFLICTS
    assert "variable `notes` ['kind']: 'first' -> 'second'" in other.output


def test_an_original_that_fails_proves_nothing(make: Make, verify: Verify) -> None:
    finished = verify(make((*ORIGINAL, "undefined", "x = 1"), (*RESULT, "undefined", "x = 1")))
    assert finished.exit_code == ExitCode.NOT_PROVED
    assert "4 equal, 2 baseline failed" in finished.output
    assert "original 1 stopped at an error (5 cells)" in finished.output


def test_an_error_that_the_original_keeps_is_expected_of_both(make: Make, verify: Verify) -> None:
    raising = ("int('x')", "after = 1")
    project = make((*ORIGINAL, *raising), (*RESULT, *raising))
    original = project.folder / "notebooks" / "original" / "book.ipynb"
    book = json.loads(original.read_text("utf-8"))
    error = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
    book["cells"][4]["outputs"] = [error]
    original.write_text(json.dumps(book), "utf-8")
    assert verify(project).exit_code == ExitCode.DONE
    book["cells"][4]["source"] = ["int('y')"]
    original.write_text(json.dumps(book), "utf-8")
    finished = verify(project)
    assert finished.exit_code == ExitCode.CONFLICTS
    assert "cell 5: error line 1: ...eral for int() with base 10: 'y' -> ..." in finished.output


def test_boundaries_behind_a_stop_of_the_result_are_not_comparable(
    make: Make, verify: Verify
) -> None:
    report = read_report(verify(make(tables="tabulate = None"), "--json").output)
    verdicts = [each["verdict"] for each in report["boundaries"]]
    assert verdicts == ["equal", "equal", "differs", "not comparable"]


def test_no_file_of_the_project_changes(make: Make, verify: Verify) -> None:
    damage = "import pathlib\npathlib.Path('../pyproject.toml').unlink()\nopen('new.txt', 'w')"
    project = make((*ORIGINAL, damage), (*RESULT, damage))
    before = project.read_all()
    finished = verify(project)
    assert finished.exit_code == ExitCode.DONE
    assert project.read_all() == before


def test_changes_that_nothing_notices_are_listed(make: Make, verify: Verify) -> None:
    module = MODULE.replace("return total", "unused = [7 - 2]\n        return total")
    finished = verify(make(tables=module), "--mutants", "30", "--json")
    mutants = read_report(finished.output)["mutants"]
    assert mutants["tried"] == mutants["possible"] > 6
    changes = {(each["before"], each["after"]) for each in mutants["survivors"]}
    assert changes >= {("7", "8"), ("2", "3"), ("7 - 2", "7 + 2")}
    assert {each["line"] for each in mutants["survivors"]} <= {4, 5}
    assert {each["path"] for each in mutants["survivors"]} == {"src/demo/tables.py"}


def test_the_page_needs_nothing_else_and_replaces_only_pages(
    make: Make, verify: Verify, tmp_path: Path
) -> None:
    project, page = (
        make((*ORIGINAL, "text = '<script>'"), (*RESULT, "text = '<b>'")),
        tmp_path / "r.html",
    )
    assert verify(project, "--html", str(page)).exit_code == ExitCode.CONFLICTS
    text = page.read_text("utf-8")
    assert "text = &#x27;&lt;script&gt;&#x27;" in text
    assert all(word not in text for word in ("<script", "http://", "https://", "src=", "href="))
    assert verify(project, "--html", str(page)).exit_code == ExitCode.CONFLICTS
    page.write_text("mine", "utf-8")
    refused = verify(project, "--html", str(page))
    assert refused.exit_code == ExitCode.REFUSED
    assert page.read_text("utf-8") == "mine"


def test_an_interpreter_without_a_kernel_is_refused_with_the_command_that_installs_it(
    make: Make, scaffold: Callable[..., Finished]
) -> None:
    finished = scaffold("notebook", "verify", make().notebook, "--python", sys.executable)
    assert finished.exit_code == ExitCode.REFUSED
    assert finished.error_lines[0].startswith("error: `ipykernel` is not installed for")
    assert finished.error_lines[1].endswith("-m pip install ipykernel`")


@pytest.mark.parametrize("python", ["nowhere", "pyproject.toml"])
def test_what_is_not_an_interpreter_is_refused(
    make: Make, scaffold: Callable[..., Finished], python: str
) -> None:
    project = make()
    program = project.folder / python
    finished = scaffold("notebook", "verify", project.notebook, "--python", program)
    assert finished.exit_code == ExitCode.REFUSED
    assert finished.error_lines[0].startswith("error: No Python interpreter at")


def test_a_notebook_that_was_not_moved_is_refused(
    make: Make, scaffold: Callable[..., Finished]
) -> None:
    project = make()
    (project.folder / "notebooks" / "original" / "book.ipynb").unlink()
    finished = scaffold("notebook", "verify", project.notebook)
    assert finished.exit_code == ExitCode.REFUSED
    assert "error: No moved form of `book.ipynb` found" in finished.errors


@pytest.mark.parametrize("named", ["book.ipynb", "book.thin.ipynb", "original/book.ipynb"])
def test_the_counterpart_is_found_where_a_move_writes_it(
    make: Make, verify: Verify, named: str
) -> None:
    project = make()
    folder = project.notebook.parent
    if named != "original/book.ipynb":
        project.notebook.rename(folder / "book.thin.ipynb")
        (folder / "original" / "book.ipynb").rename(folder / "book.ipynb")
    report = read_report(verify(MovedProject(project.folder, named), "--json").output)
    assert report["outcome"] == "equal"
    assert report["original"] != report["result"]


def test_the_total_limit_ends_all_runs(make: Make, verify: Verify) -> None:
    finished = verify(make(("while True: pass",), ("x = 1",)), "--limit", "2")
    assert finished.exit_code == ExitCode.NOT_PROVED
    assert "original 1 stopped: the time limit was reached (0 cells)" in finished.output


def test_a_driver_that_dies_is_a_kernel_that_died(make: Make, verify: Verify) -> None:
    death = "import os; os._exit(1)"
    finished = verify(make((*ORIGINAL, death), (*RESULT, death)))
    assert finished.exit_code == ExitCode.NOT_PROVED
    assert "original 1 stopped: the kernel died (4 cells)" in finished.output
    finished = verify(make((*ORIGINAL, "x = 1"), (*RESULT, death)))
    assert finished.exit_code == ExitCode.CONFLICTS
    assert "cell 5: error: no error -> the kernel died" in finished.output


def test_a_kernel_that_does_not_start_is_an_error(
    make: Make, scaffold: Callable[..., Finished], tmp_path: Path
) -> None:
    python = tmp_path / "python"
    versions = '{"event": "check", "python": "3", "ipykernel": "7", "jupyter_client": "8"}'
    python.write_text(
        f"#!/bin/sh\ntest \"$3\" = check && echo '{versions}' || echo no module named x >&2\n"
    )
    python.chmod(0o755)
    finished = scaffold("notebook", "verify", make().notebook, "--python", python)
    assert finished.exit_code == ExitCode.REFUSED
    assert finished.error_lines == ["error: The kernel did not start: no module named x"]


def test_modules_of_the_project_itself_are_not_changed(make: Make, verify: Verify) -> None:
    project = make()
    path = f"import sys\nsys.path.insert(0, {str(project.folder / 'src')!r})\n"
    project = make(result=(path + RESULT[0], *RESULT[1:]), original=(path + IMPORTS, *ORIGINAL[1:]))
    finished = verify(project, "--mutants", "3")
    assert "Mutants: 0 of 0 noticed" in finished.output
    assert "is imported from the project itself, not from its copy" in finished.output


@pytest.mark.slow
def test_a_change_that_never_ends_is_stopped_by_the_total_limit(
    make: Make, verify: Verify, tmp_path: Path
) -> None:
    count = "n = 0\nwhile n != 1:\n    n += 1"
    module = "def count(n=0):\n    while n != 1:\n        n += 1\n    return n\n"
    project = make((count,), ("from demo.tables import count\nn = count()",), tables=module)
    page = tmp_path / "page.html"
    finished = verify(project, "--mutants", "9", "--limit", "15", "--html", str(page))
    assert finished.exit_code == ExitCode.DONE
    assert "note: the time limit was reached" in finished.output
    assert "Changes of moved lines" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "options", "error"),
    [
        ([], (), "No code cells in"),
        (["x = 1"], ("--project", "elsewhere"), "is not in"),
    ],
)
def test_a_pair_that_cannot_be_run_is_refused(
    make: Make,
    verify: Verify,
    tmp_path: Path,
    source: list[str],
    options: tuple[str, ...],
    error: str,
) -> None:
    (tmp_path / "work" / "elsewhere").mkdir()
    finished = verify(make(source, source), *options)
    assert finished.exit_code in (ExitCode.ERROR, ExitCode.REFUSED)
    assert error in finished.error_lines[0]


def test_an_original_outside_of_the_project_starts_where_the_result_does(
    make: Make, verify: Verify, tmp_path: Path
) -> None:
    project = make()
    original = (project.folder / "notebooks" / "original" / "book.ipynb").rename(
        tmp_path / "book.ipynb"
    )
    assert verify(project, "--original", str(original)).exit_code == ExitCode.DONE


SLEEPER = """
import os, pathlib, subprocess, time
child = subprocess.Popen(["sleep", "300"], start_new_session=True)
pathlib.Path({path!r}).write_text(f"{{os.getpid()}} {{child.pid}}")
time.sleep(300)
"""


def is_alive(process: int) -> bool:
    """Return whether a process runs; one that has ended and was not waited for does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so; the limit only ends a test that would hang."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_every_process_that_the_notebook_started(
    make: Make, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    told = tmp_path / "told.txt"
    sleeper = SLEEPER.format(path=str(told))
    python = make_interpreter(tmp_path / "python")
    command = [sys.executable, "-m", "scaffold", "notebook", "verify"]
    command += [str(make((sleeper,), (sleeper,)).notebook), "--python", str(python)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        wait_for(lambda: told.exists() and len(told.read_text("utf-8").split()) == 2)
        started = [int(each) for each in told.read_text("utf-8").split()]
        assert all(map(is_alive, started))
        process.send_signal(number)
        process.wait(60)
    assert process.returncode == code
    assert not any(map(is_alive, started))

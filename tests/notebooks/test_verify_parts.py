"""The parts of a verification: boundaries, outputs, mutants, interpreters and processes."""

import ast
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from scaffold.files.scratch_copy import ScratchCopyError, check_size
from scaffold.notebooks.cells import Cell
from scaffold.notebooks.verification.bench import bench
from scaffold.notebooks.verification.boundaries import (
    find_boundaries,
    find_later_reads,
    read_names,
)
from scaffold.notebooks.verification.interpreter import check_interpreter, find_interpreter
from scaffold.notebooks.verification.kernel.ending import MARK, end_marked
from scaffold.notebooks.verification.kernel.file_watcher import Watcher
from scaffold.notebooks.verification.mutation import change, count_changes
from scaffold.notebooks.verification.outputs import clean, gather_outputs
from scaffold.notebooks.verification.records import CellRecord
from scaffold.notebooks.verification.refusals import VerificationError


def cells(*sources: str, ids: Sequence[str] = ()) -> list[Cell]:
    """Return code cells."""
    named = ids or [""] * len(sources)
    return [Cell(place, "code", text, id=named[place]) for place, text in enumerate(sources)]


def groups(original: Sequence[Cell], result: Sequence[Cell]) -> list[tuple[list[int], list[int]]]:
    """Return the boundaries as lists."""
    found = find_boundaries(original, result)
    return [([*each.original], [*each.result]) for each in found]


def test_cells_correspond_by_identifier_and_one_that_moved_ends_no_group() -> None:
    before = cells("a", "b", "c", "d", ids="abcd")
    assert groups(before, cells("x", "d", ids="bd")) == [([0, 1], [0]), ([2, 3], [1])]
    swapped = cells("a", "c", "b", "d", ids="acbd")
    assert groups(before, swapped) == [([0], [0]), ([1], [1, 2]), ([2, 3], [3])]


def test_cells_without_identifiers_correspond_by_position_or_text() -> None:
    before = cells("a", "b", "c")
    assert groups(before, cells("x", "y", "z")) == [([0], [0]), ([1], [1]), ([2], [2])]
    assert groups(before, cells("a", "c")) == [([0], [0]), ([1, 2], [1])]
    assert groups(before, cells("q", "a", "b", "c")) == [([0], [0, 1]), ([1], [2]), ([2], [3])]


def test_names_that_later_cells_read_are_known() -> None:
    assert read_names("x += y\nz = 1") == {"x", "y"}
    assert read_names("!ls $folder") == {"ls", "folder"}
    assert find_later_reads(["a = 1", "b = a", "c = b"]) == [{"a", "b"}, {"b"}, frozenset()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<__main__.Net at 0x7f0123456789>", "<src.models.net.Net at 0x7f9876543210>"),
        ("<class '__main__.Net'>", "<class 'demo.models.Net'>"),
        ("<function __main__.f(x)>", "<function src.a.f(x)>"),
        ("\x1b[31mred\x1b[0m", "red"),
        ('<div id="sk-container-id-1">', '<div id="sk-container-id-12">'),
        ("Wall time: 3 ms", "Wall time: 14 ms"),
        ("1 s ± 2 ms per loop (mean ± std)", "2 s ± 2 ms per loop (mean ± std)"),
        ("-rw-r--r-- 1 a a 4 Nov 28 22:10 x", "-rw-r--r-- 1 a a 4 Dec  1 2025 x"),
    ],
)
def test_what_changes_with_process_day_and_module_is_left_out(before: str, after: str) -> None:
    assert clean(before) == clean(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [("0x7f01234", "0x7f01235"), ("time: 3", "time: 4"), ("Nov 28 22:10", "Nov 28 22:11")],
)
def test_what_a_notebook_prints_itself_stays(before: str, after: str) -> None:
    assert clean(before) != clean(after)


def record(*outputs: dict[str, object]) -> CellRecord:
    """Return what a cell did, with some outputs."""
    return CellRecord(0, outputs, None, {}, {})


def test_outputs_are_joined_by_kind() -> None:
    shown = gather_outputs(
        [
            record({"kind": "stdout", "text": "a"}, {"kind": "data", "data": {"text/html": "<b>"}}),
            record({"kind": "stdout", "text": "b"}, {"kind": "data", "data": {"text/html": ["c"]}}),
            record({"kind": "data", "data": {"application/json": {"b": 1, "a": [2]}}}),
        ]
    )
    assert {kind: each.content for kind, each in shown.items()} == {
        "stdout": "ab",
        "text/html": "<b>\nc",
        "application/json": "{'a': [2], 'b': 1}",
    }


def test_names_that_are_drawn_anew_in_a_drawing_are_numbered() -> None:
    drawings = [f'<g id="{name}"/><a b="#{name}"/>' for name in ("m0123456789", "mabcdef0123")]
    shown = [
        gather_outputs([record({"kind": "data", "data": {"image/svg+xml": each}})])
        for each in drawings
    ]
    assert shown[0] == shown[1]
    assert not shown[0]["image/svg+xml"].is_text


SOURCE = '''
"""A module."""
__all__ = ["f"]
limit: int = 3

def f(x: "int" = 1, *, y=-2.0) -> "str":
    """A function."""
    if not x and y is None or x in [0]:
        x += 1
    return f"{x % 2}" if 0 <= x < 5 else "no"

if __name__ == "__main__":
    f(1)
'''


def test_every_constant_and_operator_of_the_code_is_changed_once() -> None:
    made = [change("m.py", SOURCE, number) for number in range(count_changes(SOURCE))]
    assert len({each.content for each in made}) == len(made)
    assert ast.unparse(ast.parse(SOURCE)).encode() not in {each.content for each in made}
    changes = {(each.line, each.before, each.after) for each in made}
    assert {(4, "3", "4"), (6, "1", "2"), (6, "2.0", "3.0"), (6, "-2.0", "+2.0")} <= changes
    assert {(8, "not x", "not not x"), (8, "y is None", "y is not None")} <= changes
    assert {(9, "x += 1", "x -= 1"), (10, "x % 2", "x * 2"), (10, "'no'", "'no_'")} <= changes
    assert (10, "0 <= x < 5", "0 <= x <= 5") in changes
    assert not {each.line for each in made} & {2, 3, 7, 12, 13}


def test_truth_values_and_nulls_are_changed() -> None:
    made = [change("m.py", "x = True, 0.0, None, b'a'", number) for number in range(2)]
    assert [each.after for each in made] == ["False", "1.0"]
    assert count_changes("x = True, 0.0, None, b'a'") == 2


def test_the_environment_of_the_project_comes_first(tmp_path: Path) -> None:
    for folder in (".venv/bin", "venv/bin", "active/bin"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "python").write_text("")
        (tmp_path / folder / "python").chmod(0o755)
    active = {"VIRTUAL_ENV": str(tmp_path / "active")}
    expected = [".venv/bin/python", "venv/bin/python", "active/bin/python"]
    for name in expected:
        assert find_interpreter(tmp_path, None, active) == tmp_path / name
        (tmp_path / name).unlink()
    with pytest.raises(VerificationError, match="No virtual environment found"):
        find_interpreter(tmp_path, None, active)


def test_a_program_that_is_no_python_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho nothing\n")
    program.chmod(0o755)
    with pytest.raises(VerificationError, match="Cannot run"):
        check_interpreter(program)


def test_a_folder_that_is_too_large_is_refused_without_its_environments(tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(bytes(100))
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("")
    (tmp_path / ".venv" / "large.bin").write_bytes(bytes(1000))
    (tmp_path / "link").symlink_to(tmp_path / ".venv" / "large.bin")
    check_size(tmp_path, 100)
    with pytest.raises(ScratchCopyError, match="too large to copy"):
        check_size(tmp_path, 99)


def test_a_copy_has_no_environments_and_takes_changed_files(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "env").mkdir(parents=True)
    (project / "env" / "pyvenv.cfg").write_text("")
    (project / "a.py").write_text("1")
    with bench(project) as place:
        place.lay_out({"a.py": b"2"})
        assert [path.name for path in place.project.iterdir()] == ["a.py"]
        assert (place.project / "a.py").read_text() == "2"
        place.lay_out({})
        assert (place.project / "a.py").read_text() == "1"
    assert not place.base.exists()
    assert (project / "a.py").read_text() == "1"


def test_files_that_were_written_changed_and_deleted_are_told_once(tmp_path: Path) -> None:
    folder, store = tmp_path / "project", tmp_path / "store"
    (folder / "__pycache__").mkdir(parents=True)
    store.mkdir()
    for name in ("same", "changed", "deleted"):
        (folder / name).write_text(name)
    watcher = Watcher(folder, store)
    (folder / "changed").write_text("other")
    (folder / "deleted").unlink()
    (folder / "sub").mkdir()
    (folder / "sub" / "new").write_text("new")
    (folder / "__pycache__" / "a.pyc").write_text("")
    (folder / "dangling").symlink_to("nowhere")
    found = watcher.find_changes()
    assert set(found) == {"changed", "deleted", "sub/new", "dangling"}
    assert found["deleted"] is None
    assert (store / str(found["sub/new"])).read_text() == "new"
    assert watcher.find_changes() == {}


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_every_process_with_a_mark_ends_and_no_other() -> None:
    processes = [
        subprocess.Popen(["sleep", "300"], env={**os.environ, MARK: mark}, start_new_session=True)
        for mark in ("this", "other")
    ]
    try:
        end_marked("this")
        assert processes[0].wait(60) == -9
        assert processes[1].poll() is None
    finally:
        for process in processes:
            process.kill()
            process.wait()

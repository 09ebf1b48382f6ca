"""Gates compare builds and tests by the names that they have after a move."""

import pytest

from scaffold.project.gates.after_moves import move_files, move_test
from scaffold.project.gates.built_files import Distribution

MOVED = {
    "src/pkg/load.py": "src/pkg/data/load.py",
    "src/pkg/train/__init__.py": "src/pkg/models/train/__init__.py",
    "src/pkg/table.csv": "src/pkg/data/table.csv",
}


def test_a_wheel_has_moved_files_and_entry_points_at_their_new_paths() -> None:
    lines = ("[console_scripts]", "one = pkg.load:main", "two=pkg.train", "three = pkg.loader:main")
    files = frozenset({"pkg/load.py", "pkg/table.csv", "pkg/loader.py"})
    moved = move_files(Distribution("wheel", files, {"name": ("pkg",)}, lines), MOVED)
    assert moved.files == {"pkg/data/load.py", "pkg/data/table.csv", "pkg/loader.py"}
    assert moved.metadata == {"name": ("pkg",)}
    assert moved.entry_points == (
        "[console_scripts]",
        "one = pkg.data.load:main",
        "two = pkg.models.train",
        "three = pkg.loader:main",
    )


def test_an_sdist_has_moved_files_with_their_folder() -> None:
    moved = move_files(Distribution("sdist", frozenset({"src/pkg/load.py"}), {}), MOVED)
    assert moved.files == {"src/pkg/data/load.py"}


def test_without_moves_nothing_has_another_name() -> None:
    before = Distribution("wheel", frozenset({"pkg/load.py"}), {}, ("one = pkg.load:main",))
    assert move_files(before, {}) == before
    assert move_test("tests/test_it.py::test_it", {}) == "tests/test_it.py::test_it"


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("src/pkg/load.py::pkg.load.f", "src/pkg/data/load.py::pkg.data.load.f"),
        ("src/pkg/load.py::test_it", "src/pkg/data/load.py::test_it"),
        ("src/pkg/load.py", "src/pkg/data/load.py"),
        ("tests/test_it.py::test_it", "tests/test_it.py::test_it"),
    ],
)
def test_a_test_in_a_moved_file_has_a_new_name(name: str, moved: str) -> None:
    assert move_test(name, MOVED) == moved

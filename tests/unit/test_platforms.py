"""Windows runs the test files that need nothing else, and POSIX systems run all."""

from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.kit.platforms import needs_posix


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import fcntl\n", True),
        ("os.mkfifo(path)\n", True),
        ("from tests.kit.terminal import type_in\n", True),
        ("path.symlink_to('elsewhere')\n", True),
        ("resources = 1\n", False),
        ("os.replace(source, target)\n", False),
    ],
)
def test_a_test_file_that_needs_posix_is_recognized(
    tmp_path: Path, source: str, expected: bool
) -> None:
    file = tmp_path / "test_x.py"
    file.write_text(source, "utf-8")
    assert needs_posix(file) is expected


def test_most_test_files_run_on_windows() -> None:
    files = sorted((REPOSITORY / "tests").rglob("test_*.py"))
    assert sum(map(needs_posix, files)) < len(files) / 2

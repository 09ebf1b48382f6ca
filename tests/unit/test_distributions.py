"""What people install carries the same template as this repository."""

import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.kit.machine import run_command

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    finished = run_command([*build, str(REPOSITORY)])
    assert finished.exit_code == 0, finished.errors
    return next(folder.glob("*.whl"))


def test_both_distributions_carry_every_committed_file_byte_for_byte(wheel: Path) -> None:
    check = [sys.executable, str(REPOSITORY / "tools" / "check_distributions.py")]
    finished = run_command([*check, str(wheel.parent)], folder=REPOSITORY)
    assert finished.exit_code == 0, finished.errors


def test_a_project_from_the_wheel_alone_is_the_same(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    made = {}
    for name, package in (("wheel", tmp_path / "installed"), ("checkout", REPOSITORY)):
        into = tmp_path / name
        arguments = ["new", "demo", "--defaults", "--no-git", "--into", str(into)]
        command = [sys.executable, "-m", "scaffold", *arguments]
        finished = run_command(command, folder=package, settings={"PYTHONPATH": str(package)})
        assert finished.exit_code == 0, finished.errors
        files = (path for path in (into / "demo").rglob("*") if path.is_file())
        made[name] = {path.relative_to(into).as_posix(): path.read_bytes() for path in files}
    assert made["wheel"] == made["checkout"]

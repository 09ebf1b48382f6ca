"""What people install carries every release, and makes projects of each."""

import sys
import zipfile
from pathlib import Path

import pytest

from tests.kit.machine import run_command
from tests.releases.conftest import Checkout

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("releases")]


def test_the_wheel_carries_all_archives_and_renders_from_them(
    newer: Checkout, tmp_path: Path
) -> None:
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path)]
    finished = run_command([*build, str(newer.path)])
    assert finished.exit_code == 0, finished.errors
    check = newer.python(str(newer.path / "tools" / "check_distributions.py"), str(tmp_path))
    assert check.exit_code == 0, check.errors
    assert " 2 archives, as committed\n" in check.output
    installed = Checkout(tmp_path / "installed")
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(installed.path)
    for name, release in (("first", "0.1.0"), ("second", "0.2.0")):
        options = ["--defaults", "--no-git", "--stack", "skeleton", "--release", release]
        installed.scaffold("new", name, *options, "--into", str(tmp_path))
        answers = (tmp_path / name / ".copier-answers.yml").read_text()
        assert f"_commit: v{release}\n" in answers

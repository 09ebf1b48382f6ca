"""Git ignores data, but not the sample, and not the files in which DVC records versions."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import STACKS, Render

IGNORED = ["data/raw/a.csv", "data/a.parquet", "data/raw/deep/a.png"]
KEPT = ["data/raw/a.csv.dvc", "data/.gitkeep", "data/raw/.gitignore", "data/sample/deep/a.csv"]


@pytest.mark.parametrize("stack", STACKS)
def test_data_are_ignored_and_their_versions_are_not(
    rendered: Render, tmp_path: Path, stack: str
) -> None:
    project = shutil.copytree(rendered(stack, "package", ("dvc",)), tmp_path / "demo")
    subprocess.check_call(["git", "init", "--quiet"], cwd=project)
    for file in (*IGNORED, *KEPT):
        (project / file).parent.mkdir(parents=True, exist_ok=True)
        (project / file).write_text("")
    found = subprocess.run(
        ["git", "check-ignore", *IGNORED, *KEPT], cwd=project, capture_output=True, text=True
    )
    assert found.stdout.split() == IGNORED

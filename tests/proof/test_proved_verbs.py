"""`adopt`, `add`, `remove` and the functions of the library prove their changes, too."""

import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scaffold import AdoptRequest, UpdateRequest, adopt, update
from tests.conftest import Render
from tests.kit.machine import Scaffold
from tests.proof.conftest import read_files

pytestmark = pytest.mark.story


def name_check(folder: Path, path: str, *, must_exist: bool = False) -> None:
    """Name a check that fails once a file exists, or once it does not."""
    wanted = "not " if must_exist else ""
    words = [Path(sys.executable).as_posix(), "-c"]
    words.append(f"import os, sys; sys.exit({wanted}os.path.exists({path!r}))")
    setting = f"[tool.scaffold]\nprove = {json.dumps(shlex.join(words))}\n"
    (folder / "pyproject.toml").write_text(setting)


@pytest.fixture
def plain(rendered: Render, clean_machine: Path) -> Path:
    """A project of the bundled template with a check of its own."""
    made = Path(shutil.copytree(rendered("skeleton", "package", ()), clean_machine / "demo"))
    name_check(made, ".vscode/settings.json")
    return made


def test_a_feature_that_breaks_a_check_is_not_added(plain: Path, scaffold: Scaffold) -> None:
    before = read_files(plain)
    refused = scaffold("add", "vscode", plain, "--prove")
    assert refused.exit_code == 4, refused
    assert "Not updated: 1 check would fail" in refused.output
    assert read_files(plain) == before
    added = scaffold("add", "gitlab", plain, "--prove")
    assert added.exit_code == 0, added
    assert (plain / ".gitlab-ci.yml").is_file()


def test_a_feature_that_breaks_a_check_is_not_removed(plain: Path, scaffold: Scaffold) -> None:
    assert scaffold("add", "gitlab", plain).exit_code == 0
    name_check(plain, ".gitlab-ci.yml", must_exist=True)
    refused = scaffold("remove", "gitlab", plain, "--prove")
    assert refused.exit_code == 4, refused
    assert (plain / ".gitlab-ci.yml").is_file()


def test_an_adoption_that_breaks_a_check_writes_nothing(
    clean_machine: Path, scaffold: Scaffold
) -> None:
    folder = clean_machine / "old"
    folder.mkdir()
    (folder / "README.md").write_text("mine\n")
    name_check(folder, ".copier-answers.yml")
    before = read_files(folder)
    refused = scaffold("adopt", folder, "-l", "--prove")
    assert refused.exit_code == 4, refused
    assert refused.output.splitlines()[-1] == "Not adopted: 1 check would fail"
    assert read_files(folder) == before
    assert not (folder / ".scaffold").exists()
    name_check(folder, "is-not-there")
    result = adopt(AdoptRequest(folder, prove=True))
    assert result.proof is not None
    assert result.proof.holds
    assert (folder / ".copier-answers.yml").is_file()


def test_the_library_refuses_and_returns_what_is_broken(plain: Path) -> None:
    steps: list[str] = []

    @contextmanager
    def show(step: str) -> Iterator[None]:
        steps.append(step)
        yield

    request = UpdateRequest(plain, answers={"features": ["vscode"]}, prove=True)
    result = update(request, proving=show)
    assert result.is_refused
    assert result.needs_attention
    assert result.proof is not None
    (broken,) = result.proof.verdict.broken
    assert broken.check.startswith(Path(sys.executable).as_posix())
    assert result.as_json()["proof"]["proved"] is False
    assert not (plain / ".vscode").exists()
    assert [step for step in steps if step.startswith("Running")] == [
        f"Running {broken.check} {when}"
        for when in ("before the change", "after the change", "again")
    ]

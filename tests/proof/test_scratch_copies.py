"""Copies of projects: which files they have, where links lead, and what is too large."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from scaffold.files.scratch_copy import (
    LARGEST,
    ScratchCopyError,
    copy_project,
    find_too_large,
    remove_folder,
    scratch_folder,
)
from scaffold.project.proof.scratch_project import ScratchProject
from tests.kit.repositories import git


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    folder = tmp_path / "origin"
    (folder / "data").mkdir(parents=True)
    (folder / "data/rows.csv").write_text("a\n")
    (tmp_path / "outside.txt").write_text("outside")
    return folder


def test_links_into_the_project_lead_to_the_copy_and_others_stay(
    origin: Path, tmp_path: Path
) -> None:
    (origin / "absolute").symlink_to(origin / "data")
    (origin / "relative").symlink_to("data/rows.csv")
    (origin / "data/up").symlink_to("../../outside.txt")
    (origin / "data/away").symlink_to(tmp_path / "outside.txt")
    (origin / "dangling").symlink_to("is/not/there")
    copy = tmp_path / "deep/er/copy"
    copy_project(origin, copy)
    assert (copy / "absolute").resolve() == copy / "data"
    assert (copy / "relative").resolve() == copy / "data/rows.csv"
    assert (copy / "data/up").resolve() == tmp_path / "outside.txt"
    assert (copy / "data/away").resolve() == tmp_path / "outside.txt"
    assert (copy / "dangling").is_symlink()
    (copy / "absolute/rows.csv").write_text("changed")
    assert (origin / "data/rows.csv").read_text() == "a\n"


def test_repositories_environments_caches_and_pipes_are_left_out(
    origin: Path, tmp_path: Path
) -> None:
    for name in (".git", ".mypy_cache", ".scaffold", "__pycache__", "env", "conda"):
        (origin / name).mkdir()
    (origin / "env/pyvenv.cfg").touch()
    (origin / "conda/conda-meta").mkdir()
    (origin / ".env").write_text("KEY=1")
    os.mkfifo(origin / "pipe")
    copy_project(origin, tmp_path / "copy", ["data/rows.csv"])
    found = sorted(path.name for path in (tmp_path / "copy").rglob("*"))
    assert found == [".env", "data"]


def test_a_file_that_cannot_be_copied_is_named(origin: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser reads every file")
    (origin / "secret").touch()
    (origin / "secret").chmod(0)
    with pytest.raises(ScratchCopyError, match=r"Cannot copy `.*secret`"):
        copy_project(origin, tmp_path / "copy")


def test_the_largest_files_that_git_ignores_are_left_out(origin: Path) -> None:
    for name, size in {"large": 500, "larger": 700, "small": 10, "tracked": 900}.items():
        (origin / name).write_bytes(bytes(size))
    assert find_too_large(origin, lambda: ["tracked"], 10_000) == []
    assert find_too_large(origin, lambda: ["tracked"], 1500) == ["larger"]
    assert find_too_large(origin, lambda: ["tracked"], 1000) == ["larger", "large"]


@pytest.mark.skipif(os.name == "nt", reason="an empty file of this size takes space there")
def test_a_copy_of_a_project_has_what_git_keeps(origin: Path, tmp_path: Path) -> None:
    git(origin, "init", "--quiet")
    (origin / ".gitignore").write_text("large\n")
    with (origin / "large").open("wb") as file:
        file.truncate(LARGEST)
    assert ScratchProject.of(origin, tmp_path / "base").left_out == ["large"]


def test_a_scratch_folder_is_removed_although_its_files_are_locked() -> None:
    with scratch_folder("scaffold-prove-") as folder:
        (folder / "locked/inner").mkdir(parents=True)
        (folder / "locked/inner/file").touch()
        (folder / "locked/inner").chmod(stat.S_IRUSR)
        (folder / "locked").chmod(stat.S_IRUSR)
    assert not folder.exists()


def test_folders_that_only_the_superuser_could_remove_are_unlocked_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = shutil.rmtree

    def remove_as_a_user(folder: Path, *, ignore_errors: bool) -> None:
        assert ignore_errors
        if all(path.stat().st_mode & stat.S_IWUSR for path in folder.rglob("*") if path.is_dir()):
            remove(folder)

    monkeypatch.setattr("scaffold.files.scratch_copy.shutil.rmtree", remove_as_a_user)
    (tmp_path / "a/locked/inner").mkdir(parents=True)
    (tmp_path / "a/link").symlink_to("nowhere")
    (tmp_path / "a/locked").chmod(stat.S_IRUSR | stat.S_IXUSR)
    remove_folder(tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_file_that_vanishes_while_it_is_copied_is_named(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(folder: str, _names: list[str]) -> list[str]:
        (Path(folder) / "rows.csv").unlink(missing_ok=True)
        return []

    monkeypatch.setattr("scaffold.files.scratch_copy._find_left_out", lose)
    with pytest.raises(ScratchCopyError, match=r"Cannot copy `.*rows.csv`: .*No such file"):
        copy_project(origin, tmp_path / "copy")

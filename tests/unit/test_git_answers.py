"""What Git does not have is nothing; what it refuses is an error with a hint."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.errors import GitError
from scaffold.git.delivery import commit_paths, fast_forward
from scaffold.git.history import list_file_commits
from scaffold.git.mirrors import fetch_contents, mirror, refresh_mirror
from scaffold.git.object_store import Repository, list_entries, read_contents
from tests.unit.test_git import run_git


@pytest.fixture
def folder(clean_machine: Path) -> Path:
    """Make a repository with a commit."""
    run_git(clean_machine, "init", "--quiet", "--initial-branch=main")
    run_git(clean_machine, "config", "--global", "user.name", "Ada Example")
    run_git(clean_machine, "config", "--global", "user.email", "ada@example.org")
    (clean_machine / "file").write_text("content\n")
    commit_paths(clean_machine, ["file"], "Begin")
    return clean_machine


def test_a_commit_of_some_files_has_your_name(folder: Path) -> None:
    (folder / "file").write_text("new\n")
    (folder / "other").write_text("new\n")
    commit_paths(folder, ["file"], "Change a file")
    assert run_git(folder, "log", "-1", "--format=%an %s") == "Ada Example Change a file"
    assert run_git(folder, "status", "--porcelain") == "?? other"


def test_a_repository_without_a_branch_is_not_moved(folder: Path) -> None:
    run_git(folder, "checkout", "--quiet", "--detach")
    assert fast_forward(folder) == "no branch is checked out"


def test_a_folder_that_is_not_committed_has_no_files(folder: Path) -> None:
    repository = Repository(folder)
    assert list(list_entries(repository, "HEAD")) == ["file"]
    assert list_entries(repository, "HEAD", "none/") == {}
    with pytest.raises(GitError, match="`git ls-tree` failed"):
        list_entries(repository, "none")


def test_an_object_that_is_missing_has_no_content(folder: Path) -> None:
    name = run_git(folder, "rev-parse", "HEAD:file")
    assert read_contents(Repository(folder), [name, "1" * 40]) == {name: b"content\n"}


def test_contents_of_a_whole_clone_are_not_fetched(folder: Path) -> None:
    run_git(folder, "remote", "add", "origin", "file:///nowhere")
    fetch_contents(Repository(folder), [run_git(folder, "rev-parse", "HEAD:file")])


@pytest.mark.parametrize("state", ["empty", "untrusted", "without git"])
def test_without_readable_commits_there_are_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    assert len(list_file_commits(folder, ["file"], "Update")) == 1
    if state == "empty":
        run_git(folder, "checkout", "--quiet", "--orphan", "new")
    elif state == "untrusted":
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    else:
        monkeypatch.setenv("PATH", "")
    assert list_file_commits(folder, ["file"], "Update") == []


@pytest.fixture
def during_a_fetch(folder: Path) -> Callable[[str], None]:
    """Let Git run a shell command in the middle of a fetch."""

    def prepare(command: str) -> None:
        script = folder / "upload-pack"
        script.write_text(f'#!/bin/sh\n{command}\nexec git-upload-pack "$@"\n')
        script.chmod(0o755)
        run_git(folder, "config", "--global", "remote.origin.uploadpack", str(script))

    return prepare


@pytest.mark.skipif(os.name == "nt", reason="the script is for a POSIX shell")
def test_a_copy_that_another_command_made_is_used(
    folder: Path, during_a_fetch: Callable[[str], None]
) -> None:
    place = mirror(folder.as_uri()).folder
    during_a_fetch(f"cp -R '{folder}/.git' '{place}' 2>/dev/null")
    assert refresh_mirror(folder.as_uri()).git("rev-parse", "main").stdout
    assert [each.name for each in place.parent.iterdir()] == [place.name]


@pytest.mark.skipif(os.name == "nt", reason="the script is for a POSIX shell")
def test_a_file_at_the_path_of_a_copy_is_an_error(
    folder: Path, during_a_fetch: Callable[[str], None]
) -> None:
    place = mirror(folder.as_uri()).folder
    during_a_fetch(f"touch '{place}'")
    with pytest.raises(GitError, match="Cannot write"):
        refresh_mirror(folder.as_uri())
    assert [each.name for each in place.parent.iterdir()] == [place.name]

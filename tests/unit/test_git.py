import os
import subprocess
from pathlib import Path

import pytest

from scaffold.errors import GitError
from scaffold.git import queries as git


def run_git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def folder(clean_machine: Path) -> Path:
    (clean_machine / "file").write_text("content\n")
    return clean_machine


def test_the_first_commit_holds_every_file(folder: Path) -> None:
    (folder / ".gitignore").write_text("ignored\n")
    (folder / "ignored").touch()
    commit = git.make_first_commit(folder, "Begin")
    assert run_git(folder, "rev-parse", "--short", "HEAD") == commit
    assert run_git(folder, "ls-files").split() == [".gitignore", "file", "ignored"]
    assert run_git(folder, "status", "--porcelain") == ""
    assert run_git(folder, "branch", "--show-current") == "main"


def test_a_machine_whose_git_knows_nobody_still_commits(folder: Path) -> None:
    git.make_first_commit(folder, "Begin")
    assert run_git(folder, "log", "-1", "--format=%an") == "scaffold"


def test_the_persons_own_name_is_in_the_commit(folder: Path) -> None:
    run_git(folder, "config", "--global", "user.name", "Ada Example")
    run_git(folder, "config", "--global", "user.email", "ada@example.org")
    git.make_first_commit(folder, "Begin")
    assert run_git(folder, "log", "-1", "--format=%an") == "Ada Example"
    assert git.read_setting("user.name") == "Ada Example"


def test_hooks_and_signing_of_the_person_do_not_stop_the_first_commit(folder: Path) -> None:
    hooks = folder.parent / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "commit-msg", "post-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{folder.parent}/{name}-ran'\nexit 1\n")
        (hooks / name).chmod(0o755)
    run_git(folder, "config", "--global", "core.hooksPath", str(hooks))
    run_git(folder, "config", "--global", "commit.gpgSign", "true")
    run_git(folder, "config", "--global", "gpg.program", "false")
    git.make_first_commit(folder, "Begin")
    assert not list(folder.parent.glob("*-ran"))


def test_a_call_from_a_hook_of_another_repository_leaves_that_one_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = folder.parent / "other"
    other.mkdir()
    run_git(other, "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    git.make_first_commit(folder, "Begin")
    monkeypatch.undo()
    assert run_git(other, "status", "--porcelain") == ""
    assert (folder / ".git").is_dir()


def test_the_work_tree_of_a_repository_is_recognised(folder: Path) -> None:
    assert not git.is_inside_work_tree(folder)
    run_git(folder, "init", "--quiet")
    (folder / "below").mkdir()
    assert git.is_inside_work_tree(folder / "below")


def test_a_machine_without_git_is_told_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    assert not git.is_installed()
    assert git.read_setting("user.name") == ""
    with pytest.raises(GitError, match="not installed"):
        git.make_first_commit(folder, "Begin")


def test_what_git_refuses_is_named(folder: Path) -> None:
    (folder / ".git").write_text("gitdir: nowhere\n")
    with pytest.raises(GitError, match="`git init` failed"):
        git.make_first_commit(folder, "Begin")


def test_a_git_that_does_not_start_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "git").write_text("#!/nowhere\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(GitError, match="Cannot run `git`: no such file") as caught:
        git.has_changes(folder)
    assert caught.value.hint


def test_what_scaffold_itself_keeps_is_no_change(folder: Path) -> None:
    git.make_first_commit(folder, "Begin")
    (folder / ".scaffold").mkdir()
    (folder / ".scaffold" / ".gitignore").touch()  # As a command leaves it that is killed early.
    assert not git.has_changes(folder)
    (folder / "below").mkdir()
    (folder / "below" / "new").touch()
    assert git.has_changes(folder)
    assert git.has_changes(folder / "below")


def test_a_filter_whose_name_hides_its_setting_is_refused(folder: Path) -> None:
    git.make_first_commit(folder, "Begin")
    run_git(folder, "config", "filter.a=b.clean", "touch ran; cat")
    with pytest.raises(GitError, match=r"cannot be turned off: `filter\.a=b\.clean`"):
        git.has_changes(folder)
    run_git(folder, "config", "--global", "filter.c=d.clean", "cat")
    run_git(folder, "config", "--unset", "filter.a=b.clean")
    assert not git.has_changes(folder)


def test_a_git_in_the_current_folder_is_not_the_users(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "git").write_text("#!/bin/sh\ntouch ran\n")
    (folder / "git").chmod(0o755)
    for path in (".", "", "./", f".{os.pathsep}below"):
        monkeypatch.setenv("PATH", path)
        assert not git.is_installed()

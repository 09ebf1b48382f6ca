"""Commit some files of a repository, and exchange commits with its remote."""

from collections.abc import Sequence
from pathlib import Path

from scaffold.git.process import find_reason, run
from scaffold.git.queries import UNKNOWN_AUTHOR, without_own_filters

_CHECK = "Run `git status` in the repository"


def commit_paths(folder: Path, paths: Sequence[str], message: str) -> None:
    """Commit some files as they are now, deleted ones too; hooks and signing are turned off.

    Args:
        folder: The top of a work tree.
        paths: The files; those that Git ignores and does not track are left out.
        message: The message, with its trailers.

    Raises:
        GitError: The commit failed.
    """
    settings = without_own_filters(folder)
    feed = "".join(f"{path}\0" for path in paths)
    chosen = ("--pathspec-from-file=-", "--pathspec-file-nul")
    literal = {"GIT_LITERAL_PATHSPECS": "1"}
    safe = ("-c", "core.safecrlf=false")
    run(
        folder,
        *(*safe, "add", "--all", "--force", *chosen),
        settings=settings,
        feed=feed,
        environment=literal,
        hint=_CHECK,
    )
    commit = ("-c", "commit.gpgSign=false", "commit", "--quiet", f"--message={message}")
    done = run(folder, *commit, check=False, settings=settings)
    if done.returncode:
        run(folder, *commit, environment=UNKNOWN_AUTHOR, settings=settings, hint=_CHECK)


def fast_forward(folder: Path) -> str:
    """Fetch the remote of the current branch, and move the branch to it.

    Returns:
        Why that is impossible; empty if the branch is at its remote, or has none.

    Raises:
        GitError: The remote is unreachable.
    """
    branch = run(folder, "symbolic-ref", "--quiet", "--short", "HEAD", check=False).stdout.strip()
    if not branch:
        return "no branch is checked out"
    if not run(folder, "remote", check=False).stdout.split():
        return ""
    run(folder, "fetch", "--quiet", "origin", branch, fetching=True, hint=_CHECK)
    settings = without_own_filters(folder)
    done = run(
        folder, "merge", "--quiet", "--ff-only", "FETCH_HEAD", check=False, settings=settings
    )
    return f"it differs from its remote: {find_reason(done.stderr)}" if done.returncode else ""


def push_current(folder: Path) -> str:
    """Push the current branch to `origin`, without force; return why that failed, usually empty.

    Raises:
        GitError: Git cannot be run.
    """
    if not run(folder, "remote", check=False).stdout.split():
        return ""
    done = run(folder, "push", "--quiet", "origin", "HEAD", check=False, fetching=True)
    return f"the push was rejected: {find_reason(done.stderr)}" if done.returncode else ""

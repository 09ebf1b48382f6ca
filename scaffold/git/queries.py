"""Queries of Git about a project, and the initial commit."""

import contextlib
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold.errors import GitError, UntrustedRepositoryError
from scaffold.files.paths import STATE
from scaffold.git.process import find_program, find_reason
from scaffold.git.process import run as _run

# Files of unfinished operations in the `.git` folder; the more specific name comes first.
_OPERATIONS = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply/applying": "series of patches",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "sequencer": "series of cherry-picks or reverts",
    "BISECT_LOG": "bisect",
}
_CHECK = "Run `git status` in the repository"
# Settings with which a repository chooses programs that read or write its files.
_FILTER = re.compile(r"filter\.(?:.*)\.(?:clean|smudge|process|required)", re.DOTALL)
# Scopes of a repository's own settings, as printed by `--show-scope`.
_OWN_SCOPES = {"local", "worktree"}
# For a machine without a Git author; the next commit asks for a name as usual.
UNKNOWN_AUTHOR = {
    "GIT_AUTHOR_NAME": "scaffold",
    "GIT_AUTHOR_EMAIL": "scaffold@localhost",
    "GIT_COMMITTER_NAME": "scaffold",
    "GIT_COMMITTER_EMAIL": "scaffold@localhost",
}


def is_installed() -> bool:
    """Return whether Git is on the search path."""
    return find_program() is not None


def is_inside_work_tree(folder: Path) -> bool:
    """Return whether an existing folder is in a work tree, whatever its owner."""
    try:
        answer = _run(folder, "rev-parse", "--is-inside-work-tree", check=False)
    except UntrustedRepositoryError:
        return True
    return answer.stdout.strip() == "true"


def has_changes(folder: Path) -> bool:
    """Return whether a folder has uncommitted changes or untracked files.

    Only the commit of a submodule counts: Git would read its files with its own settings.
    """
    answer = _run(
        folder,
        *("status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=dirty"),
        *("--", ".", f":(exclude){STATE}"),
        check=False,
        settings=without_own_filters(folder),
    )
    if answer.returncode:
        raise GitError(f"`git status` failed: {find_reason(answer.stderr)}", _CHECK)
    return bool(answer.stdout.strip())


def without_own_filters(folder: Path) -> dict[str, str]:
    """Return the settings that replace a repository's own filters by the user's, or by none.

    Raises:
        GitError: Git fails, or the name of a filter cannot be passed on the command line.
    """
    listed = _run(folder, "config", "--list", "--includes", "--show-scope", "-z", hint=_CHECK)
    words = listed.stdout.split("\0")
    found = zip(words[::2], words[1::2], strict=False)  # An empty word follows the last one.
    pairs = [(scope, *text.partition("\n")[::2]) for scope, text in found]
    filters = [pair for pair in pairs if _FILTER.fullmatch(pair[1])]
    own = {name for scope, name, _ in filters if scope in _OWN_SCOPES}
    hidden = [name for name in own if "=" in name]
    if hidden:
        raise GitError(
            f"A filter in the repository's settings cannot be turned off: `{hidden[0]}`",
            "Remove it from `.git/config`",
        )
    users = {name: value for scope, name, value in filters if scope not in _OWN_SCOPES}
    return {name: users.get(name, "") for name in own}


def list_files(folder: Path) -> list[str]:
    """Return the tracked and untracked files below a folder, without ignored ones."""
    options = ("-z", "--cached", "--others", "--exclude-standard")
    listed = _run(folder, "ls-files", *options, hint=_CHECK)
    return sorted(set(listed.stdout.split("\0")) - {""})


def list_tracked(folder: Path) -> set[str]:
    """Return the files below a folder that Git tracks."""
    return set(_run(folder, "ls-files", "-z", "--cached", hint=_CHECK).stdout.split("\0")) - {""}


def index_modes(folder: Path, *, always: bool) -> dict[str, bool] | None:
    """Return which regular files below a folder Git's index says are executable.

    Args:
        folder: An existing folder.
        always: Return them even if `core.fileMode` makes Git use the modes on the disk.

    Returns:
        None if Git uses the modes on the disk, or without a repository that Git trusts.
    """
    if not is_installed() or find_repository(folder) is None:
        return None
    if not always:
        asked = _run(folder, "config", "--type=bool", "--get", "core.fileMode", check=False)
        if asked.stdout.strip() != "false":
            return None
    listed = _run(folder, "ls-files", "--stage", "-z", hint=_CHECK).stdout.split("\0")
    entries = [entry.partition("\t")[::2] for entry in listed if entry.startswith("100")]
    return {path: entry.startswith("100755") for entry, path in entries}


class Repository(NamedTuple):
    """The top of a work tree, and the folder in which Git keeps its repository."""

    top: Path
    folder: Path


class Match(NamedTuple):
    """A line of a file of ignore rules that matches a path."""

    source: str
    line: int
    rule: str


def find_repository(folder: Path) -> Repository | None:
    """Return the repository around a folder; None if there is none, or if Git does not trust it."""
    try:
        answer = _run(folder, "rev-parse", "--show-toplevel", "--absolute-git-dir", check=False)
    except UntrustedRepositoryError:
        return None
    lines = answer.stdout.splitlines()
    return Repository(*map(Path, lines)) if not answer.returncode and len(lines) == 2 else None


def match_ignored(
    repository: Path | None, work_tree: Path, folder: Path, paths: Sequence[str]
) -> list[Match | None]:
    """Return the last rule that matches each path; None where no rule matches.

    Args:
        repository: The folder of the repository whose settings and excluded files count. Without
            one, only the `.gitignore` files of the work tree count.
        work_tree: A folder with the `.gitignore` files.
        folder: The folder in the work tree that the paths are relative to.
        paths: Paths, which need not exist.
    """
    with contextlib.ExitStack() as cleanup:
        settings = []
        if repository is None:
            repository = Path(cleanup.enter_context(tempfile.TemporaryDirectory()))
            _make_empty_repository(repository)
            settings = ["-c", f"core.excludesFile={os.devnull}"]
        answer = _run(
            folder,
            *(*settings, f"--git-dir={repository}", f"--work-tree={work_tree}"),
            *("check-ignore", "--stdin", "-z", "--verbose", "--non-matching", "--no-index"),
            check=False,
            feed="".join(f"{path}\0" for path in paths),
        )
    if answer.returncode > 1:
        raise GitError(f"`git check-ignore` failed: {find_reason(answer.stderr)}", _CHECK)
    fields = answer.stdout.split("\0")
    # An output record for each path: source, line and rule are empty where nothing matches.
    records = zip(fields[0::4], fields[1::4], fields[2::4], strict=False)
    return [Match(at, int(line), rule) if line else None for at, line, rule in records]


def _make_empty_repository(folder: Path) -> None:
    """Write a minimal repository; `git init` would copy hook templates."""
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")


def read_symbolic_reference(name: str, folder: Path) -> str:
    """Return the reference that another one stands for; empty if there is none."""
    if not is_installed():
        return ""
    return _run(folder, "symbolic-ref", "--quiet", name, check=False).stdout.strip()


def operation_under_way(folder: Path) -> str:
    """Return the name of the unfinished operation in a repository; empty if there is none."""
    asked = [word for place in _OPERATIONS for word in ("--git-path", place)]
    found = _run(folder, "rev-parse", *asked, hint=_CHECK).stdout.splitlines()
    under_way = (
        name
        for name, place in zip(_OPERATIONS.values(), found, strict=True)
        if (folder / place).exists()
    )
    return next(under_way, "")


def read_setting(name: str, folder: Path | None = None) -> str:
    """Return a Git setting, of the user or of a folder; empty if it is not set."""
    if not is_installed():
        return ""
    return _run(folder or Path.cwd(), "config", "--get", name, check=False).stdout.strip()


def make_first_commit(folder: Path, message: str, *, with_ignored: bool = True) -> str:
    """Commit all files of a folder, in a new repository or in an empty one.

    Hooks and signing are turned off, so that nothing prompts or fails. Unless `with_ignored` is
    off, files that the user's own ignore rules match are committed too: a project needs them.

    Returns:
        The abbreviated hash of the commit.

    Raises:
        GitError: Git is missing, or the commit failed.
    """
    if is_new := not (folder / ".git").is_dir():
        _run(folder, "init", "--quiet", "--initial-branch=main")
    settings = {} if is_new else without_own_filters(folder)
    force = ["--force"] if with_ignored else []
    _run(folder, "-c", "core.safecrlf=false", "add", "--all", *force, settings=settings)
    commit = ["-c", "commit.gpgSign=false", "commit", "--quiet", f"--message={message}"]
    if _run(folder, *commit, check=False, settings=settings).returncode:
        _run(folder, *commit, environment=UNKNOWN_AUTHOR, settings=settings)
    return _run(folder, "rev-parse", "--short", "HEAD").stdout.strip()

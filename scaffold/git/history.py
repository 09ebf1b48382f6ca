"""Who last changed some files, from the commits of a repository."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.errors import GitError, UntrustedRepositoryError
from scaffold.git.process import run

# More commits than this are not an afternoon's work.
_MOST_COMMITS = 500
_MARK = "\x01"


@dataclass(frozen=True, slots=True)
class FileCommit:
    """A commit that changed some of the files.

    Attributes:
        seconds: When it was made, in seconds since 1970.
        trailer: The value of the trailer that was asked for; empty without it.
        blobs: Names of the new contents, by path.
    """

    seconds: int
    trailer: str
    blobs: dict[str, str] = field(default_factory=dict)


def list_file_commits(folder: Path, paths: Sequence[str], trailer: str) -> list[FileCommit]:
    """Return the commits of the current branch that changed some files, the newest first.

    Nothing that the repository configures is run: contents are compared by their names.

    Args:
        folder: The top of a work tree.
        paths: The files, relative to it.
        trailer: Name of the trailer to read.

    Returns:
        No commits without Git, without a repository, or if Git does not trust it.
    """
    pretty = f"%x01%ct %(trailers:key={trailer},valueonly,separator=%x20)"
    options = (
        "--first-parent",
        "-m",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--root",
        "--relative",
    )
    try:
        listed = run(
            folder,
            *("log", "-z", f"--max-count={_MOST_COMMITS}", f"--format={pretty}", *options),
            *("--no-show-signature", "--no-ext-diff", "--no-textconv", "--", *paths),
            check=False,
        )
    except (GitError, UntrustedRepositoryError):
        return []
    if listed.returncode:
        return []
    return [_parse(text) for text in listed.stdout.split(_MARK)[1:]]


def _parse(text: str) -> FileCommit:
    """Read `TIME TRAILER`, then pairs of `:MODE MODE BLOB BLOB STATUS` and path, between nulls."""
    head, *words = text.replace("\n", "\0").split("\0")
    seconds, _, trailer = head.partition(" ")
    commit = FileCommit(int(seconds), trailer.strip())
    parts = [word for word in words if word]
    for described, path in zip(parts[::2], parts[1::2], strict=False):
        commit.blobs[path] = described.split(" ")[3]
    return commit

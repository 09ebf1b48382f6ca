"""A copy of a template's repository, in which the uncommitted changes are the newest release."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from scaffold.git.process import run
from scaffold.git.queries import UNKNOWN_AUTHOR


@dataclass(frozen=True, slots=True)
class TemplateRepository:
    """A repository of a template, as a temporary copy.

    Attributes:
        path: Its folder.
        releases: The tags that are versions, the oldest first.
        newest: The tag of the working copy: the newest release, or a version after it if the
            working copy differs.
    """

    path: Path
    releases: tuple[str, ...]
    newest: str


def list_releases(repository: Path) -> tuple[str, ...]:
    """Return the tags of a repository that are versions, the oldest first.

    Raises:
        GitError: The folder is not in a repository.
    """
    listed = run(repository, "tag", "--list").stdout.split()
    versions = {tag: version for tag in listed if (version := _read_version(tag))}
    return tuple(sorted(versions, key=versions.__getitem__))


def copy_repository(source: Path, folder: Path) -> TemplateRepository:
    """Copy a repository and release its working copy, unless the newest release is the same.

    Args:
        source: The work tree of the template.
        folder: The destination, which does not exist.

    Raises:
        GitError: The folder is not a repository, or Git fails.
    """
    options = ("--quiet", "--no-hardlinks", "--template=")
    run(source, "clone", *options, "--", str(source), str(folder), fetching=True)
    _copy_files(source, folder)
    run(folder, "add", "--all", "--force")
    releases = list_releases(folder)
    if (
        releases
        and run(folder, "diff", "--cached", "--quiet", releases[-1], check=False).returncode == 0
    ):
        return TemplateRepository(folder, releases, releases[-1])
    message = ("--quiet", "--allow-empty", "--message=The working copy")
    run(folder, "commit", *message, environment=UNKNOWN_AUTHOR)
    newest = _name_next(releases)
    run(folder, "tag", newest)
    return TemplateRepository(folder, (*releases, newest), newest)


def _copy_files(source: Path, folder: Path) -> None:
    """Replace the files of a clone with those of its source that Git does not ignore."""
    run(folder, "rm", "-r", "--quiet", "--ignore-unmatch", ".")
    kinds = ("--cached", "--others", "--exclude-standard")
    for name in run(source, "ls-files", "-z", *kinds).stdout.split("\0"):
        file, copy = source / name, folder / name
        if name and os.path.lexists(file) and (file.is_symlink() or not file.is_dir()):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy, follow_symlinks=False)


def _name_next(releases: tuple[str, ...]) -> str:
    """Return the tag of a release after the given ones, in their form."""
    newest = releases[-1] if releases else "v0.0.0"
    major, minor, micro = (*Version(newest).release, 0, 0)[:3]
    prefix = "v" if newest.startswith("v") else ""
    return f"{prefix}{major}.{minor}.{micro + 1}"


def _read_version(tag: str) -> Version | None:
    try:
        return Version(tag)
    except InvalidVersion:
        return None

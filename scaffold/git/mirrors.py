"""Copies of remote repositories: bare, without the contents of files, kept in the user's cache."""

import hashlib
import os
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from scaffold.errors import GitError
from scaffold.git.object_store import Repository
from scaffold.git.process import run

_HINT = "Check the address and your access"
_REFSPEC = "+refs/heads/*:refs/remotes/origin/*"
_FETCH = ("fetch", "--quiet", "--no-tags", "--prune", "--no-write-fetch-head")
_DAY = 86_400.0
_UNUSED, _LEFT = 90 * _DAY, _DAY
_PROMISOR = "remote.origin.promisor"


def find_mirrors() -> Path:
    """Return the folder of all copies, which need not exist."""
    return user_cache_path("mlops-scaffold") / "fleet"


def mirror(address: str) -> Repository:
    """Return the copy of a remote repository, which need not exist yet."""
    digest = hashlib.sha256(address.encode()).hexdigest()[:16]
    name = re.sub(r"[^\w.-]", "", address.rstrip("/").rpartition("/")[2]).removesuffix(".git")
    return Repository(find_mirrors() / f"{name[:40]}-{digest}.git", is_bare=True)


def refresh_mirror(address: str) -> Repository:
    """Fetch the branches of a remote repository into its copy, which is created if missing.

    Raises:
        GitError: The repository cannot be reached.
    """
    repository = mirror(address)
    if not repository.folder.is_dir():
        _create(address, repository.folder)
    else:
        os.utime(repository.folder)  # It is in use.
        _fetch(repository)
    return repository


def prune_mirrors(now: float) -> None:
    """Delete copies that no fleet has used for three months, and what killed commands left.

    Args:
        now: The time in seconds since 1970.
    """
    for each in find_mirrors().glob("*.git*"):
        with suppress(OSError):
            is_copy = each.suffix == ".git"
            if each.stat().st_mtime < now - (_UNUSED if is_copy else _LEFT):
                # A copy that is deleted in part must not be used.
                left = each.rename(each.with_name(f"{each.name}.{os.getpid()}"))
                shutil.rmtree(left, ignore_errors=True)


def refresh_clone(repository: Repository) -> None:
    """Fetch the branches of `origin` into a clone; its own branches and files stay.

    Raises:
        GitError: The remote cannot be reached.
    """
    repository.git(*_FETCH, "origin", _REFSPEC, fetching=True)


def _create(address: str, folder: Path) -> None:
    """Make a copy beside its place and rename it, so that an interrupted one is never used."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}")
    beside.mkdir(parents=True)
    try:
        run(beside, "init", "--quiet", "--bare", "--template=", ".", hint=_HINT)
        repository = Repository(beside, is_bare=True)
        repository.git("config", "remote.origin.url", address)
        repository.git("config", "remote.origin.fetch", _REFSPEC)
        _fetch(repository, "--filter=blob:none")
        beside.rename(folder)
    except OSError as error:
        if not folder.is_dir():  # Otherwise another command has made it.
            raise GitError(f"Cannot write `{folder}`", "Check its permissions") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fetch(repository: Repository, *options: str) -> None:
    repository.git(*_FETCH, *options, "origin", fetching=True)
    head = repository.git("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD", check=False)
    known = repository.git("rev-parse", "--quiet", "--verify", head.stdout.strip(), check=False)
    if head.returncode or known.returncode:  # New, or the remote has renamed its branch.
        repository.git("remote", "set-head", "origin", "--auto", check=False, fetching=True)


def fetch_contents(repository: Repository, names: Collection[str]) -> None:
    """Fetch objects that a partial clone left out, all in one request.

    Raises:
        GitError: The remote cannot be reached.
    """
    asked = repository.git("config", "--type=bool", "--get", _PROMISOR, check=False)
    if asked.stdout.strip() != "true":
        return
    # To ask for an object by its name would fetch it, one by one.
    listing = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
    missing = set(names) - set(repository.git(*listing).stdout.split())
    if missing:
        options = ("--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--stdin")
        feed = "".join(f"{name}\n" for name in sorted(missing))
        repository.git("fetch", "--quiet", *options, "origin", feed=feed, fetching=True)

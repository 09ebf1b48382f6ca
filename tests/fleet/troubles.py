"""What is the matter with projects of a real fleet, each kind with the states that tell it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.fleet.building import Built, commit_all, git

BRANCH = "scaffold/update/"
# The state after an update with pull requests.
EXPECTED = {
    "archived": "archived",
    "unreachable": "unreachable",
    "protected": "failed",
    "foreign": "foreign",
    "dirty": "open",
    "detached": "open",
    "declined": "declined",
    "with a person's commits": "theirs",
}


def clone(built: Built, top: Path) -> Path:
    """Put a project on a remote, and a clone of it in `top/fleet`; return the clone."""
    remote, copy = remote_of(built, top), top / "fleet" / built.path.name
    git(top, "clone", "--quiet", "--bare", str(built.path), str(remote))
    git(top, "clone", "--quiet", remote.as_uri(), str(copy))
    return copy


def remote_of(built: Built, top: Path) -> Path:
    """Return the bare repository of a project."""
    return top / "team" / f"{built.path.name}.git"


def add_trouble(kind: str, built: Built, top: Path, to: str, forge: Path) -> None:
    """Bring a project in a state, before the update to a release."""
    copy, remote = top / "fleet" / built.path.name, remote_of(built, top)
    _KINDS[kind](copy, remote, f"{BRANCH}{to}", forge)


def _refuse(remote: Path, words: str) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)


def _archive(_copy: Path, remote: Path, _branch: str, _forge: Path) -> None:
    _refuse(remote, "This repository was archived so it is read-only.")


def _protect(_copy: Path, remote: Path, _branch: str, _forge: Path) -> None:
    _refuse(remote, "Branch is protected.")


def _lose(copy: Path, _remote: Path, _branch: str, _forge: Path) -> None:
    shutil.rmtree(copy)


def _forget(copy: Path, _remote: Path, _branch: str, _forge: Path) -> None:
    copy.joinpath(".copier-answers.yml").unlink()
    commit_all(copy)
    git(copy, "push", "--quiet")


def _soil(copy: Path, _remote: Path, _branch: str, _forge: Path) -> None:
    copy.joinpath(".gitignore").write_text("half a change", "utf-8")
    copy.joinpath("not-added.txt").write_text("mine\n", "utf-8")


def _detach(copy: Path, _remote: Path, _branch: str, _forge: Path) -> None:
    git(copy, "checkout", "--quiet", "--detach")


def _decline(copy: Path, remote: Path, branch: str, forge: Path) -> None:
    known = json.loads(forge.read_text("utf-8")) if forge.exists() else []
    repository, number = f"{remote.parent.name}/{copy.name}", len(known) + 1
    known.append(
        {
            "number": number,
            "repo": repository,
            "branch": branch,
            "base": "main",
            "title": "",
            "body": "",
            "draft": False,
            "state": "closed",
            "edits": 0,
            "url": f"https://forge.example/{repository}/{number}",
            "comments": [],
        }
    )
    forge.write_text(json.dumps(known), "utf-8")


def _work(copy: Path, remote: Path, branch: str, _forge: Path) -> None:
    other = copy.parent.parent / f"person-{copy.name}"
    git(copy.parent.parent, "clone", "--quiet", remote.as_uri(), str(other))
    git(other, "switch", "--quiet", "--create", branch)
    other.joinpath("theirs.txt").write_text("theirs\n", "utf-8")
    commit_all(other)
    git(other, "push", "--quiet", "origin", branch)


_KINDS: dict[str, Callable[[Path, Path, str, Path], None]] = {
    "archived": _archive,
    "unreachable": _lose,
    "protected": _protect,
    "foreign": _forget,
    "dirty": _soil,
    "detached": _detach,
    "declined": _decline,
    "with a person's commits": _work,
}

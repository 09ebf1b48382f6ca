"""Fleets for tests and benchmarks: repositories of several releases, each with its own name."""

import os
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scaffold.template.releases import Release, bundled_release, find_release
from scaffold.template.shared_texts import sharing_renders
from scaffold.verbs.new import NewRequest, make_project
from scaffold.verbs.update import UpdateRequest, update
from tests.kit.released import NEWEST

# Kinds of answers, as a team would have them.
KINDS: Sequence[dict[str, object]] = (
    {"stack": "skeleton", "layout": "package", "features": []},
    {"stack": "skeleton", "layout": "flat", "features": ["github"]},
    {"stack": "skeleton", "layout": "package", "features": ["docker", "pre-commit"]},
    {"stack": "tagifai", "layout": "package", "features": ["github"]},
    {"stack": "tagifai", "layout": "flat", "features": []},
    {"stack": "skeleton", "layout": "package", "features": ["github", "notebooks", "vscode"]},
)
RELEASES = ("v0.1.0", f"v{NEWEST}", "")
WORDS = ("amber", "birch", "cedar", "delta", "ember", "flint", "grove", "heron", "iris", "juniper")
IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada Example",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+00:00",
    "GIT_COMMITTER_NAME": "Ada Example",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+00:00",
}


@dataclass(frozen=True, slots=True)
class Built:
    """A project of a fleet."""

    path: Path
    kind: int
    release: str


def git(folder: Path, *arguments: str, check: bool = True, feed: str | None = None) -> str:
    """Run Git and return its output without the last line break."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull},
        input=feed,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )
    if check and done.returncode:
        raise AssertionError(f"git {' '.join(arguments)}: {done.stderr}")
    return done.stdout.removesuffix("\n")


def commit_all(folder: Path, message: str = "Change files") -> str:
    """Commit every change in a work tree and return the commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def name_of(number: int) -> str:
    """Return the name of a project of a fleet, no two alike."""
    return f"{WORDS[number % len(WORDS)]}-{number}"


def build_project(into: Path, number: int, kind: int, release: str) -> Built:
    """Make a project with a name, an author and a description of its own, and commit it."""
    name = name_of(number)
    answers = {
        **KINDS[kind],
        "author_name": f"Author {number} Example",
        "description": f"Project number {number} of the fleet.",
    }
    request = NewRequest(name, into, _find(release), answers, repository=False)
    path = make_project(request).path
    git(path, "init", "--quiet", "--initial-branch=main")
    commit_all(path, "Begin")
    return Built(path, kind, release)


@cache
def _find(release: str) -> Release:
    return find_release(release) if release else bundled_release()


def build_fleet(into: Path, size: int, *, seed: int = 0, edits: bool = True) -> list[Built]:
    """Make a fleet: the kinds and the releases take turns, and a half of the projects is edited."""
    chance = random.Random(seed)  # noqa: S311 - a seeded sample
    with sharing_renders():
        built = [
            build_project(into, n, n % len(KINDS), RELEASES[(n // 2) % 3]) for n in range(size)
        ]
    for each in built:
        if edits and chance.random() < 0.5:
            edit(each.path, chance)
            commit_all(each.path)
    return built


def edit(folder: Path, chance: random.Random) -> None:
    """Change some files of a project as its owners would."""
    files = sorted(_tracked(folder))
    for path in chance.sample(files, min(len(files), chance.randint(1, 6))):
        _edit_file(folder / path, chance)
    if chance.random() < 0.3:
        folder.joinpath("notes.md").write_text(f"# Notes {chance.random()}\n", "utf-8")


def _edit_file(file: Path, chance: random.Random) -> None:
    try:
        lines = file.read_text("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        return
    action = chance.choice(("append", "change", "delete line", "delete"))
    if action == "delete":
        file.unlink()
        return
    mark = "#" if file.suffix not in {".md", ".json"} else ""
    place = chance.randrange(len(lines)) if lines else 0
    if action == "append" or not lines:
        lines.append(f"{mark} a line of ours {chance.randint(0, 999)}\n")
    elif action == "change":
        lines[place] = lines[place].rstrip("\n") + f"  {mark} changed\n"
    else:
        del lines[place]
    file.write_text("".join(lines), "utf-8")


def _tracked(folder: Path) -> Iterator[str]:
    for path in git(folder, "ls-files", "-z").split("\0"):
        if path and path != ".copier-answers.yml" and not path.endswith((".csv", ".lock")):
            yield path


def tree_of_single_update(project: Path, copy: Path, to: str | None) -> str:
    """Return the tree of a commit after `scaffold update` in a clone."""
    git(copy.parent, "clone", "--quiet", str(project), str(copy))
    update(UpdateRequest(copy, to=to))
    git(copy, "add", "--all", "--force", "--", ".", ":(exclude).scaffold")
    return git(copy, "write-tree")

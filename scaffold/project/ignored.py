"""Find the files that a command creates and Git ignores, with the rules.

Every verb that creates files calls `find_ignored(project, changes, template)` before it writes.
The result is empty without Git and outside of repositories.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.apply.state import is_folder
from scaffold.files.paths import STATE
from scaffold.files.tree import Change, File, Tree, read_paths
from scaffold.git import queries as git

RULES = ".gitignore"
# Larger `.gitignore` files are not read.
_LARGEST = 1_000_000
_FORCE = "narrow the rule, or add the file with `git add --force`"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A new file that Git ignores.

    Attributes:
        path: Its path in the project.
        source: The file that contains the rule, relative to the project if the repository has it.
        line: The line of the rule, from 1.
        rule: The rule.
        advice: How to make Git track the file.
    """

    path: str
    source: str
    line: int
    rule: str
    advice: str

    @property
    def reason(self) -> str:
        """The rule with its location, and the advice."""
        return f"ignored by {self.source}:{self.line} `{self.rule}`; {self.advice}"

    def as_json(self) -> dict[str, Any]:
        """Return the file as JSON values."""
        return asdict(self)


def find_ignored(project: Path, changes: Iterable[Change], template: Tree) -> tuple[Ignored, ...]:
    """Return the files that changes create and Git ignores afterwards.

    Files that the template's own `.gitignore` files ignore are meant to be ignored and left out,
    as are files that Git already tracks.

    Args:
        project: The project folder, which need not exist yet.
        changes: All planned changes, including those of `.gitignore` files.
        template: The template output, with its `.gitignore` files.

    Raises:
        GitError: Git cannot read the rules.
    """
    made = list(changes)
    created = sorted(c.path for c in made if c.before is None and c.after is not None)
    place = _find_place(project) if created else None
    if place is None:
        return ()
    repository, inside = place
    rules = _standing_rules(repository.top, inside, created) | _changed_rules(made, inside)
    matches = _match(repository.folder, inside, rules, created)
    if matches:
        matches = _without_intended(matches, template)
    if matches and project.is_dir():
        tracked = git.list_tracked(project)
        matches = {path: match for path, match in matches.items() if path not in tracked}
    return tuple(
        explain(path, match, inside, _name_source(match, repository, inside))
        for path, match in sorted(matches.items())
    )


def explain(path: str, match: git.Match, inside: str, source: str) -> Ignored:
    """Describe why a file is ignored. Pure.

    Args:
        path: The file, relative to the project.
        match: The rule, as reported by Git.
        inside: The project, relative to the top of the repository.
        source: The file with the rule, as messages show it.
    """
    rule, advice = match.rule, _FORCE
    of_project = not PurePosixPath(match.source).is_absolute()
    if of_project and "/" not in rule.removesuffix("/"):
        below = PurePosixPath(inside, path).relative_to(PurePosixPath(match.source).parent)
        # With a leading slash, a rule only matches in the folder of its file.
        if not fnmatchcase(below.parts[0], rule.removesuffix("/")):
            advice = f"write `/{rule}`"
    return Ignored(path, source, match.line, rule, advice)


def has_state(project: Path) -> bool:
    """Return whether a project has a `.scaffold` folder."""
    return is_folder(project / STATE)


def advise_state(project: Path) -> str:
    """Advise to ignore the `.scaffold` folder if a build could package it.

    Git ignores it by a file inside, but build tools only read the `.gitignore` of the root.
    """
    if not has_state(project):
        return ""
    from scaffold.files.patterns import match_valid_patterns  # Not needed by other commands.

    rules = read_paths(project, [RULES]).get(RULES)
    lines = rules.content.decode("utf-8", "replace").splitlines() if rules else []
    if match_valid_patterns(lines).match_file(f"{STATE}/undo"):
        return ""
    return f"Add `/{STATE}/` to `{RULES}`: builds could otherwise package the backups in it"


def existing_folder(project: Path) -> Path:
    """Return a folder, or its nearest parent that exists."""
    return next(folder for folder in (project, *project.parents) if folder.is_dir())


def _find_place(project: Path) -> tuple[git.Repository, str] | None:
    """Return the repository around a project, and the path from its top to the project."""
    if not git.is_installed():
        return None
    existing = existing_folder(project)
    repository = git.find_repository(existing)
    real = existing.resolve() / project.relative_to(existing)
    if repository is None or not real.is_relative_to(repository.top):
        return None
    return repository, real.relative_to(repository.top).as_posix()


def _standing_rules(top: Path, inside: str, paths: Iterable[str]) -> dict[str, bytes]:
    """Read the current rules for some paths, from the top of the repository down."""
    folders = {folder for path in paths for folder in PurePosixPath(inside, path).parents}
    rules = {}
    for folder in folders:
        file = top / folder / RULES
        # Git does not follow symlinks, either.
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= _LARGEST:
            rules[(folder / RULES).as_posix()] = file.read_bytes()
    return rules


def _changed_rules(changes: Iterable[Change], inside: str) -> dict[str, bytes]:
    return {
        PurePosixPath(inside, change.path).as_posix(): _rules_in(change.after)
        for change in changes
        if PurePosixPath(change.path).name == RULES
    }


def _rules_in(file: File | None) -> bytes:
    return file.content if file is not None and file.kind != "link" else b""


def _match(
    repository: Path | None, inside: str, rules: Mapping[str, bytes], paths: list[str]
) -> dict[str, git.Match]:
    """Ask Git which paths some rules ignore, in a temporary folder with only these rules."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in rules.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        (Path(folder) / inside).mkdir(parents=True, exist_ok=True)
        found = git.match_ignored(repository, Path(folder), Path(folder) / inside, paths)
    return {
        path: match
        for path, match in zip(paths, found, strict=True)
        if match and not match.rule.startswith("!")
    }


def _without_intended(matches: Mapping[str, git.Match], template: Tree) -> dict[str, git.Match]:
    own = {p: _rules_in(f) for p, f in template.items() if PurePosixPath(p).name == RULES}
    intended = _match(None, ".", own, list(matches)) if own else {}
    return {path: match for path, match in matches.items() if path not in intended}


def _name_source(match: git.Match, repository: git.Repository, inside: str) -> str:
    """Return the file of a rule, relative to the project if it is in the repository."""
    source = repository.top / match.source
    if not source.is_relative_to(repository.top):
        return match.source
    return Path(os.path.relpath(source, repository.top / inside)).as_posix()

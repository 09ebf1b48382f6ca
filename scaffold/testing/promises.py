"""Update a project of a template and find what breaks a promise of updates."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from scaffold.errors import ScaffoldError
from scaffold.testing.user_edits import Edits, edit_project
from scaffold.verbs.given_options import GivenOptions, read_options
from scaffold.verbs.new import NewRequest, new
from scaffold.verbs.recover import undo
from scaffold.verbs.update import UpdateRequest, update

ANSWERS_FILE = ".copier-answers.yml"
_NAME = "project"
_OF_TOOLS = (".git/", ".scaffold/")

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Allowed:
    """Effects of updates that are meant.

    Attributes:
        removed_answers: Questions that later releases no longer ask.
        differing_files: Patterns of files that can differ from those of a new project, such as
            those in `_skip_if_exists`.
    """

    removed_answers: tuple[str, ...] = ()
    differing_files: tuple[str, ...] = ()

    def differs(self, path: str) -> bool:
        """Return whether a file can differ."""
        return any(fnmatchcase(path, pattern) for pattern in self.differing_files)


def render_project(
    template: Path, release: str, into: Path, answers: Mapping[str, Any], name: str = _NAME
) -> Path:
    """Create a project without a Git repository and return its folder.

    Raises:
        ScaffoldError: The template cannot be rendered.
    """
    source, _ = read_options(GivenOptions(template=str(template), release=release))
    request = NewRequest(name, into, source, answers, repository=False)
    return new(request).path


def find_problems(
    template: Path,
    since: str,
    to: str,
    folder: Path,
    answers: Mapping[str, Any],
    seed: int | None = None,
    allowed: Allowed | None = None,
) -> list[str]:
    """Update a project and return what breaks a promise, one line each; empty if all hold.

    Args:
        template: The repository of the template.
        since: The release of the project.
        to: The release to update to.
        folder: An empty folder for projects.
        answers: Answers to the questions; the others have their defaults.
        seed: Chooses random edits; without it, the project is not edited.
        allowed: Effects that are meant.
    """
    allowed = allowed or Allowed()
    try:
        project = render_project(template, since, folder / "old", answers)
        given = read_files(project)
        content = {path: text for path, text in given.items() if path != ANSWERS_FILE}
        edits = Edits() if seed is None else edit_project(project, content, seed)
        problems = [*_find_lost_undo(project, to), *_find_second_changes(project, to)]
        problems += _find_lost_edits(project, edits, allowed)
        if seed is None:
            problems += _find_lost_answers(given, project, allowed)
            fresh = render_project(template, to, folder / "new", _read_answers(project))
            problems += _find_differences(project, fresh, allowed)
    except ScaffoldError as error:
        return [f"{error.message} ({error.hint})" if error.hint else error.message]
    return problems


def read_files(project: Path) -> Files:
    """Return the files of a project with their contents, without those of Git and scaffold."""
    found = {}
    for path in sorted(project.rglob("*")):
        name = path.relative_to(project).as_posix()
        if path.is_symlink():
            found[name] = os.fsencode(path.readlink())
        elif path.is_file() and not name.startswith(_OF_TOOLS):
            found[name] = path.read_bytes()
    return found


def _find_lost_undo(project: Path, to: str) -> Iterator[str]:
    """Update a project, then undo and redo that."""
    before = read_files(project)
    update(UpdateRequest(project, to=to, allow_dirty=True))
    after = read_files(project)
    if after == before:
        return
    undo(project)
    if read_files(project) != before:
        yield "`scaffold undo` does not restore the project"
    undo(project)
    if read_files(project) != after:
        yield "A second `scaffold undo` does not restore the update"


def _find_lost_answers(given: Files, project: Path, allowed: Allowed) -> Iterator[str]:
    now = _read_answers(project)
    for name, answer in _parse(given[ANSWERS_FILE]).items():
        if name in allowed.removed_answers:
            continue
        if name not in now:
            yield f"The answer to `{name}` is lost: the new release does not ask it"
        elif now[name] != answer:
            yield f"The answer to `{name}` changes from {answer!r} to {now[name]!r}"


def _find_differences(project: Path, fresh: Path, allowed: Allowed) -> Iterator[str]:
    updated, expected = read_files(project), read_files(fresh)
    for path in sorted(updated.keys() | expected.keys()):
        if path == ANSWERS_FILE or allowed.differs(path):
            continue
        if updated.get(path) != expected.get(path):
            yield f"`{path}` differs from a new project, although it was not edited"


def _find_lost_edits(project: Path, edits: Edits, allowed: Allowed) -> Iterator[str]:
    files = read_files(project)
    for path, line in edits.lines.items():
        if not any(line in content for content in files.values()):
            yield f"The line added to `{path}` is lost"
    for path in edits.deleted:
        if path in files and not allowed.differs(path):
            yield f"`{path}` is there again, although it was deleted"
    for path, content in edits.added.items():
        if files.get(path) != content:
            yield f"The new file `{path}` is changed or lost"


def _find_second_changes(project: Path, to: str) -> Iterator[str]:
    before = read_files(project)
    update(UpdateRequest(project, to=to, allow_dirty=True))
    if read_files(project) != before:
        yield "A second update changes the project again"


def _read_answers(project: Path) -> dict[str, Any]:
    return _parse((project / ANSWERS_FILE).read_bytes())


def _parse(content: bytes) -> dict[str, Any]:
    answers = yaml.safe_load(content)
    return {name: value for name, value in answers.items() if not name.startswith("_")}

"""The entries of a journal: one per change, with the contents stored separately."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scaffold.apply.folders import Folder, open_folder
from scaffold.apply.journal_errors import (
    DamagedJournalError,
    NewerJournalError,
    StateError,
    UnverifiedJournalError,
)
from scaffold.apply.signing import is_signed, sign
from scaffold.apply.state import JOURNAL, enter_own
from scaffold.apply.storage import Mark, mark
from scaffold.files.paths import STATE, check_place
from scaffold.files.tree import File

_NAME = "journal.json"
# Format of the journals below; one without a number has the first format.
_FORMAT = 1
# Format of a journal of entries to move.
_NEWEST_FORMAT = 2
# Kinds of files that an entry can write or remove.
_KINDS = frozenset({"file", "executable", "link"})


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change in a journal; the contents are stored under its number.

    Attributes:
        number: Its number in the journal.
        path: The path that changes.
        before: Fingerprint of the file before the change; None for no file.
        after: Fingerprint of the file after the change; None for no file.
        mode: Mode of the file before the change; None for a symlink, no file, or old journals.
    """

    number: int
    path: str
    before: Mark | None
    after: Mark | None
    mode: int | None = None

    @property
    def name(self) -> str:
        """The file name of its old and new contents."""
        return str(self.number)


def write_steps(folder: Folder, command: str, steps: Sequence[JournalEntry], project: Path) -> None:
    """Write the entries of a journal, after their contents."""
    journal = {"format": _FORMAT, "command": command, "steps": [asdict(step) for step in steps]}
    write_journal(folder, journal, project)


def write_journal(folder: Folder, journal: Mapping[str, Any], project: Path) -> None:
    """Sign and write a journal, after its contents."""
    folder.write(_NAME, File(json.dumps(sign(journal, project), indent=1).encode()))


def read_journal(folder: Folder) -> dict[str, Any]:
    """Read a journal, which can come from anyone.

    Raises:
        StateError: It is not a journal.
        NewerJournalError: Its format is newer than this version.
    """
    name = f"{STATE}/{folder.path.name}"
    try:
        journal = json.loads(_read_text(folder))
        is_newer = journal.get("format", _FORMAT) > _NEWEST_FORMAT
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise StateError(name) from error
    if is_newer:
        raise NewerJournalError(name)
    return dict(journal)


def check_journal(project: Path) -> bool:
    """Return whether a project has a journal, and refuse one that `recover` would not follow.

    Raises:
        StateError: Something else is in its place.
        NewerJournalError: It has a form that this version does not know.
        UnverifiedJournalError: This user did not write it on this machine, for this project.
    """
    with ExitStack() as stack:
        try:
            top = stack.enter_context(open_folder(project))
            state = stack.enter_context(enter_own(top, STATE, STATE))
            folder = stack.enter_context(enter_own(state, JOURNAL, f"{STATE}/{JOURNAL}"))
        except FileNotFoundError:
            return False
        check_signature(folder, read_journal(folder), project, unverified=False)
    return True


def read_steps(
    folder: Folder, journal: Mapping[str, Any], project: Path, *, unverified: bool
) -> list[JournalEntry]:
    """Read the entries of a journal.

    Args:
        folder: The folder of the journal.
        journal: The parsed journal.
        project: The project folder.
        unverified: Accept a journal of another user or machine.

    Raises:
        StateError: An entry is invalid.
        ForbiddenPlaceError: A path is outside the project, or inside `.git`.
        UnverifiedJournalError: Another user or machine wrote it, or it is of another project.
    """
    try:
        steps = [_read_step(step) for step in journal["steps"]]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise StateError(f"{STATE}/{folder.path.name}") from error
    for step in steps:
        check_place(step.path)
    check_signature(folder, journal, project, unverified=unverified)
    return steps


def check_signature(
    folder: Folder, journal: Mapping[str, Any], project: Path, *, unverified: bool
) -> None:
    """Refuse a journal that this user did not write on this machine for this project.

    Raises:
        UnverifiedJournalError: The signature is missing or wrong.
    """
    if not unverified and not is_signed(journal, project):
        command = "undo" if folder.path.name == "undo" else "recover"
        raise UnverifiedJournalError(f"{STATE}/{folder.path.name}", command)


def _read_text(folder: Folder) -> str:
    file = folder.read(_NAME)
    if file is None or file.kind not in {"file", "executable"}:
        raise ValueError(file)
    return file.content.decode("utf-8")


def read_stored(folder: Folder, side: str) -> dict[str, File]:
    """Return the `new` or `old` contents of a journal, by the number of the entry.

    Raises:
        StateError: The path of their folder is occupied by something else.
    """
    try:
        with enter_own(folder, side, f"{STATE}/{folder.path.name}/{side}") as stored:
            files = {name: stored.read(name) for name in stored.names()}
    except FileNotFoundError:
        return {}
    return {name: file for name, file in files.items() if file is not None}


def check_stored(
    folder: Folder, step: JournalEntry, stored: File | None, wanted: Mark | None
) -> None:
    """Refuse a stored content with another digest.

    Raises:
        DamagedJournalError: The content is missing or was changed.
    """
    if mark(stored) != wanted:
        raise DamagedJournalError(f"{STATE}/{folder.path.name}", step.path)


def _read_step(step: Mapping[str, Any]) -> JournalEntry:
    number, path = step["number"], step["path"]
    # The number is used as a file name: a text could be any path.
    if type(number) is not int or not isinstance(path, str) or "\0" in path:
        raise ValueError(step)
    mode = step.get("mode")
    if mode is not None and (type(mode) is not int or mode & ~0o777):
        raise ValueError(step)
    return JournalEntry(number, path, _read_mark(step["before"]), _read_mark(step["after"]), mode)


def _read_mark(value: Mapping[str, Any] | None) -> Mark | None:
    if value is None:
        return None
    read = Mark(**value)
    if read.kind not in _KINDS:
        raise ValueError(value)
    return read

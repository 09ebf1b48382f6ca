"""What a journal remembers: one step for each change, and the contents beside them."""

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
# The form of the journals below; one without a number is of the first form.
_FORMAT = 1
# That of a journal which says what to move instead of steps.
_NEWEST_FORMAT = 2
# What a step can put down or take away.
_KINDS = frozenset({"file", "executable", "link"})


@dataclass(frozen=True, slots=True)
class Step:
    """One change as a journal remembers it; the contents are stored beside it, by its number.

    Attributes:
        number: Its number in the journal.
        path: The path that changes.
        before: What was there.
        after: What is to be there.
        mode: The mode of what was there; None for a symlink, for nothing, and in old journals.
    """

    number: int
    path: str
    before: Mark | None
    after: Mark | None
    mode: int | None = None

    @property
    def name(self) -> str:
        """The name of its contents: the new one, gone once it is in its place, and the old one."""
        return str(self.number)


def write_steps(folder: Folder, command: str, steps: Sequence[Step], project: Path) -> None:
    """Write the list of a journal, after the contents that it speaks of."""
    journal = {"format": _FORMAT, "command": command, "steps": [asdict(step) for step in steps]}
    write_journal(folder, journal, project)


def write_journal(folder: Folder, journal: Mapping[str, Any], project: Path) -> None:
    """Sign and write what a journal says, after the contents that it speaks of."""
    folder.write(_NAME, File(json.dumps(sign(journal, project), indent=1).encode()))


def read_journal(folder: Folder) -> dict[str, Any]:
    """Read what a journal says, which anyone may have put there.

    Raises:
        StateError: It is not a journal.
        NewerJournalError: It has a form that this version does not know.
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
    """Say whether a project has a journal, and refuse one that `recover` would not follow.

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
) -> list[Step]:
    """Read the list of a journal.

    Args:
        folder: The folder of the journal.
        journal: What it says.
        project: The folder of the project.
        unverified: Accept one that this user did not write on this machine.

    Raises:
        StateError: It is not a list of steps.
        ForbiddenPlaceError: A step leads out of the project, or into `.git`.
        UnverifiedJournalError: This user did not write it on this machine, for this project.
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
    """Refuse a journal that this user did not write on this machine, for this project.

    Raises:
        UnverifiedJournalError: It is not known to be the user's.
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
    """Return the contents on one side of a journal, `new` or `old`, by the number of the step.

    Raises:
        StateError: Something else is in the place of their folder.
    """
    try:
        with enter_own(folder, side, f"{STATE}/{folder.path.name}/{side}") as stored:
            files = {name: stored.read(name) for name in stored.names()}
    except FileNotFoundError:
        return {}
    return {name: file for name, file in files.items() if file is not None}


def check_stored(folder: Folder, step: Step, stored: File | None, wanted: Mark | None) -> None:
    """Refuse a content that is not the one that was stored.

    Raises:
        DamagedJournalError: It names the file.
    """
    if mark(stored) != wanted:
        raise DamagedJournalError(f"{STATE}/{folder.path.name}", step.path)


def _read_step(step: Mapping[str, Any]) -> Step:
    number, path = step["number"], step["path"]
    # The number is the name of a file: a text could lead anywhere.
    if type(number) is not int or not isinstance(path, str) or "\0" in path:
        raise ValueError(step)
    mode = step.get("mode")
    if mode is not None and (type(mode) is not int or mode & ~0o777):
        raise ValueError(step)
    return Step(number, path, _read_mark(step["before"]), _read_mark(step["after"]), mode)


def _read_mark(value: Mapping[str, Any] | None) -> Mark | None:
    if value is None:
        return None
    read = Mark(**value)
    if read.kind not in _KINDS:
        raise ValueError(value)
    return read

"""What a journal remembers: one step for each change, and the contents beside them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scaffold.apply.places import STATE, check_place
from scaffold.apply.storage import Mark, mark, store
from scaffold.errors import DamagedJournalError, NewerJournalError, StateError
from scaffold.trees import File, read_tree

_NAME = "journal.json"
# The form of the journals below; one without a number is of the first form.
_FORMAT = 1
# What a step can put down or take away.
_KINDS = frozenset({"file", "executable", "link"})


@dataclass(frozen=True, slots=True)
class Step:
    """One change as a journal remembers it; the contents are stored beside it, by its number."""

    number: int
    path: str
    before: Mark | None
    after: Mark | None

    def new(self, folder: Path) -> Path:
        """Return where the new content waits; it is gone once it is in its place."""
        return folder / "new" / str(self.number)

    def old(self, folder: Path) -> Path:
        """Return where the old content is kept."""
        return folder / "old" / str(self.number)


def write_steps(folder: Path, command: str, steps: Sequence[Step]) -> None:
    """Write the list of a journal, after the contents that it speaks of."""
    journal = {"format": _FORMAT, "command": command, "steps": [asdict(step) for step in steps]}
    store(folder / _NAME, File(json.dumps(journal, indent=1).encode()))


def read_steps(folder: Path) -> list[Step]:
    """Read the list of a journal, which somebody else may have put there.

    Raises:
        StateError: It is no list of steps.
        NewerJournalError: It has a form that this version does not know.
        ForbiddenPlaceError: A step leads out of the project, or into `.git`.
    """
    name = f"{STATE}/{folder.name}"
    try:
        journal = json.loads((folder / _NAME).read_text("utf-8"))
        if journal.get("format", _FORMAT) > _FORMAT:
            raise NewerJournalError(name)
        steps = [_read_step(step) for step in journal["steps"]]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise StateError(name) from error
    for step in steps:
        check_place(step.path)
    return steps


def read_stored(folder: Path, side: str) -> dict[str, File]:
    """Return the contents on one side of a journal, `new` or `old`, by the number of the step.

    Raises:
        StateError: A link stands in the place of their folder.
    """
    if (folder / side).is_symlink():
        raise StateError(f"{STATE}/{folder.name}/{side}")
    return read_tree(folder / side)


def check_stored(folder: Path, step: Step, stored: File | None, wanted: Mark | None) -> None:
    """Refuse a content that is not the one that was stored.

    Raises:
        DamagedJournalError: It names the file.
    """
    if mark(stored) != wanted:
        raise DamagedJournalError(f"{STATE}/{folder.name}", step.path)


def _read_step(step: Mapping[str, Any]) -> Step:
    number, path = step["number"], step["path"]
    # The number is the name of a file: a text could lead anywhere.
    if type(number) is not int or not isinstance(path, str) or "\0" in path:
        raise ValueError(step)
    return Step(number, path, _read_mark(step["before"]), _read_mark(step["after"]))


def _read_mark(value: Mapping[str, Any] | None) -> Mark | None:
    if value is None:
        return None
    read = Mark(**value)
    if read.kind not in _KINDS:
        raise ValueError(value)
    return read

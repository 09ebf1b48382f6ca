"""The journal of a fleet: what each run was asked for, and how far it came. It only saves time."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.errors import FleetError, UnreadableFileError
from scaffold.files.paths import naming_failed_writes
from scaffold.files.reading import read_text

_FOLDER, _FILE = ".scaffold-fleet", "journal.jsonl"
_LARGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run in a journal.

    Attributes:
        options: What it was asked for.
        chosen: The names of the projects that it was to update; None if it ended before.
        reports: The last report of each project that it came to, as JSON values.
    """

    options: dict[str, Any]
    chosen: tuple[str, ...] | None
    reports: dict[str, dict[str, Any]]


class Journal:
    """A file with the events of one run, written to the disk after each line.

    Args:
        folder: The folder of the fleet.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FOLDER / _FILE

    def begin(self, options: Mapping[str, Any]) -> None:
        """Begin a run, in place of the last one."""
        new = self._path.with_name("journal.new")
        with self._naming_failures():
            new.unlink(missing_ok=True)  # A killed command can have left it.
            _append(new, {"event": "begin", "options": dict(options)})
            new.replace(self._path)

    def choose(self, names: list[str]) -> None:
        """Record the projects that a run is for."""
        self._write({"event": "chosen", "names": names})

    def report(self, report: Mapping[str, Any]) -> None:
        """Record the state of a project."""
        self._write({"event": "report", "report": dict(report)})

    def _write(self, event: Mapping[str, Any]) -> None:
        with self._naming_failures():
            _append(self._path, event)

    @contextmanager
    def _naming_failures(self) -> Iterator[None]:
        """Create the folder, which Git ignores, and name what cannot be written in it."""
        with naming_failed_writes(self._path.parent, "Fix the cause, then `scaffold fleet resume`"):
            self._path.parent.mkdir(exist_ok=True)
            ignored = self._path.with_name(".gitignore")
            if not ignored.exists():
                ignored.write_text("*\n", "utf-8")
            yield

    def read_last(self) -> LastRun:
        """Return the last run.

        Raises:
            FleetError: There is none.
        """
        last = None
        for event in self._read():
            if event.get("event") == "begin":
                last = LastRun(dict(event["options"]), None, {})
            elif last and event.get("event") == "chosen":
                last = LastRun(last.options, tuple(map(str, event["names"])), last.reports)
            elif last and event.get("event") == "report":
                last.reports[str(event["report"]["name"])] = event["report"]
        if last is None:
            raise FleetError("No earlier run in this folder", "Run `scaffold fleet update`")
        return last

    def _read(self) -> Iterator[dict[str, Any]]:
        text = ""
        with suppress(OSError, UnreadableFileError, UnicodeDecodeError):
            text = read_text(self._path, limit=_LARGEST)
        for line in text.split("\n"):
            with suppress(ValueError):  # A line can be unfinished.
                event = json.loads(line)
                if isinstance(event, dict):
                    yield event


def _append(path: Path, event: Mapping[str, Any]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        # A line that a killed command left unfinished is ended first.
        os.write(descriptor, b"\n" + json.dumps(event).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

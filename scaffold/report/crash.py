"""Report an unexpected error: write a file for a bug report, and print its path."""

import os
import platform
import sys
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scaffold.files.user_data import DATA_ADDRESS, find_place
from scaffold.report.console import print_foreign, print_line

REPORT_ADDRESS = f"{DATA_ADDRESS}/crash.txt"
_PACKAGES = ("mlops-scaffold", "copier", "jinja2", "typer", "rich", "pyyaml")


def report_crash(error: BaseException) -> None:
    """Write a crash report to the user's own folder, and print where; else print the report.

    Of the command line only the name of the command is reported: options can contain secrets.
    """
    text = _describe(error)
    place = _write(text)
    if place is None:
        print_foreign(text)
        return
    summary = traceback.format_exception_only(error)[-1].strip()
    print_line(("error: ", "bold red"), f"Unexpected error: {summary}", aside=True)
    print_line(("hint: ", "bold"), f"Report this bug with the file {place}", aside=True)


def _describe(error: BaseException) -> str:
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    lines = [
        f"command: scaffold {command}".rstrip(),
        f"python: {platform.python_version()} on {sys.platform}",
        *(f"{name}: {_find_version(name)}" for name in _PACKAGES),
        "",
        *traceback.format_exception(error),
    ]
    return "\n".join(line.rstrip("\n") for line in lines) + "\n"


def _find_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _write(text: str) -> Path | None:
    """Write the report where only its user can read it; None where it cannot be written."""
    place = find_place(REPORT_ADDRESS)
    if place is None:
        return None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return None
    return place

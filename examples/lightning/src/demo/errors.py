"""Errors that a user can fix: one sentence, one hint, one exit code."""

from typing import ClassVar


class ProjectError(Exception):
    """What is wrong, and what to do about it; the command line prints both, and no traceback."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep message and hint apart, so that each is printed on its own line."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigError(ProjectError):
    """A configuration that is missing, not valid, or does not fit the data."""


class DataError(ProjectError):
    """Data that cannot be read or learned from."""


class RunError(ProjectError):
    """A training run that is unknown, damaged or not trusted."""


class InputError(ProjectError):
    """Images or rows that cannot be predicted."""

"""Errors that a user can fix: one sentence, one hint, one exit code."""

from typing import ClassVar


class ProjectError(Exception):
    """Say what is wrong, and what to do about it.

    The command line prints both and exits with `exit_code`; nothing else is caught there, so a
    mistake in the code itself still shows its traceback.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the message and the hint apart, so that each can be printed on its own line."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class DataError(ProjectError):
    """Data that cannot be found, read or trusted."""


class ArgumentsError(ProjectError):
    """A parameter that is unknown, of the wrong type or out of range."""


class RunError(ProjectError):
    """A training run that is unknown, corrupt or untrusted."""


class InputError(ProjectError):
    """Something to predict that cannot be read or used."""


class AddressError(ProjectError):
    """An address that cannot be listened on."""

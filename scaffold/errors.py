"""Every error a person can meet, with its hint and its exit code."""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """Exit codes of every command, as the reference documents them."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    UPDATE_AVAILABLE = 3
    CONFLICTS = 4
    REFUSED = 5
    INTERRUPTED = 130


class ScaffoldError(Exception):
    """Something that a person can understand and mend.

    Args:
        message: One sentence that says what is wrong.
        hint: One sentence that says what to do now; empty where there is nothing to advise.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.ERROR

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the message and the hint apart, so that each is printed on its own line."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidNameError(ScaffoldError):
    """The name cannot be a folder, a distribution and an import package at once."""

    exit_code = ExitCode.USAGE


class InvalidAnswerError(ScaffoldError):
    """An answer is unknown to the template, or its value is not one the question takes."""

    exit_code = ExitCode.USAGE


class DestinationError(ScaffoldError):
    """Something already stands where the project should go."""

    exit_code = ExitCode.REFUSED


class TemplateSourceError(ScaffoldError):
    """The template cannot be read, or asks for more trust than it has."""


class GitError(ScaffoldError):
    """Git is missing, or one of its commands did not succeed."""


class FirstRunError(ScaffoldError):
    """The project was made, but setting it up or running it did not succeed."""


class WriteError(ScaffoldError):
    """The file system refused a write: no space, no permission, no such device."""

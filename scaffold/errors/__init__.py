"""Errors that users can fix, each with a message, a hint and an exit code."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from scaffold.errors.exit_codes import ExitCode


class ScaffoldError(Exception):
    """Base class of the errors that commands report without a traceback.

    Args:
        message: What happened, without a final period.
        hint: What to do next, as an imperative; empty if there is nothing to advise.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.ERROR

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidNameError(ScaffoldError):
    """A name is invalid as a folder, a distribution or a Python package."""

    exit_code = ExitCode.USAGE


class InvalidAnswerError(ScaffoldError):
    """An answer belongs to no question of the template, or its value is invalid."""

    exit_code = ExitCode.USAGE


class TableError(ScaffoldError):
    """The table that a project is to learn from is missing, empty, or lacks a column."""

    exit_code = ExitCode.USAGE


class DestinationError(ScaffoldError):
    """The destination of a project, or the folder to adopt, cannot be used."""

    exit_code = ExitCode.REFUSED


class TemplateSourceError(ScaffoldError):
    """The template cannot be read or rendered."""


class GitError(ScaffoldError):
    """Git is missing, or one of its commands failed."""


class FirstRunError(ScaffoldError):
    """The project was created, but cannot be installed or run."""


class WriteError(ScaffoldError):
    """The file system refused a write: no space, no permission, no such device."""


class FileAccessError(ScaffoldError):
    """The file system refused an operation that no command handles."""

    def __init__(self, error: OSError) -> None:
        path, reason = error.filename, str(error.strerror or error).lower()
        super().__init__(f"Cannot access `{path}`: {reason}" if path else reason.capitalize())


class UnreadableFileError(ScaffoldError):
    """A path is not a regular file, or the file is too large.

    Attributes:
        reason: What the path is instead, as a noun.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"Cannot read `{path}`: it is {reason}", "Move it and retry")
        self.reason = reason


class InvalidBaselineError(ScaffoldError):
    """A file is not a baseline of `scaffold doctor`."""

    exit_code = ExitCode.USAGE

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"Invalid baseline `{path}`: {reason}",
            "Run `scaffold doctor --write-baseline` to write it again",
        )


class ProjectBusyError(ScaffoldError):
    """Another command is changing the project."""

    exit_code = ExitCode.REFUSED


class ForbiddenPlaceError(ScaffoldError):
    """A path is outside the project, or inside a `.git` or `.scaffold` folder."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Refusing to write `{path}`: the path is outside the project or reserved",
            "Check the source of the template or the journal",
        )


class NotAProjectError(ScaffoldError):
    """A folder has no answers file, so its template is unknown."""

    exit_code = ExitCode.REFUSED


class AlreadyAProjectError(ScaffoldError):
    """A folder to adopt is already a project with other answers or another template."""

    exit_code = ExitCode.REFUSED


class AnswersFileError(ScaffoldError):
    """The answers file of a project is invalid."""


class InterruptedCommandError(ScaffoldError):
    """An earlier command was interrupted while it changed the project."""

    exit_code = ExitCode.REFUSED

    def __init__(self) -> None:
        super().__init__(
            "A previous command was interrupted", "Run `scaffold recover` to finish it"
        )


class CutShortError(ScaffoldError):
    """The user stopped this command while it changed a project."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self) -> None:
        super().__init__(
            "Interrupted while changing the project", "Run `scaffold recover` to finish it"
        )


class UncleanRepositoryError(ScaffoldError):
    """The repository has uncommitted changes, or a merge or rebase is in progress."""

    exit_code = ExitCode.REFUSED


class UntrustedRepositoryError(ScaffoldError):
    """Git refuses to read a repository that another user owns.

    Args:
        folder: A folder in the repository.
        remedy: The command that makes Git trust it.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, folder: Path, remedy: str) -> None:
        super().__init__(
            f"Git refuses to read `{folder}`: another user owns the repository",
            f"If you trust it, run `{remedy}`",
        )


class DowngradeError(ScaffoldError):
    """The target release is older than the release of the project."""

    exit_code = ExitCode.REFUSED


class FleetError(ScaffoldError):
    """The list of a fleet is missing or invalid, or a command on a fleet cannot begin."""

    exit_code = ExitCode.REFUSED


class ExerciseError(ScaffoldError):
    """An exercise of a workshop is unknown, or its function is missing."""


class UnknownCheckError(ScaffoldError):
    """A selected check does not exist."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, known: Iterable[str]) -> None:
        hint = f"Available: {', '.join(known)} and the checks of installed plugins"
        super().__init__(f"Unknown check `{name}`", hint)


class PluginError(ScaffoldError):
    """Another plugin of repo-review failed."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"A repo-review plugin failed: {type(error).__name__}: {error}",
            "Fix the file, or skip other plugins with `--select ML`",
        )

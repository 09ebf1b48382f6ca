"""Every error a person can meet, with its hint and its exit code."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from scaffold.exit_codes import ExitCode


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


class FileAccessError(ScaffoldError):
    """The file system refused something that no command expects it to refuse."""

    def __init__(self, error: OSError) -> None:
        """Say where and why."""
        place, reason = error.filename, str(error.strerror or error).lower()
        super().__init__(f"{place}: {reason}." if place else f"{reason.capitalize()}.")


class UnreadableFileError(ScaffoldError):
    """A path does not lead to a regular file of a size that commands read.

    Attributes:
        reason: What is at the path instead, as a noun.
    """

    def __init__(self, path: str, reason: str) -> None:
        """Name the path and what is there."""
        super().__init__(f"{path} cannot be read: it is {reason}.", "Move it elsewhere and retry.")
        self.reason = reason


class ProjectBusyError(ScaffoldError):
    """Another command is changing the project."""

    exit_code = ExitCode.REFUSED


class ForbiddenPlaceError(ScaffoldError):
    """A path leads out of the project, or into the folders of git's and of scaffold's own."""

    def __init__(self, path: str) -> None:
        """Name the path."""
        super().__init__(
            f"{path!r} may not be written: it is outside the project, or git's, or scaffold's own.",
            "Look at who gave the template or the journal that names it.",
        )


class NotAProjectError(ScaffoldError):
    """A folder has no answers: no release of a template is known to have made it."""

    exit_code = ExitCode.REFUSED


class AlreadyAProjectError(ScaffoldError):
    """A folder has answers, so there is nothing to adopt."""

    exit_code = ExitCode.REFUSED


class AnswersFileError(ScaffoldError):
    """The answers of a project cannot be read."""


class InterruptedCommandError(ScaffoldError):
    """An earlier command was interrupted while it changed the project."""

    exit_code = ExitCode.REFUSED

    def __init__(self) -> None:
        """Say what helps."""
        super().__init__(
            "An earlier command was interrupted here.", "Finish it with `scaffold recover`."
        )


class CutShortError(ScaffoldError):
    """Someone stopped this command while it changed a project."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self) -> None:
        """Say what helps."""
        super().__init__(
            "The command was stopped while it changed the project.",
            "Finish it with `scaffold recover`.",
        )


class UncleanRepositoryError(ScaffoldError):
    """The state of the repository would mix an update with other work."""

    exit_code = ExitCode.REFUSED


class UntrustedRepositoryError(ScaffoldError):
    """Git does not look into a repository that belongs to another user of the machine."""

    exit_code = ExitCode.REFUSED

    def __init__(self, folder: Path, remedy: str) -> None:
        """Name a folder in it, and give git's own remedy, a command."""
        super().__init__(
            f"Git does not trust the repository of {folder}: it belongs to another user.",
            f"If you do, run `{remedy}`.",
        )


class DowngradeError(ScaffoldError):
    """The release that is wanted is older than the one the project is at."""

    exit_code = ExitCode.REFUSED


class ExerciseError(ScaffoldError):
    """An exercise of a workshop is unknown, or its function is not to be found."""


class UnknownCheckError(ScaffoldError):
    """No installed check has a name that was selected."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Name it, and those there are."""
        hint = f"There are {', '.join(known)}, and those of installed plugins."
        super().__init__(f"There is no check {name!r}.", hint)


class PluginError(ScaffoldError):
    """A plugin of repo-review that others made cannot cope with a file of the project."""

    def __init__(self, error: Exception) -> None:
        """Show what it says."""
        super().__init__(
            f"A plugin of repo-review failed: {type(error).__name__}: {error}.",
            "Mend the file that it means, or leave its checks out: `--select ML`.",
        )

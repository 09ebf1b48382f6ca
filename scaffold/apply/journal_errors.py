"""Errors of journals and of the folder that holds them."""

from collections.abc import Sequence

from scaffold.errors import ScaffoldError
from scaffold.exit_codes import ExitCode


class StateError(ScaffoldError):
    """Something else stands where scaffold keeps its lock and its journal."""

    exit_code = ExitCode.REFUSED

    def __init__(self, path: str) -> None:
        """Name the place."""
        super().__init__(
            f"{path} is not what scaffold puts there.", "Move it elsewhere, and try again."
        )


class NewerJournalError(ScaffoldError):
    """A newer scaffold has written a journal in a form that this one does not know."""

    exit_code = ExitCode.REFUSED

    def __init__(self, path: str) -> None:
        """Name the place."""
        super().__init__(
            f"A newer scaffold wrote {path}.", "Install a newer mlops-scaffold, and try again."
        )


class UnverifiedJournalError(ScaffoldError):
    """A journal does not come from this user on this machine, or belongs to another project."""

    exit_code = ExitCode.REFUSED

    def __init__(self, journal: str, command: str) -> None:
        """Name the journal, and the command that would follow it."""
        super().__init__(
            f"{journal} was not written here by you, so it could change any file of the project.",
            f"Delete it, or check its journal.json and run `scaffold {command} --unverified`.",
        )


class DamagedJournalError(ScaffoldError):
    """What a journal keeps is missing, or is not what was stored in it."""

    exit_code = ExitCode.REFUSED

    def __init__(self, journal: str, path: str) -> None:
        """Name the journal, and the file whose content it should hold."""
        super().__init__(
            f"{journal} is damaged: it does not hold what belongs at {path}.",
            f"Nothing was written; move {journal} elsewhere, and look at the project with git.",
        )


class NothingToUndoError(ScaffoldError):
    """No command that changed the project is remembered."""

    exit_code = ExitCode.REFUSED

    def __init__(self) -> None:
        """Say so."""
        super().__init__("There is nothing to undo here.", "Only the last command is remembered.")


class EditedSinceError(ScaffoldError):
    """Files that a command wrote have been edited since."""

    exit_code = ExitCode.REFUSED

    def __init__(self, paths: Sequence[str]) -> None:
        """Name the first of them."""
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        super().__init__(
            f"{paths[0]}{more} changed since; undo would lose that.",
            "Save your changes elsewhere, or take them back, and try again.",
        )

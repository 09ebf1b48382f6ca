"""Errors of journals and of the `.scaffold` folder."""

from collections.abc import Sequence

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.errors.wording import agree, count


class StateError(ScaffoldError):
    """A path in the `.scaffold` folder is not what commands write there."""

    exit_code = ExitCode.REFUSED

    def __init__(self, path: str) -> None:
        super().__init__(f"Unexpected file at `{path}`", "Move it and retry")


class NewerJournalError(ScaffoldError):
    """A journal has a format that only a newer version knows."""

    exit_code = ExitCode.REFUSED

    def __init__(self, path: str) -> None:
        super().__init__(
            f"`{path}` was written by a newer scaffold", "Upgrade mlops-scaffold and retry"
        )


class UnverifiedJournalError(ScaffoldError):
    """A journal was written by another user, on another machine or for another project."""

    exit_code = ExitCode.REFUSED

    def __init__(self, journal: str, command: str) -> None:
        super().__init__(
            f"`{journal}` was not written by you on this machine and could change any file",
            f"Delete it, or check its `journal.json` and run `scaffold {command} --unverified`",
        )


class DamagedJournalError(ScaffoldError):
    """The stored content of a file is missing in a journal, or has another digest."""

    exit_code = ExitCode.REFUSED

    def __init__(self, journal: str, path: str) -> None:
        super().__init__(
            f"Journal `{journal}` is corrupt: no stored content for `{path}`",
            f"Nothing was changed. Move `{journal}` out of the project and run `git status`",
        )


class NothingToUndoError(ScaffoldError):
    """The project has no record of a command to undo."""

    exit_code = ExitCode.REFUSED

    def __init__(self) -> None:
        super().__init__("Nothing to undo")


class EditedSinceError(ScaffoldError):
    """Files that a command wrote were edited afterwards."""

    exit_code = ExitCode.REFUSED

    def __init__(self, paths: Sequence[str]) -> None:
        edited, were = count(len(paths), "file"), agree(len(paths), "was", "were")
        more = ", ..." if len(paths) > 1 else ""
        super().__init__(
            f"Cannot undo: {edited} {were} edited afterwards (`{paths[0]}`{more})",
            "Commit or stash your changes, then revert these files",
        )

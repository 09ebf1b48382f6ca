"""Exit codes. The reference page is generated from this module."""

from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """Exit codes of every command.

    Attributes:
        meaning: What happened, for the reference page.
        advice: What to do next.
    """

    meaning: str
    advice: str

    def __new__(cls, code: int, meaning: str, advice: str) -> Self:
        """Store the texts as attributes of the number."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning, member.advice = meaning, advice
        return member

    DONE = 0, "Success, or nothing to do.", ""
    ERROR = (
        1,
        "The command failed: for example, the template cannot be read or the disk is full.",
        "Follow the hint.",
    )
    USAGE = (
        2,
        "Invalid option, answer or name.",
        "Correct the command line.",
    )
    FINDINGS = (
        3,
        (
            "`check` found a newer release, drift, or files that were not created; "
            "`doctor` found problems; the tests of `workshop check` do not pass."
        ),
        "Run `scaffold diff` or `scaffold check --patch`, or fix the problems.",
    )
    CONFLICTS = (
        4,
        (
            "The command succeeded, but some files need your attention: conflicts, files that "
            "were not deleted, not created or skipped, new files that Git ignores, and values of "
            "a moved notebook that differ from the original. With `--prove`: checks of the project "
            "would fail, and nothing was written. `dependencies`: the new declaration resolves to "
            "other packages, and nothing was written; or an old one was not removed."
        ),
        "Review each listed file or check.",
    )
    REFUSED = (
        5,
        (
            "The command did not start: uncommitted changes, not a project, another command is "
            "running or was interrupted, a journal that is corrupt or from another machine, a "
            "repository that Git does not trust, a template that you do not trust, or dependencies "
            "that cannot be converted."
        ),
        "Follow the hint and run the command again.",
    )
    NOT_PROVED = (
        6,
        (
            "`notebook verify` proved nothing: the original notebook fails, or none of its values "
            "can be compared. `--prove` proved nothing: the project has no checks, or none of them "
            "succeeds before the change; nothing was written. `dependencies` resolved nothing: no "
            "package index can be reached, or the old declaration has no solution."
        ),
        "Fix the notebook, the checks or the environment and run the command again.",
    )
    INTERRUPTED = (
        130,
        "You pressed Ctrl-C.",
        "Run the command again, or `scaffold recover` if the error says so.",
    )

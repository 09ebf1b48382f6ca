"""How commands end. The page of the reference is written from this."""

from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """Exit codes of every command.

    Attributes:
        meaning: What has happened, for the reference.
        advice: What to do now.
    """

    meaning: str
    advice: str

    def __new__(cls, code: int, meaning: str, advice: str) -> Self:
        """Keep the words beside the number."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning, member.advice = meaning, advice
        return member

    DONE = 0, "The command did what it was asked for, or there was nothing to do.", "Go on."
    ERROR = (
        1,
        "Something failed: a template cannot be read, a disk is full, git refused.",
        "Read the hint.",
    )
    USAGE = (
        2,
        "An option, an answer or a name is not one that the command takes.",
        "Correct what you typed.",
    )
    FINDINGS = (
        3,
        (
            "`check` found a newer release, drift in managed files, or files of the release that "
            "could not be created; "
            "`doctor` found something."
        ),
        "`scaffold diff`, or `scaffold check --patch`; what `doctor` says.",
    )
    CONFLICTS = (
        4,
        (
            "The command did what it could, and names what you have to look at: conflicts, "
            "protected files, files in the way, new files that Git would ignore, values of a moved "
            "notebook that differ from the original."
        ),
        "Look at each file that it names.",
    )
    REFUSED = (
        5,
        (
            "The command did not start: uncommitted changes, not a project, another running "
            "command, an interrupted one, a journal that is damaged or from elsewhere, a "
            "repository that git does not trust, a template that you do not trust."
        ),
        "Do what the hint says, and try again.",
    )
    NOT_PROVED = (
        6,
        (
            "`notebook verify` could not prove anything: the original does not run to its end, or "
            "nothing of it can be compared."
        ),
        "Fix the original notebook, or its environment, and run it again.",
    )
    INTERRUPTED = 130, "You pressed Ctrl-C.", "Run it again; `scaffold recover` if it says so."

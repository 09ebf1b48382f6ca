"""What an update did to a project, read from its files. Pure: texts in, a few words out."""

from collections.abc import Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]

KEPT = "kept + updated"
CONFLICT = "conflict"
LEFT_BEHIND = "owner's edit left behind"
OWNER_LOST = "OWNER'S EDIT LOST"
TEMPLATE_LOST = "template change lost"
TRACEBACK = "traceback"
UNTOUCHED = "left as it was"
CHANGED_AGAIN = "changed again"

_MARKER = "<<<<<<< "
_REJECTED = ".rej"


@dataclass(frozen=True, slots=True)
class Trace:
    """What shows in the files that somebody's change is there.

    Attributes:
        text: What a file holds; None when it is the missing file that shows it.
        path: The file in which it belongs.
        behind: Where it also counts as not lost, although it belongs elsewhere now.
    """

    text: str | None
    path: str
    behind: str | None = None

    def is_in(self, files: Texts) -> bool:
        """Return whether it is where it belongs."""
        if self.text is None:
            return self.path not in files
        return self.text in files.get(self.path, "")

    def is_left_behind(self, files: Texts) -> bool:
        """Return whether it is only where the file stood before."""
        return self.behind is not None and (self.text or "") in files.get(self.behind, "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A project before an update and after it.

    Attributes:
        before: Its files when the owner started the tool.
        after: Its files when the tool had ended.
        exit_code: What the tool told the shell.
        output: What the tool printed; only looked at for a traceback.
        again: Its files after the same update once more; None where that was not done.
    """

    before: Texts
    after: Texts
    exit_code: int
    output: str
    again: Texts | None = None


def judge(outcome: Outcome, owner: Trace, template: Trace) -> str:
    """Return the cell of the table: what happened, and an exit code where it matters.

    The worst that is true is what counts: lost work before a traceback, both before a conflict.

    Args:
        outcome: What the tool did.
        owner: What shows that the owner's change is still there.
        template: What shows that the template's change arrived.
    """
    verdict = _verdict(outcome, owner, template)
    is_plain = verdict in {KEPT, TRACEBACK} and not outcome.exit_code
    return verdict if is_plain else f"{verdict}, exit {outcome.exit_code}"


def _verdict(outcome: Outcome, owner: Trace, template: Trace) -> str:
    after = outcome.after
    if not owner.is_in(after) and not owner.is_left_behind(after):
        return OWNER_LOST
    if "Traceback (most recent call last)" in outcome.output:
        return TRACEBACK
    if outcome.before == after:
        return UNTOUCHED
    if has_conflict(outcome.before, after):
        return CONFLICT
    if not owner.is_in(after):
        return LEFT_BEHIND
    if not template.is_in(after):
        # Told by the exit code, somebody will look; not told, nobody will.
        return CONFLICT if outcome.exit_code else TEMPLATE_LOST
    return KEPT if outcome.again in (None, after) else CHANGED_AGAIN


def has_conflict(before: Texts, after: Texts) -> bool:
    """Return whether an update left markers in a file, or a file of rejected changes."""
    changed = {path: text for path, text in after.items() if before.get(path) != text}
    return any(path.endswith(_REJECTED) or _MARKER in text for path, text in changed.items())

"""Changes as a patch that people and `git apply` can read. Pure."""

import difflib
from collections.abc import Iterable

from scaffold.apply.journal import Change
from scaffold.trees import File


def write_patch(changes: Iterable[Change]) -> str:
    """Return one patch for all changes; what is not text is named, not shown."""
    return "".join(_write_change(change) for change in changes)


def _write_change(change: Change) -> str:
    before, after = _lines(change.before), _lines(change.after)
    old = f"a/{change.path}" if change.before else "/dev/null"
    new = f"b/{change.path}" if change.after else "/dev/null"
    head = f"diff --git a/{change.path} b/{change.path}\n{_modes(change)}"
    if before is None or after is None:
        return f"{head}Binary files {old} and {new} differ\n"
    return head + "".join(map(_whole_line, difflib.unified_diff(before, after, old, new)))


def _lines(file: File | None) -> list[str] | None:
    if file is None:
        return []
    try:
        return file.content.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        return None


def _whole_line(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _modes(change: Change) -> str:
    before, after = _mode(change.before), _mode(change.after)
    if not before:
        return f"new file mode {after}\n"
    if not after:
        return f"deleted file mode {before}\n"
    return f"old mode {before}\nnew mode {after}\n" if before != after else ""


def _mode(file: File | None) -> str:
    return {"executable": "100755", "link": "120000"}.get(file.kind, "100644") if file else ""

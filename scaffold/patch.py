"""Changes as a patch that people and `git apply` can read. Pure."""

import difflib
from collections.abc import Iterable

from scaffold.apply.journal import Change
from scaffold.merge.text import split_lines
from scaffold.trees import File


def write_patch(changes: Iterable[Change]) -> str:
    """Return one patch for all changes; what is not text is named, not shown.

    `git apply` passes over the lines that name something, and makes the other changes.
    """
    return "".join(_write_change(change) for change in changes)


def _write_change(change: Change) -> str:
    if change.before and change.before.kind == "obstacle":
        words = change.before.content.decode(errors="replace")
        return f"No patch for {change.path}: in its place stands {words}\n"
    before, after = change.before, change.after
    if before and after and (before.kind == "link") != (after.kind == "link"):
        # In git's words one of them goes, and the other is new.
        parts = Change(change.path, before, None), Change(change.path, None, after)
        return "".join(map(_write_text, parts))
    return _write_text(change)


def _write_text(change: Change) -> str:
    old = f"a/{change.path}" if change.before else "/dev/null"
    new = f"b/{change.path}" if change.after else "/dev/null"
    try:
        before, after = _lines(change.before), _lines(change.after)
    except UnicodeDecodeError:
        return f"Binary files {old} and {new} differ\n"
    head = f"diff --git a/{change.path} b/{change.path}\n{_modes(change)}"
    return head + "".join(map(_whole_line, difflib.unified_diff(before, after, old, new)))


def _lines(file: File | None) -> list[str]:
    return [line.decode() for line in split_lines(file.content)] if file else []


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

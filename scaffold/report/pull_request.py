"""The summary of an update, as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors.wording import agree, among, version
from scaffold.plan.actions import Action
from scaffold.report.markdown import write_code, write_list, write_prose

if TYPE_CHECKING:
    from scaffold.plan.actions import FileAction
    from scaffold.verbs.planned_update import UpdateResult

# GitHub accepts 65,536 characters in a description.
_LONGEST = 60_000
_MOST_FILES, _MOST_NOTES = 100, 50
_CHANGED = {
    Action.CREATE: "Created, because the template adds them",
    Action.UPDATE: "Updated, because only the template changed them",
    Action.MERGE: "Merged, because you and the template changed them",
    Action.DELETE: "Deleted, because the template no longer includes them",
}
_LEFT = {
    Action.EDITED: "you changed it, and the template did not",
    Action.NOT_RESTORED: "you deleted or moved it",
    Action.KEPT: "it is yours",
}


def save_summary(result: UpdateResult, path: Path) -> None:
    """Write the summary of an update to a file."""
    path.write_text(write_summary(result), "utf-8", newline="\n")


def write_summary(result: UpdateResult) -> str:
    """Return the summary of an update: what changed and why, and what needs attention."""
    sections = (
        _write_title(result),
        _write_news(result),
        _write_changes(result),
        _write_problems(result),
        _write_left_alone(result),
        _write_proof(result),
    )
    text = "\n".join(line for section in sections for line in section)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST].rpartition(chr(10))[0]}\n\nThe rest is left out.\n"
    return text


def _write_title(result: UpdateResult) -> Iterator[str]:
    planned = result.planned
    old, new = version(planned.project.reference), version(planned.target)
    template = write_code(planned.project.address)
    if planned.is_empty:
        yield f"# The project is up to date with release {write_code(new)} of the template"
    elif old == new:
        yield f"# Update the answers to the template {template}"
    else:
        yield f"# Update the template from {write_code(old)} to {write_code(new)}"
        yield from ("", f"The template is {template}.")
    yield ""
    if result.is_preview:
        yield from ("No file was changed.", "")


def _write_news(result: UpdateResult) -> Iterator[str]:
    for each in result.planned.news:
        yield from (f"## New in {write_code(version(each.release))}", "")
        yield from (*write_list(map(write_prose, each.notes), _MOST_NOTES), "")


def _write_changes(result: UpdateResult) -> Iterator[str]:
    plan = result.planned.plan
    if not plan.is_empty:
        yield from ("## Files", "")
    for action, reason in _CHANGED.items():
        files = [each for each in plan.actions if each.action is action]
        if files:
            yield from (f"{reason} ({len(files):,}):", "")
            yield from (*write_list(map(_describe, files), _MOST_FILES), "")


def _write_problems(result: UpdateResult) -> Iterator[str]:
    planned = result.planned
    items = [f"{_describe(each)} ({each.action})" for each in planned.plan.unsettled]
    items += [f"{write_code(each.path)}: {write_prose(each.reason)}" for each in planned.ignored]
    items += [f"{write_code(path)}: it changed during the update" for path in result.skipped]
    if items:
        yield from ("## Needs attention", "", *write_list(items, _MOST_FILES), "")


def _write_left_alone(result: UpdateResult) -> Iterator[str]:
    planned = result.planned
    items = [
        f"{write_code(each.path + '/')}: yours, because {among(each.changed, each.total, 'file')} "
        f"{agree(each.changed, 'is', 'are')} edited or deleted"
        for each in planned.taken
    ]
    items += [f"{write_code(path)}: {write_prose(reason)}" for path, reason in planned.left_out]
    actions = planned.plan.actions
    items += [
        f"{_describe(each)}: {_LEFT[each.action]}" for each in actions if each.action in _LEFT
    ]
    if items:
        yield from ("## Left alone", "", *write_list(items, _MOST_FILES), "")


def _write_proof(result: UpdateResult) -> Iterator[str]:
    yield from ("## Checks", "")
    proof = result.proof
    if proof is None:
        yield from ("Not proved: the checks of the project were not run.", "")
        return
    names = ", ".join(write_code(run.check) for run in proof.after)
    if proof.holds:
        yield from (f"Proved: no check that passed before fails ({names}).", "")
        return
    yield from (f"Refused, because checks that passed before would fail ({names}):", "")
    broken = (write_code(each.test or each.check) for each in proof.verdict.broken)
    yield from (*write_list(broken, _MOST_FILES), "")


def _describe(action: FileAction) -> str:
    moved = f" (from {write_code(action.moved_from)})" if action.moved_from else ""
    notes = "; ".join(map(write_prose, action.notes))
    return f"{write_code(action.path)}{moved}{f': {notes}' if notes else ''}"

"""Where `git apply` reads the files of a project, and which of them a patch cannot change there."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from scaffold.errors import GitError, UntrustedRepositoryError
from scaffold.files.tree import Change
from scaffold.git import queries as git
from scaffold.git import work_tree as git_work_tree
from scaffold.plan.unified_diff import Place

# Attributes with which git converts a content whenever it reads or writes the file.
_CONVERTING = ("filter", "ident", "working-tree-encoding")
_TEXT = ("text", "eol")


def find_place(project: Path, changes: Iterable[Change]) -> Place:
    """Find out how `git apply` reads the files of some changes.

    Outside of a work tree, and where git does not trust it, paths are relative to the project.
    """
    try:
        work_tree = git_work_tree.find_work_tree(project) if git.is_installed() else None
        if work_tree is None:
            return Place()
        files = {change.path: change for change in changes}
        attributes = git_work_tree.read_attributes(project, list(files), (*_CONVERTING, *_TEXT))
    except (GitError, UntrustedRepositoryError):
        return Place()
    reasons = {path: _find_reason(files[path], given) for path, given in attributes.items()}
    converted = {path: reason for path, reason in reasons.items() if reason}
    return Place(work_tree.prefix, work_tree.digest, converted)


def _find_reason(change: Change, attributes: Mapping[str, str]) -> str:
    """Return which attribute makes git read another content than the one in the file."""
    files = [file for file in (change.before, change.after) if file and file.kind != "link"]
    content = b"".join(file.content for file in files)
    if not files:
        return ""
    harmless = {"ident"} if b"$Id" not in content else set()
    harmless |= set() if b"\0" in content else set(_TEXT)
    converting = [name for name in attributes if name not in harmless]
    return f"the Git attribute `{converting[0]}` converts it" if converting else ""

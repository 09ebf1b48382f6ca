"""When a learner last saved an exercise. What scaffold itself wrote does not count."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scaffold.files.reading import RegularFile
from scaffold.project.file_commits import TRAILER, FileCommit, list_file_commits
from scaffold.workshop.classroom.learner_sources import Sources

__all__ = ["TRAILER", "Sent", "find_last_saved", "name_content"]


class Sent(NamedTuple):
    """A file as `class send` left it.

    Attributes:
        content: Name of the content, as `name_content` gives it.
        saved: When the learner had last saved it, in seconds since 1970; None if never.
    """

    content: str
    saved: float | None


def find_last_saved(
    sources: Sources, paths: Sequence[str], sent: Mapping[str, Sent]
) -> float | None:
    """Return when one of the files was last saved by the learner; None if none was.

    Args:
        sources: The files of the project.
        paths: Files with exercises that were started.
        sent: Files as `class send` left them.
    """
    moments = list_saved(sources, paths, sent).values()
    return max((each for each in moments if each is not None), default=None)


def list_saved(
    sources: Sources, paths: Sequence[str], sent: Mapping[str, Sent]
) -> dict[str, float | None]:
    """Return when each file was last saved by the learner, in seconds since 1970."""
    if not paths:
        return {}
    commits = list_file_commits(sources.project, paths, TRAILER)
    return {path: _find_saved(sources.read(path), path, commits, sent) for path in paths}


def _find_saved(
    found: object, path: str, commits: Sequence[FileCommit], sent: Mapping[str, Sent]
) -> float | None:
    if not isinstance(found, RegularFile):
        return None
    names = {name_content(found.content), name_content(found.content.replace(b"\r\n", b"\n"))}
    if path in sent and sent[path].content in names:
        return sent[path].saved
    changed = [commit for commit in commits if path in commit.blobs]
    if changed and changed[0].blobs[path] in names:
        own = (float(commit.seconds) for commit in changed if not commit.trailer)
        return min(next(own, found.status.st_mtime), found.status.st_mtime)
    return found.status.st_mtime


def name_content(content: bytes) -> str:
    """Return what Git calls a content in a repository with SHA-1 names."""
    head = b"blob %d\0" % len(content)
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()

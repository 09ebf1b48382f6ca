"""Releases that some paths of a project are compared with, as the answers file remembers them.

An update leaves out what the user owns, and files that need it. A later update compares these paths
with the release that they are from, and not with the one that the rest of the project is at. The
answers file lists them under a name with an underscore, which Copier does not take for an answer; a
plain `copier update` drops the list.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from scaffold.files.tree import File

BASE_RELEASES = "_base_releases"


def read_base_releases(remembered: Mapping[str, Any]) -> dict[str, str]:
    """Return the release for each path in an answers file; what is not a text is passed over."""
    listed = remembered.get(BASE_RELEASES)
    pairs = listed.items() if isinstance(listed, dict) else ()
    return {path: tag for path, tag in pairs if isinstance(path, str) and isinstance(tag, str)}


def with_base_releases(answers: File, releases: Mapping[str, str]) -> File:
    """Return an answers file with the releases; unchanged if there are none.

    A template that writes its answers in another form than YAML blocks cannot take them.
    """
    if not releases or answers.content.lstrip().startswith(b"{"):
        return answers
    listed = yaml.safe_dump({BASE_RELEASES: dict(sorted(releases.items()))}, allow_unicode=True)
    return File(answers.content.rstrip(b"\n") + b"\n" + listed.encode(), answers.kind)

"""Versions as anyone may have written them: in tags, in answers, in files that are merged."""

from packaging.version import InvalidVersion, Version

# Python refuses to read numbers of more than some thousand digits, and no version is as long.
_LONGEST = 200


def read_version(text: str) -> Version | None:
    """Return the version that a text is; None for any other text."""
    try:
        return Version(text) if len(text) <= _LONGEST else None
    except InvalidVersion:
        return None

"""When the project of a learner was last fetched from its remote. Nothing is run."""

from contextlib import suppress
from pathlib import Path

from scaffold.errors import UnreadableFileError
from scaffold.files.reading import read_text

_LARGEST = 1_000_000


def find_fetched(project: Path) -> float | None:
    """Return when a project was last fetched, in seconds since 1970; None without a remote.

    A project that was never fetched counts from when its remote was added.
    """
    settings = project / ".git" / "config"
    with suppress(OSError, UnreadableFileError, UnicodeDecodeError):
        if '[remote "origin"]' in read_text(settings, limit=_LARGEST):
            last = settings.with_name("FETCH_HEAD")
            # A fetch that failed leaves an empty one.
            has_fetched = last.exists() and last.stat().st_size > 0
            return (last if has_fetched else settings).stat().st_mtime
    return None

"""Titles of updates, and the options of a push by which GitLab opens a merge request. Pure."""

from scaffold.errors.wording import count, version
from scaffold.fleet.states import ProjectReport


def write_title(folder: str, since: str, to: str) -> str:
    """Return the title of an update.

    Args:
        folder: The project's folder in the repository; empty, or with a final slash.
        since: The release before the update.
        to: The release after it.
    """
    place = f" of {folder.removesuffix('/')}" if folder else ""
    return f"Update the template{place} from {version(since)} to {version(to)}"


def push_options(base: str, title: str, known: ProjectReport, is_draft: bool) -> tuple[str, ...]:
    """Return the options; a value is one line, because Git sends no others."""
    kept = count(len(known.conflicts), "file") if known.conflicts else ""
    text = f"{kept} with conflicts are not changed." if kept else "To decline it, close it."
    values = ["create", f"target={base}", f"title={title}", f"description={text}"]
    draft = ["draft"] if is_draft or known.conflicts else []
    return tuple(f"merge_request.{each}" for each in [*values, *draft])

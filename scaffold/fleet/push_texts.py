"""Options of a push by which GitLab opens a merge request. Pure."""

from scaffold.errors.wording import count, version
from scaffold.fleet.states import ProjectReport


def push_options(base: str, known: ProjectReport, is_draft: bool) -> tuple[str, ...]:
    """Return the options; a value is one line, because Git sends no others."""
    title = f"Update the template from {version(known.release)} to {version(known.target)}"
    kept = count(len(known.conflicts), "file") if known.conflicts else ""
    text = f"{kept} with conflicts are not changed." if kept else "To decline it, close it."
    values = ["create", f"target={base}", f"title={title}", f"description={text}"]
    draft = ["draft"] if is_draft or known.conflicts else []
    return tuple(f"merge_request.{each}" for each in [*values, *draft])

"""The projects of a fleet as one HTML page, which fetches nothing and sorts by a click."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import FleetError
from scaffold.errors.wording import count, version
from scaffold.files.paths import naming_failed_writes
from scaffold.report.plain import spell

if TYPE_CHECKING:
    from scaffold.verbs.fleet_status import FleetReport, ProjectReport

# The first line of each page: only files that start with it are replaced.
_MARK = "<!-- scaffold fleet -->"
_HEADINGS = ("State", "Project", "Release", "Target", "Group", "Owner", "Update", "Reason")
_COLORS = {
    "failed": "#cf222e",
    "unreachable": "#cf222e",
    "conflicts": "#cf222e",
    "theirs": "#9a6700",
    "declined": "#9a6700",
    "drifted": "#9a6700",
    "behind": "#9a6700",
    "in-step": "#1a7f37",
}
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #d0d7de;
  overflow-wrap: anywhere; vertical-align: top; }
th button { font: inherit; font-weight: 600; border: 0; background: none; cursor: pointer;
  padding: 0; }
"""
_SCRIPT = """
const body = document.querySelector("tbody");
document.querySelectorAll("th button").forEach((button, column) => {
  let direction = -1;
  button.addEventListener("click", () => {
    direction = -direction;
    const text = (row) => row.cells[column].dataset.order || row.cells[column].textContent;
    [...body.rows]
      .sort((a, b) => direction * text(a).localeCompare(text(b), "en", { numeric: true }))
      .forEach((row) => body.append(row));
    const headings = button.closest("tr").querySelectorAll("th");
    headings.forEach((each) => each.removeAttribute("aria-sort"));
    button.parentElement.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  });
});
"""


def write_page(found: FleetReport, file: Path) -> None:
    """Write the page.

    Raises:
        FleetError: A file of another kind is at its place.
        WriteError: The file system refused.
    """
    if file.is_symlink() or (file.exists() and not _is_page(file)):
        raise FleetError(f"`{file}` already exists", "Choose another path for `--html`")
    with naming_failed_writes(file.absolute().parent, "Choose another path for `--html`"):
        file.write_text(render_page(found), "utf-8", errors="replace", newline="\n")


def _is_page(file: Path) -> bool:
    try:
        return file.read_text("utf-8").startswith(_MARK)
    except (OSError, UnicodeDecodeError):
        return False


def render_page(found: FleetReport) -> str:
    """Return the page; its one script may run by its digest, and no other."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    counts = ", ".join(f"{number:,} {state}" for state, number in found.counts.items())
    headings = "".join(f'<th scope="col"><button>{each}</button></th>' for each in _HEADINGS)
    rows = "\n".join(_row(number, each) for number, each in enumerate(found.projects))
    return f"""{_MARK}
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fleet</title>
<style>{_STYLE}</style>
<h1>{count(len(found.projects), "project")}</h1>
<p>{escape(counts)}</p>
<table>
<thead><tr>{headings}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
<script>{_SCRIPT}</script>
</html>
"""


def _row(number: int, each: ProjectReport) -> str:
    color = _COLORS.get(each.state, "#0969da")
    # The states sort by urgency, as the page first does.
    state = f'<td data-order="{number}" style="color: {color}">{escape(each.state)}</td>'
    texts = (
        each.name,
        version(each.release),
        version(each.target),
        each.group,
        each.owner,
    )
    cells = "".join(f"<td>{escape(spell(text))}</td>" for text in texts)
    reasons = [each.note, *each.drifted, *(f"{path}: {why}" for path, why in each.conflicts)]
    reason = "<br>".join(escape(spell(text)) for text in reasons if text)
    return f"<tr>{state}{cells}<td>{_link(each)}</td><td>{reason}</td></tr>"


def _link(each: ProjectReport) -> str:
    if each.pull_request.startswith(("https://", "http://")):
        address = escape(spell(each.pull_request))
        return f'<a href="{address}" rel="noreferrer">{address}</a>'
    return escape(spell(each.pull_request or each.branch))

"""What a verification found, as one HTML page that needs nothing else."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from string import Template

from scaffold.errors.wording import agree, among
from scaffold.notebooks.cells import Cell
from scaffold.notebooks.verification.mutants import MutantTrials
from scaffold.notebooks.verification.pairs import NotebookPair
from scaffold.notebooks.verification.refusals import VerificationError
from scaffold.notebooks.verification.summary import (
    describe_end,
    describe_item,
    describe_network,
    name_cells,
)
from scaffold.notebooks.verification.verdicts import Compared, Verdict
from scaffold.notebooks.verification.verifying import Verification

# The first line of each page: only files that start with it are replaced.
MARK = "<!-- scaffold notebook verify -->"
_PAGE = Template(
    MARK
    + """
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$outcome: $name</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd;
  vertical-align: top; }
pre, code { font: 13px/1.4 ui-monospace, monospace; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.verdict { font-weight: 600; white-space: nowrap; }
.equal { color: #116329; } .differs, .failed { color: #a40e26; }
.unstable, .proved { color: #7d4e00; } .comparable { color: #57606a; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e6e6; background: #16181c; } th, td { border-color: #3a3f46; }
  .equal { color: #4ac26b; } .differs, .failed { color: #ff8182; }
  .unstable, .proved { color: #e3b341; } .comparable { color: #9aa4af; }
}
</style>
<h1>$name: <span class="$style">$outcome</span></h1>
<p>$summary</p>
<h2>Runs</h2>
<table><tr><th>Run</th><th>Cells</th><th>Seconds</th><th>Network</th><th>End</th></tr>
$runs</table>
<h2>Boundaries</h2>
<table><tr><th>Original</th><th>Verdict</th><th>Source</th><th>Found</th></tr>
$boundaries</table>
$mutants
</html>
"""
)


def check_target(path: Path) -> None:
    """Refuse to replace a file that is not a page of an earlier verification.

    Raises:
        VerificationError: Another file is there, or there is no such folder.
    """
    if not path.parent.is_dir():
        raise VerificationError(f"`{path.parent}` is not a folder", "Create it first")
    if path.exists() or path.is_symlink():
        start = path.read_bytes()[: len(MARK)] if path.is_file() else b""
        if start != MARK.encode():
            raise VerificationError(f"`{path}` already exists", "Choose another path for `--html`")


def write_page(found: Verification, pair: NotebookPair, original: Iterable[Cell]) -> str:
    """Return the page."""
    cells = list(original)
    counts = ", ".join(f"{count} {each.value}" for each, count in found.boundary_counts.items())
    return _PAGE.substitute(
        name=escape(pair.result.name),
        outcome=found.outcome.value,
        style=_style(found.outcome.value),
        summary=escape(f"Boundaries: {counts}. Python {found.python}, seed {found.seed}."),
        runs="".join(_run_rows(found)),
        boundaries="".join(_boundary_row(each, cells) for each in found.compared),
        mutants="" if found.mutants is None else _mutants(found.mutants),
    )


def _style(verdict: str) -> str:
    return verdict.split()[-1]


def _run_rows(found: Verification) -> Iterator[str]:
    for name, run in found.runs.items():
        texts = (name, len(run.cells), f"{run.seconds:.1f}", describe_network(run))
        yield _row(*(escape(str(text)) for text in texts), escape(describe_end(run) or "complete"))


def _row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _boundary_row(compared: Compared, cells: list[Cell]) -> str:
    source = "\n\n".join(cells[place].source for place in compared.boundary.original)
    verdict = compared.verdict.value
    shown = [
        f'<div><span class="{_style(item.verdict.value)}">{item.verdict.value}</span> '
        f"{escape(describe_item(item))}</div>"
        for item in compared.items
        if item.verdict is not Verdict.EQUAL or item.difference is not None
    ]
    equal = sum(item.verdict is Verdict.EQUAL for item in compared.items)
    return _row(
        escape(name_cells(compared.boundary)),
        f'<span class="verdict {_style(verdict)}">{verdict}</span>',
        f"<pre>{escape(source)}</pre>",
        "".join([f"<div>{equal} equal</div>", *shown]),
    )


def _mutants(trials: MutantTrials) -> str:
    rows = "".join(
        _row(
            escape(f"{each.path}:{each.line}"),
            f"<code>{escape(each.before)}</code>",
            f"<code>{escape(each.after)}</code>",
        )
        for each in trials.survivors
    )
    noticed = trials.tried - len(trials.survivors)
    changes = among(noticed, trials.tried, "change")
    verb = agree(noticed, "was", "were")
    text = f"{changes} {verb} noticed ({trials.possible:,} possible)."
    table = f"<table><tr><th>Unnoticed</th><th>Before</th><th>After</th></tr>\n{rows}</table>"
    return f"<h2>Changes of moved lines</h2>\n<p>{escape(f'{text} {trials.note}')}</p>\n{table}"

"""The board of a class as one HTML page: it fetches nothing, and loads itself again. Pure."""

from collections.abc import Iterable, Sequence
from html import escape
from string import Template

from scaffold.errors.wording import count
from scaffold.workshop.classroom.ages import describe_age
from scaffold.workshop.classroom.board import Row, Work, WorkState, as_time

# The first line of each page: only files that start with it are replaced.
MARK = "<!-- scaffold workshop class status -->"
_DEFAULT_REFRESH = 20
_PAGE = Template(
    MARK
    + """
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="$refresh">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Class: $summary</title>
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5rem; color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .2rem .5rem; border-bottom: 1px solid #ddd;
  vertical-align: bottom; white-space: nowrap; }
thead th span { writing-mode: vertical-rl; transform: rotate(180deg); font-weight: 400; }
td.state { text-align: center; font-weight: 600; }
.written { background: #cfe8ff; } .done { background: #b7ebc6; } .broken { background: #ffc9c9; }
.failing { background: #ffe3a3; } .hand { background: #ffd6e7; }
td.problem { white-space: normal; max-width: 28rem; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e6e6; background: #16181c; } th, td { border-color: #3a3f46; }
  .written { background: #123a5c; } .done { background: #12492a; } .broken { background: #631c1c; }
  .failing { background: #5e4500; } .hand { background: #5c1637; }
}
</style>
<h1>$summary</h1>
<p>As of <time datetime="$moment">$moment</time>.
<span class="written">w</span> written, <span class="done">d</span> done,
<span class="failing">f</span> failing, <span class="broken">b</span> broken.
$fetched</p>
<table>
<thead><tr><th>Learner</th><th>Hand</th><th>Last save</th>$heads<th>Problem</th></tr></thead>
<tbody>
$rows</tbody>
<tfoot><tr><th>Started</th><td></td><td></td>$totals<td></td></tr></tfoot>
</table>
</html>
"""
)


def render_board_page(rows: Sequence[Row], now: float, refresh: int | None = None) -> str:
    """Return the page.

    Args:
        rows: The rows of the board, in the order to show.
        now: The time, in seconds since 1970.
        refresh: Seconds after which browsers load the page again; None is 20.
    """
    names = list(dict.fromkeys(each.exercise.name for row in rows for each in row.work))
    heads = "".join(f"<th><span>{escape(name)}</span></th>" for name in names)
    return _PAGE.substitute(
        refresh=refresh or _DEFAULT_REFRESH,
        summary=escape(summarize(rows)),
        moment=as_time(now),
        heads=heads,
        rows="".join(_render_row(row, names, now) for row in rows),
        fetched=escape(describe_fetch(rows, now)),
        totals="".join(f"<td>{_count_started(rows, name)}</td>" for name in names),
    )


def summarize(rows: Sequence[Row]) -> str:
    """Return the numbers of learners, raised hands and finished learners as a sentence."""
    hands = sum(row.hand is not None for row in rows)
    finished = sum(row.is_finished for row in rows)
    shown = [count(len(rows), "learner"), f"{finished} finished"]
    return ", ".join([*shown, *([f"{hands} with a raised hand"] if hands else [])])


def describe_fetch(rows: Iterable[Row], now: float) -> str:
    """Return how old the state of remotes is at most; empty if no project has one."""
    moments = [row.fetched for row in rows if row.fetched is not None]
    if not moments:
        return ""
    age = describe_age(now - min(moments))
    return f"Last fetch from remotes: {age if age == 'now' else f'{age} ago'}."


def list_faults(row: Row) -> list[str]:
    """Return what is broken in a project, each with its file and line."""
    faults = [_describe(each) for each in row.work if each.fault is not None]
    return list(dict.fromkeys([*([row.problem] if row.problem else []), *faults]))


def _describe(work: Work) -> str:
    fault = work.fault
    if fault is None:
        return ""
    return f"{work.exercise.file}{f':{fault.line}' if fault.line else ''}: {fault.reason}"


def _count_started(rows: Iterable[Row], name: str) -> int:
    return sum(
        each.exercise.name == name and each.state is not WorkState.TODO
        for row in rows
        for each in row.work
    )


def _render_row(row: Row, names: Sequence[str], now: float) -> str:
    work = {each.exercise.name: each for each in row.work}
    hand = "" if row.hand is None else describe_age(now - row.hand)
    saved = "not started" if row.saved is None else describe_age(now - row.saved)
    cells = "".join(_render_cell(work.get(name)) for name in names)
    problems = "<br>".join(map(escape, list_faults(row)))
    style = ' class="hand"' if hand else ""
    return (
        f"<tr><th{style}>{escape(row.learner.name)}</th><td{style}>{hand}</td><td>{saved}</td>"
        f'{cells}<td class="problem">{problems}</td></tr>\n'
    )


def _render_cell(work: Work | None) -> str:
    if work is None or work.state is WorkState.TODO:
        return "<td></td>"
    state = work.state.value
    title = escape(_describe(work) or work.open_test or state)
    return f'<td class="state {state}" title="{title}">{state[0]}</td>'

"""Projects with forty commits, updated at each release: scaffold beside Copier.

Run it as `python -m benchmarks.histories`. Each history is played twice, with the same commits.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.comparison import format_cells
from tests.grown.histories import HISTORIES
from tests.grown.playing import COPIER, SCAFFOLD, Outcome, play, read_releases, start

# Conflicts of scaffold, as a share of Copier's.
LARGEST_SHARE = 0.25
_TOOLS = (SCAFFOLD, COPIER)
_HEAD = ("history", "commits", "tool", "conflicts", "lost lines", "returned")


def measure(names: Sequence[str]) -> Iterator[tuple[str, int, str, list[Outcome]]]:
    """Yield what each tool did to each history, whose name contains one of some words."""
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place), Path(place, "home")
        home.mkdir()
        releases = read_releases(folder / "releases", home)
        for history in HISTORIES:
            if names and not any(name in history.name for name in names):
                continue
            made = start(history, folder / history.name, home)
            commits = len(history.before) + len(history.after)
            for tool in _TOOLS:
                project = Path(shutil.copytree(made, made.parent / tool.name / made.name))
                yield history.name, commits, tool.name, play(history, tool, project, releases, home)


def main() -> None:
    """Print a table, and exit with an error if the target is missed."""
    rows = []
    total = dict.fromkeys((tool.name for tool in _TOOLS), 0)
    is_clean = True
    for name, commits, tool, outcomes in measure(sys.argv[1:]):
        conflicts, lost, returned = (
            [count(each) for each in outcomes]
            for count in (
                lambda outcome: outcome.conflicts,
                lambda outcome: len(outcome.lost),
                lambda outcome: len(outcome.returned),
            )
        )
        total[tool] += sum(conflicts)
        is_clean &= tool != SCAFFOLD.name or not any([*lost, *returned])
        cells = (" + ".join(map(str, each)) for each in (conflicts, lost, returned))
        rows.append([name, str(commits), tool, *cells])
        sys.stderr.write(f"{rows[-1]}\n")
        for outcome in outcomes:
            for finding in (*outcome.lost, *outcome.returned)[:20]:
                sys.stderr.write(f"  {tool} {finding}\n")
    sys.stdout.write(format_cells([list(_HEAD), *rows]))
    sys.stdout.write(f"\nconflicts in total: {total}\n")
    if not is_clean or total[SCAFFOLD.name] > LARGEST_SHARE * total[COPIER.name]:
        sys.exit("A target is not met.")


if __name__ == "__main__":
    main()

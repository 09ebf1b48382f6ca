"""Adopt real repositories and print what comes out; nothing of them is stored here.

`SCAFFOLD_REPOSITORIES` names a folder with clones, which are copied before anything is done with
them. Each is adopted twice, without and with `--merge`:

    SCAFFOLD_REPOSITORIES=path/to/clones python -m benchmarks.repositories [NAME...]

The exit code is 1 if one of the adoptions has a fault.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.adopted import Adopted, adopt_copy

MODES = ("plain", "merge")
_COLUMNS = (
    *("repository", "mode", "exit", "changed", "created", "ignored", "facts", "false"),
    *("again", "check", "undo"),
)


def show(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(names: Sequence[str]) -> int:
    """Print a row for each adoption, what is wrong with it, the facts, and totals."""
    place = os.environ.get("SCAFFOLD_REPOSITORIES", "")
    if not place:
        sys.exit("Set SCAFFOLD_REPOSITORIES to a folder with clones of repositories.")
    clones = sorted(path.parent for path in Path(place).glob("*/.git"))
    chosen = [clone for clone in clones if not names or clone.name in names]
    show(f"| {' | '.join(_COLUMNS)} |")
    show(f"{'| --- ' * len(_COLUMNS)}|")
    done = [_measure(clone, mode) for clone in chosen for mode in MODES]
    show("")
    for adopted in (each for each in done if each.mode == MODES[0]):
        show(f"{adopted.name}:")
        show("\n".join(f"  {key}: {value} ({why})" for key, value, why in adopted.facts))
    show("")
    for mode in MODES:
        show(format_totals(mode, [each for each in done if each.mode == mode]))
    return int(any(each.faults for each in done))


def _measure(clone: Path, mode: str) -> Adopted:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        adopted = adopt_copy(clone, mode, Path(work))
    show(format_row(adopted))
    for fault in adopted.faults:
        show(f"    {fault}")
    return adopted


def format_row(adopted: Adopted) -> str:
    """Return one row of the table."""
    cells = (
        adopted.name,
        adopted.mode,
        adopted.exit_code,
        len(adopted.changed),
        len(adopted.created),
        len(adopted.ignored),
        len(adopted.facts),
        len(adopted.false),
        _yes(adopted.is_stable),
        _yes(adopted.is_clean),
        _yes(adopted.is_undone),
    )
    return f"| {' | '.join(map(str, cells))} |"


def format_totals(mode: str, done: Sequence[Adopted]) -> str:
    """Return the sums of one mode in a sentence."""
    faultless = sum(not each.faults for each in done)
    sums = (
        f"{sum(each.exit_code == 0 for each in done)} exit 0",
        f"{sum(len(each.changed) for each in done)} files of the owner changed",
        f"{sum(len(each.created) for each in done)} files created",
        f"{sum(len(each.ignored) for each in done)} of them ignored",
        f"{sum(len(each.facts) for each in done)} facts",
        f"{sum(len(each.false) for each in done)} of them false",
        f"second adoption: {sum(each.is_stable for each in done)} unchanged",
        f"check: {sum(each.is_clean for each in done)} exit 0",
        f"undo: {sum(each.is_undone for each in done)} restored",
    )
    return f"{mode}: {faultless} of {len(done)} without a fault; {'; '.join(sums)}"


def _yes(value: bool) -> str:
    return "yes" if value else "NO"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

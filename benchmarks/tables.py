"""Make a project of the stack `tabular` for each of many small tables, and run it.

    python -m benchmarks.tables [NAME ...]

For each table: `scaffold new --from`, then the project's workflow, tests, lint and types, and its
score beside the two default pipelines of skrub. One environment serves all projects.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison import format_cells
from benchmarks.in_project import REPOSITORY, project_environment
from benchmarks.processes import undisturbed_environment

_PACKAGES = ("causaldata", "palmerpenguins", "skrub", "statsmodels")
_HEAD = ("table", "rows", "score", "dummy", "chosen", "here", "error", "skrub", "checks")


@dataclass(frozen=True, slots=True)
class Table:
    """A file, the column to predict, and further options of `scaffold new`."""

    file: str
    target: str
    options: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the project."""
        return f"{Path(self.file).stem.replace('_', '-')}-model"


TABLES = (
    Table("iris.csv", "target"),
    Table("wine.csv", "target"),
    Table("breast_cancer.csv", "target"),
    Table("diabetes.csv", "target"),
    Table("penguins.csv", "Species"),
    Table("mroz.csv", "lfp"),
    Table("gapminder.csv", "lifeExp", ("--group", "country")),
    Table("google_stock_data.csv", "Google_Return", ("--time", "Date")),
    Table("organ_donation.csv", "Rate", ("--group", "State")),
    Table("statecrime.csv", "murder"),
    Table("modechoice.csv", "choice", ("--group", "individual")),
    Table("star98.csv", "MATHTOT"),
    Table("macrodata.csv", "infl", ("--time", "year")),
    Table("sunspots.csv", "SUNACTIVITY", ("--time", "YEAR")),
    Table("gaps.csv", "label"),
    Table("imbalance.csv", "fraud"),
    Table("sales.csv", "sales", ("--time", "day")),
    Table("visits.tsv", "response", ("--group", "patient")),
)


def measure(names: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """Yield a row for each table, and whether all is as it should be."""
    with (
        project_environment("tabular", groups=("dev",)) as (_, python),
        tempfile.TemporaryDirectory() as place,
    ):
        folder = Path(place)
        _run(python, "-m", "pip", "install", "--quiet", *_PACKAGES, folder=REPOSITORY)
        _run(python, "-m", "benchmarks.table_files", folder, folder=REPOSITORY)
        for table in TABLES:
            if not names or any(name in table.file for name in names):
                yield _measure(table, folder, python)


def _measure(table: Table, folder: Path, python: Path) -> tuple[list[str], bool]:
    file, project = folder / table.file, folder / table.name
    new = ("scaffold", "new", table.name, "--from", file, "--target", table.target)
    _run(sys.executable, "-m", *new, "--defaults", "--no-git", *table.options, folder=folder)
    install = ("install", "--quiet", "--no-deps", "--editable", project)
    _run(python, "-m", "pip", *install, folder=folder)
    package = table.name.replace("-", "_")
    checks = {
        "workflow": (table.name, "workflow"),
        "tests": ("pytest", "--quiet"),
        "lint": ("ruff", "check"),
        "format": ("ruff", "format", "--check"),
        "types": ("mypy",),
    }
    failed = [name for name, words in checks.items() if not _passes(python, words, project)]
    if "workflow" in failed:
        return [table.file, *[""] * 7, ", ".join(failed)], False
    scores = ("-m", "benchmarks.table_scores", package, project)
    # The last line: libraries print warnings before it.
    found = json.loads(_run(python, *scores, folder=REPOSITORY).splitlines()[-1])
    numbers = [f"{found[key]:.4g}" for key in ("dummy", "own", "error", "skrub")]
    dummy, *rest = numbers
    cells = [table.file, str(found["rows"]), found["metric"], dummy, found["chosen"], *rest]
    is_good = found["own"] <= min(found["skrub"] + found["error"], found["dummy"])
    return [*cells, ", ".join(failed) or "green"], is_good and not failed


def _passes(python: Path, words: Sequence[str], project: Path) -> bool:
    try:
        _run(python.parent / words[0], *words[1:], folder=project)
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"{project.name}: {' '.join(words)}\n{error.stdout[-3000:]}\n")
        return False
    return True


def _run(*words: str | Path, folder: Path) -> str:
    done = subprocess.run(  # noqa: S603 - commands of the benchmark itself
        words,
        cwd=folder,
        env=undisturbed_environment() | {"PATH": f"{Path(words[0]).parent}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout


def main() -> None:
    """Print a table; exit with an error if a project fails, or is worse than its peer."""
    rows, good = [], []
    for row, is_good in measure(sys.argv[1:]):
        sys.stderr.write(f"{row}\n")
        rows.append(row)
        good.append(is_good)
    sys.stdout.write(format_cells([list(_HEAD), *rows]))
    sys.stdout.write(f"\n{sum(good)} of {len(good)} tables as they should be; less is better\n")
    sys.exit(not all(good))


if __name__ == "__main__":
    main()

"""The generated project's classifier beside the lesson's: CPU and F1 on the same splits.

Run it as `python -m benchmarks.in_project benchmarks.model`; with `--json` it prints its rows for
`python -m benchmarks`.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from demo.config import Parameters

from benchmarks.comparison import Row, format_table
from benchmarks.model_cost import compare_fits, compare_predictions, fit_splits
from benchmarks.model_score import compare_scores
from benchmarks.projects import Projects, read_projects


def measure(projects: Projects, parameters: Parameters) -> Iterator[Row]:
    """Yield every row of the table."""
    fits = fit_splits(projects, parameters)
    predictions = compare_predictions(projects, parameters, fits[0].lesson)
    for comparison in (*compare_fits(fits), *predictions):
        yield comparison.as_row()
    yield from compare_scores(projects, parameters, fits)


def main() -> None:
    """Measure and print the table, or its rows as JSON."""
    parameters = Parameters()
    projects = read_projects(parameters)
    sys.stderr.write(f"Model: {projects.source}\n")
    rows = list(measure(projects, parameters))
    if "--json" in sys.argv[1:]:
        sys.stdout.write(json.dumps([asdict(row) for row in rows]))
    else:
        sys.stdout.write(format_table(rows))


if __name__ == "__main__":
    main()

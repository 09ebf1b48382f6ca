"""Run everything that is compared with a peer, and print one table."""

import json
import sys

from benchmarks.comparison import Row, format_table
from benchmarks.cookiecutters import compare_with_cookiecutters
from benchmarks.generator import compare_generators
from benchmarks.in_project import run_in_project
from benchmarks.update import compare_updates
from benchmarks.yardsticks import compare_peers


def main() -> None:
    """Measure the generator and updates here, and the model in a project's environment."""
    sys.stderr.write("Generator: a minute or two\n")
    rows = [comparison.as_row() for comparison in compare_generators()]
    sys.stderr.write("Updates: a minute or two\n")
    rows += [comparison.as_row() for comparison in compare_updates()]
    sys.stderr.write("Cruft and cookiecutter: a minute or two\n")
    rows += compare_with_cookiecutters()
    sys.stderr.write("Other generators: some minutes\n")
    rows += compare_peers()
    sys.stderr.write("Model: makes an environment, then two minutes\n")
    rows += [Row(**row) for row in json.loads(run_in_project("benchmarks.model", "--json"))]
    sys.stdout.write(format_table(rows))
    if any(row.met is False for row in rows):
        sys.exit("A target is not met.")


if __name__ == "__main__":
    main()

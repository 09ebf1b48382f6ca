"""Print the share of mutants that the tests notice, module by module.

What `mutmut results --all true` prints comes in: a line `module.function__mutmut_1: status` each.
"""

import sys
from collections import Counter
from collections.abc import Iterable

# A mutant that never ends, or ends the whole process, is noticed as well.
_NOTICED = {"killed", "timeout", "segfault"}


def main() -> None:
    """Read the statuses from the standard input and print a Markdown table."""
    mutants, noticed = count(sys.stdin)
    sys.stdout.write("| module | mutants | noticed | score |\n| --- | --: | --: | --: |\n")
    for module in sorted(mutants):
        sys.stdout.write(row(module, mutants[module], noticed[module]))
    sys.stdout.write(row("all", mutants.total(), noticed.total()))


def count(lines: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Return for each module how many mutants there are, and how many the tests notice."""
    mutants: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    for line in lines:
        name, _, status = line.strip().rpartition(": ")
        module = name.rpartition(".")[0]
        mutants[module] += 1
        noticed[module] += status in _NOTICED
    return mutants, noticed


def row(name: str, mutants: int, noticed: int) -> str:
    """Return one row of the table."""
    return f"| {name} | {mutants} | {noticed} | {noticed / mutants:.1%} |\n"


if __name__ == "__main__":
    main()

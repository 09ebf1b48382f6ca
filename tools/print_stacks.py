"""Print the names of the stacks as JSON, for the matrix of a workflow."""

import json

from scaffold.template.catalog import read_stacks
from scaffold.template.releases import bundled_release


def main() -> None:
    """Print a list of strings."""
    names = [stack.name for stack in read_stacks(bundled_release())]
    print(json.dumps(names))  # noqa: T201 - the output of the tool


if __name__ == "__main__":
    main()

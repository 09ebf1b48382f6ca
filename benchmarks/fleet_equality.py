"""Compare every update of a fleet with the update of the single project, tree for tree.

Run `python -m benchmarks.fleet_equality 300`. Updates with conflicts are compared by their files.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scaffold.plan.actions import Action
from scaffold.verbs.update import UpdateRequest, plan, update
from tests.fleet.building import Built, build_fleet, git, tree_of_single_update


def _update_fleet(folder: Path) -> dict[str, dict[str, Any]]:
    """Update a fleet and return the reports by name."""
    command = [sys.executable, "-m", "scaffold", "fleet", "update", "--json", "*"]
    # The command is that of this module; no shell reads it.
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - no shell
    return {each["name"]: each for each in json.loads(done.stdout)["projects"]}


def _is_equal(each: Built, report: dict[str, Any], into: Path) -> bool:
    """Return whether a project is updated as it is alone."""
    copy = into / each.path.name
    if report["state"] == "branch":
        tree = git(each.path, "rev-parse", f"{report['branch']}^{{tree}}")
        return tree == tree_of_single_update(each.path, copy, None)
    planned = plan(UpdateRequest(each.path))
    conflicts = [e.path for e in planned.plan.actions if e.action is Action.CONFLICT]
    if report["state"] == "conflicts":
        return conflicts == [each["path"] for each in report["conflicts"]]
    return (
        report["state"] in {"in-step", "drifted"} and not update(UpdateRequest(each.path)).skipped
    )


def main() -> None:
    """Print how many projects of a fleet are updated as they are alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", type=int, default=300)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
        built = build_fleet(Path(name) / "fleet", size, seed=5)
        reports = _update_fleet(Path(name) / "fleet")
        copies = Path(name) / "copies"
        copies.mkdir()
        equal = [_is_equal(each, reports[each.path.name], copies) for each in built]
    states = [each["state"] for each in reports.values()]
    counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
    sys.stdout.write(f"{sum(equal)} of {size} are equal: {counts}\n")
    sys.exit(not all(equal))


if __name__ == "__main__":
    main()

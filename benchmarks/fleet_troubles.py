"""Update a fleet of which 5 % each are archived, unreachable, protected, foreign, and so on.

Run `python -m benchmarks.fleet_troubles 300`. Each project has a remote, and pull requests are
opened on a stub of `gh`. Prints the CPU, and fails if a project has another state than expected.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from scaffold.template.shared_texts import sharing_renders
from tests.fleet.building import KINDS, build_project, commit_all, edit
from tests.fleet.troubles import EXPECTED, add_trouble, clone
from tests.fleet.world import install_forge

_TO = "v0.2.0"
# One project of 20 is 5 %.
_KINDS = [*EXPECTED, *[""] * (20 - len(EXPECTED))]
# What an update of a project without a trouble leads to.
_HEALTHY = {"open", "conflicts"}


def _run(folder: Path, *words: str) -> tuple[dict[str, Any], float]:
    """Run a command of the fleet; return its JSON and its seconds of CPU."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "scaffold", "fleet", *words, "--json"]
    # The command is that of this module; no shell reads it.
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - no shell
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return json.loads(done.stdout), used


def _set_up(top: Path, size: int) -> dict[str, str]:
    """Build the fleet and its remotes; return the trouble of each project, empty for none."""
    os.environ["PATH"] = f"{install_forge(top / 'programs')}{os.pathsep}{os.environ['PATH']}"
    os.environ |= {"XDG_CACHE_HOME": f"{top}/cache", "FORGE_STATE": f"{top}/requests.json"}
    os.environ["FORGE_FAULTS"] = f"{top}/no-faults"
    chance = random.Random(7)  # noqa: S311 - a seeded sample
    (top / "made").mkdir()
    found = {}
    with sharing_renders():
        for number in range(size):
            kind = _KINDS[number % len(_KINDS)]
            built = build_project(top / "made", number, number % len(KINDS), "v0.1.0")
            if not kind and chance.random() < 0.5:
                edit(built.path, chance)
                commit_all(built.path)
            clone(built, top)
            if kind:
                add_trouble(kind, built, top, _TO, Path(os.environ["FORGE_STATE"]))
            found[built.path.name] = kind
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", type=int, default=300)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        troubles = _set_up(top, size)
        paths = [f"fleet/{project}" for project in troubles]
        _, cold = _run(top, "status", *paths)
        _, warm = _run(top, "status", *paths)
        report, update = _run(top, "update", "--to", _TO, "--pr", "gh", "--pace", "0", *paths)
    states = {each["name"]: each["state"] for each in report["projects"]}
    wrong = [
        f"{project} ({kind or 'healthy'}): {states.get(project, 'missing')}"
        for project, kind in troubles.items()
        if states.get(project) not in ({EXPECTED[kind]} if kind else _HEALTHY)
    ]
    once = len(report["projects"]) == len(states) == size
    counted = ", ".join(
        f"{count} {state}" for state, count in sorted(Counter(states.values()).items())
    )
    sys.stdout.write(f"{size} projects, each told once: {once}; {counted}\n")
    sys.stdout.write(f"CPU: status {cold:.1f} s cold, {warm:.1f} s warm; update {update:.1f} s\n")
    sys.stdout.writelines(f"wrong: {line}\n" for line in wrong)
    sys.exit(bool(wrong) or not once)


if __name__ == "__main__":
    main()

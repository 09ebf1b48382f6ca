"""Make a project again and again, each time with a fault at a later event; print what was left.

A driver of its own process: it loads Copier once and forks for every trial.
Called with: folder, name of the fault, "git" or "no-git". Prints JSON.
"""

import json
import shutil
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

from scaffold.new import NewProject, make_project
from scaffold.releases import bundled_release
from tests.faults.faults import try_with_fault

ANSWERS = {"stack": "skeleton", "features": [], "license": "none"}


def make(folder: Path, repository: bool) -> None:
    """Make the project."""
    make_project(NewProject("demo", folder, bundled_release(), ANSWERS, repository=repository))


def look(folder: Path) -> dict[str, Any]:
    """Describe what is there: the project's files, and what else stands beside it."""
    project = folder / "demo"
    files = sorted(
        path.relative_to(project).as_posix()
        for path in project.rglob("*")
        if path.is_file() and ".git" not in path.parts
    )
    others = [path.name for path in folder.iterdir() if path != project]
    committed = (project / ".git" / "refs" / "heads" / "main").is_file()
    return {"exists": project.exists(), "files": files, "others": others, "committed": committed}


def main() -> None:
    """Meet the fault at event 1, 2, 3, ... of all events, and make the project again after each."""
    base, fault, repository = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "git"
    all_events = int(try_with_fault(partial(make, base, repository), fault, 0))
    whole = look(base)
    trials = []
    for event in range(1, all_events + 1):
        folder = base / str(event)
        folder.mkdir()
        ended = try_with_fault(partial(make, folder, repository), fault, event)
        after = look(folder)
        if not after["exists"]:
            make(folder, repository)
        trials.append({"event": event, "ended": ended, "after": after, "again": look(folder)})
        shutil.rmtree(folder)
    json.dump({"whole": whole, "trials": trials}, sys.stdout)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()

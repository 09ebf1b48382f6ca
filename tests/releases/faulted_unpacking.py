"""Unpack a release and write the repository, with a fault at every event; print what was left.

A driver of its own process, which forks for every trial.
Called with: folder that holds the archive, its SHA-256, name of the fault. Prints JSON.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from scaffold.git.git_objects import read_references
from scaffold.template.archives import Archive, archive_path
from scaffold.template.archives.packing import unpack
from scaffold.template.archives.release_files import digest, read_template
from scaffold.template.git_bundle import refresh_repository
from scaffold.template.unpacking import unpacked
from tests.faults.faults import try_with_fault


def work(archive: Archive) -> int:
    """Do both; return 0 where they were done, 1 for half a release, 130 where it was stopped."""
    try:
        is_whole = digest(read_template(unpacked(archive))) == archive.tree
        refresh_repository()
    except KeyboardInterrupt:
        return 130
    return 0 if is_whole else 1


def look(archive: Archive) -> dict[str, Any]:
    """Say what of the two is there, and whether it is whole; and what stands beside them."""
    data = Path("~/.local/share/mlops-scaffold").expanduser()
    releases, repository = data / "releases", data / "template"
    unpacked_to = [path for path in releases.glob("*") if not path.name.startswith(".")]
    return {
        "releases": [digest(read_template(path)) == archive.tree for path in unpacked_to],
        "repository": [bool(read_references(repository))] if repository.exists() else [],
        "others": [path.name for path in data.rglob(".scaffold-*")],
    }


def main() -> None:
    """Meet the fault at event 1, 2, 3, ... of all events, and do it again after each."""
    base, sha256, fault = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    tree = digest(unpack(archive_path(base, "1.0.0").read_bytes()))
    archive = Archive("1.0.0", "2026-11-21", sha256, tree, "", base)
    os.environ["HOME"] = str(base / "0")
    trials = []
    for event in range(1, try_with_fault(lambda: work(archive), fault, 0).events + 1):
        os.environ["HOME"] = str(base / str(event))
        ended = try_with_fault(lambda: work(archive), fault, event).code
        after = look(archive)
        again = try_with_fault(lambda: work(archive), fault, 0).code
        trials.append({"ended": ended, "after": after, "again": again, "finally": look(archive)})
    json.dump(trials, sys.stdout)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()

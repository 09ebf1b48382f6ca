"""Unpack a release and write the repository, each time killed at a later step; print what is left.

A driver of its own process, run as a module from the repository's folder. It forks for every trial.
Called with: folder, number of a signal or 0 for a full disk. Prints a JSON list of the trials.
"""

import errno
import json
import os
import sys
from pathlib import Path
from typing import Any

from scaffold.archives import Archive, archive_path
from scaffold.archives.content import digest, read_template
from scaffold.archives.packing import unpack
from scaffold.git_objects import read_references
from scaffold.template_repository import refresh_repository
from scaffold.unpacking import unpacked
from tests.faults.killed_at_every_step import changes_something


def work(archive: Archive, number: int, last_step: int) -> int:
    """Do both; before the event `last_step`, meet the signal or a full disk.

    Returns:
        The number of events, where no signal ended the process before.
    """
    steps = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal steps
        if changes_something(event, arguments):
            steps += 1
            if steps == last_step and number:
                os.kill(os.getpid(), number)
            elif steps == last_step:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sys.addaudithook(count)
    intact = digest(read_template(unpacked(archive))) == archive.tree
    refresh_repository()
    return steps if intact else -1


def try_once(archive: Archive, number: int, step: int) -> str:
    """Fork a trial; return how it ended: a number of events, an error, or a signal."""
    reading, writing = os.pipe()
    trial = os.fork()
    if trial == 0:
        try:
            ended = str(work(archive, number, step))
        except BaseException as error:  # noqa: BLE001 - its parent must not go on twice
            ended = repr(error)
        os.write(writing, ended.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        ended = pipe.read()
    os.waitpid(trial, 0)
    return ended or "killed"


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
    """End at step 1, 2, 3, ... of all steps, and do it again after each."""
    base, number = Path(sys.argv[1]), int(sys.argv[2])
    content = archive_path(base, "1.0.0").read_bytes()
    archive = Archive("1.0.0", "2026-11-21", sys.argv[3], digest(unpack(content)), "", base)
    os.environ["HOME"] = str(base / "0")
    all_steps = int(try_once(archive, number, 0))
    trials = []
    for step in range(1, all_steps + 1):
        os.environ["HOME"] = str(base / str(step))
        ended = try_once(archive, number, step)
        after = look(archive)
        again = try_once(archive, number, 0)
        trials.append({"ended": ended, "after": after, "again": again, "finally": look(archive)})
    json.dump(trials, sys.stdout)


if __name__ == "__main__":
    main()

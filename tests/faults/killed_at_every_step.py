"""Make a project again and again, each time killed at a later step; print what each kill left.

A driver of its own process: it loads Copier once and forks for every trial. An audit hook counts
the events that change the file system or start a process, and ends the trial before the chosen one.
Called with: folder, the number of a signal or 0 for a full disk, "git" or "no-git". Prints a JSON
list of the trials.
"""

import errno
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.new import NewProject, make_project
from scaffold.releases import bundled_release

CHANGES = {
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.chmod",
    "os.symlink",
    "os.truncate",
    "shutil.rmtree",
    "subprocess.Popen",
    "tempfile.mkdtemp",
}
ANSWERS = {"stack": "skeleton", "features": [], "license": "none"}


def changes_something(event: str, arguments: tuple[Any, ...]) -> bool:
    """Say whether an audit event writes; an opened file does where its flags say so."""
    if event == "open":
        return bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in CHANGES


def make_until(folder: Path, repository: bool, number: int, last_step: int) -> int:
    """Make the project; before the event `last_step`, meet the signal or a full disk.

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
    template = bundled_release()
    make_project(NewProject("demo", folder, template, ANSWERS, repository=repository))
    return steps


def try_once(folder: Path, repository: bool, number: int, step: int) -> str:
    """Fork a trial; return how it ended: a number of events, a sentence, or a signal."""
    reading, writing = os.pipe()
    trial = os.fork()
    if trial == 0:
        try:
            ended = str(make_until(folder, repository, number, step))
        except ScaffoldError:
            ended = "sentence"
        except KeyboardInterrupt:
            ended = "interrupt"
        except BaseException as error:  # noqa: BLE001 - its parent must not go on twice
            ended = repr(error)
        os.write(writing, ended.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        ended = pipe.read()
    os.waitpid(trial, 0)
    return ended or "killed"


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
    """End at step 1, 2, 3, ... of all steps, and make the project again after each."""
    base, number, repository = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "git"
    all_steps = int(try_once(base, repository, number, 0))
    whole = look(base)
    trials = []
    for step in range(1, all_steps + 1):
        folder = base / str(step)
        folder.mkdir()
        ended = try_once(folder, repository, number, step)
        after = look(folder)
        if not after["exists"]:
            make_project(
                NewProject("demo", folder, bundled_release(), ANSWERS, repository=repository)
            )
        trials.append({"step": step, "ended": ended, "after": after, "again": look(folder)})
        shutil.rmtree(folder)
    json.dump({"whole": whole, "trials": trials}, sys.stdout)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()

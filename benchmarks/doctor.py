"""CPU seconds of `scaffold doctor` in repositories, start of Python included.

    REPOSITORIES=path/to/clones python -m benchmarks.doctor

Each folder in `REPOSITORIES` is a repository; nothing is written in it.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Write a line for each repository."""
    place = os.environ.get("REPOSITORIES", "")
    if not place:
        sys.exit("Set REPOSITORIES to a folder of repositories.")
    for repository in sorted(path for path in Path(place).iterdir() if path.is_dir()):
        sys.stdout.write(f"{describe(repository)}\n")


def describe(repository: Path) -> str:
    """Return the size, the findings and the CPU of a repository."""
    before = _cpu()
    command = [sys.executable, "-m", "scaffold", "doctor", str(repository), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    found = len(json.loads(done.stdout)["findings"]) if done.stdout else 0
    files = (path for path in repository.rglob("*") if ".git" not in path.parts)
    size = sum(path.lstat().st_size for path in files) / 1_000_000
    return f"{repository.name:35} {size:7.1f} MB {found:4} findings {_cpu() - before:6.2f} s CPU"


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()

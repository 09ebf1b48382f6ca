"""A checkout of this repository that a test may change, as a person has one."""

import shutil
import subprocess
from pathlib import Path

from tests.conftest import REPOSITORY


def copy_checkout(folder: Path) -> Path:
    """Make a repository of what stands here now, committed or not, and return its folder."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.check_output(listing, cwd=REPOSITORY, text=True)
    for name in filter(None, names.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / name)
    subprocess.check_call(["git", "init", "--quiet"], cwd=folder)
    return folder

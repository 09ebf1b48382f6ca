"""Install packages into environments of tests, in a tenth of the time that pip takes."""

import os
import sys
from pathlib import Path

from tests.kit.machine import run_command

UV = str(Path(sys.executable).with_name("uv"))
# The cache of the person who runs the tests, whose home the tests replace, and the wheels of pip.
UV_SETTINGS = {
    "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv")),
    "UV_FIND_LINKS": os.environ.get("PIP_FIND_LINKS", ""),
}


def install(python: Path, *arguments: str, folder: Path | None = None) -> None:
    """Install with the arguments of `uv pip install` into the environment of an interpreter."""
    command = [UV, "pip", "install", "--quiet", "--python", str(python), *arguments]
    finished = run_command(command, folder=folder, settings=UV_SETTINGS)
    assert finished.exit_code == 0, finished.errors

"""Commands load what they need: Copier, its prompts and its models are for other templates."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.kit.machine import run_command

UNNEEDED = {"copier", "prompt_toolkit", "pydantic", "questionary", "plumbum"}
COMMANDS = {
    "list": ["list"],
    "status": ["status", "demo"],
    "check": ["check", "demo"],
    "an update without news": ["update", "demo"],
    "new": ["new", "other", "--defaults", "--no-git", "--stack", "skeleton"],
    "an update with another answer": ["update", "demo", "-d", "description=Another one."],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_loads_neither_copier_nor_prompts(
    rendered: Render, clean_machine: Path, command: str
) -> None:
    shutil.copytree(rendered("skeleton", "package", ("docker",)), clean_machine / "demo")
    words = [sys.executable, "-X", "importtime", "-m", "scaffold", *COMMANDS[command]]
    finished = run_command(words)
    loaded = set(re.findall(r"^import time:.*\| +([\w.]+)$", finished.errors, re.MULTILINE))
    assert finished.exit_code == 0, finished.errors
    assert "scaffold.cli" in loaded
    assert loaded & UNNEEDED == set()

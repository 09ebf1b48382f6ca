"""Notebooks that learners move into the stages: whether one was moved, and what that wrote."""

import tomllib
from pathlib import Path, PurePosixPath

from scaffold.files.parsing import UnparsableError, parse
from scaffold.files.tree import File, read_paths


def plan_path(notebook: str) -> str:
    """Return the path of the plan beside a notebook."""
    return str(PurePosixPath(notebook).with_suffix(".plan.toml"))


def list_written(notebook: str) -> list[str]:
    """Return the files that a move writes beside a notebook; none without a notebook."""
    path = PurePosixPath(notebook)
    return [plan_path(notebook), str(path.with_suffix(f".thin{path.suffix}"))] if notebook else []


def is_moved(project: Path, notebook: str) -> bool:
    """Return whether a notebook was moved, as its plan says."""
    plan = plan_path(notebook)
    found = read_paths(project, [plan]).get(plan)
    return isinstance(found, File) and found.kind == "file" and says_moved(found.content)


def says_moved(plan: bytes) -> bool:
    """Return whether a plan is that of a move that was made."""
    try:
        return "thin" in parse(plan.decode(), tomllib.loads)
    except (UnicodeDecodeError, UnparsableError):
        return False

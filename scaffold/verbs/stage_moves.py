"""Write a plan of moves into stages, or read it; no code runs."""

from dataclasses import dataclass
from pathlib import Path

from scaffold.adoption.moving.stage_plan import (
    KEEP,
    find_candidates,
    read_stage_plan,
    write_stage_plan,
)
from scaffold.adoption.moving.stage_targets import MoveError
from scaffold.apply.journal import apply_changes
from scaffold.files.reading import read_regular
from scaffold.files.tree import Change, File
from scaffold.notebooks.module_stage import judge_module
from scaffold.notebooks.notebook_files import read_project_table
from scaffold.project.guard import open_folder
from scaffold.project.project_code import read_code
from scaffold.verbs.move import MoveRequest

__all__ = ["WrittenPlan", "make_request", "write_plan"]


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """A plan of moves.

    Attributes:
        path: Its path in the repository.
        text: Its content.
        moves: The number of modules and packages that it moves.
        others: The number of those that it leaves.
    """

    path: str
    text: str
    moves: int
    others: int


def write_plan(folder: Path, plan: Path, *, dry_run: bool) -> WrittenPlan:
    """Write a plan for a repository; nothing is moved.

    Args:
        folder: The repository.
        plan: The file to write, relative to the repository.
        dry_run: Only return it.

    Raises:
        MoveError: No modules can be moved, or the plan would be outside of the repository.
    """
    root = open_folder(folder)
    path = (root / plan).absolute()
    if not path.is_relative_to(root) or ".." in path.parts:
        raise MoveError(f"The plan would be outside of `{root}`", "Use a path in the repository")
    tree = read_code(root, ())
    table = read_project_table(root)
    if not any(find_candidates(tree)):
        hint = "Use `scaffold move` for scripts and other modules"
        raise MoveError("No package has modules that are not in a stage", hint)
    text = write_stage_plan(tree, lambda code: judge_module(code, table))
    name = path.relative_to(root).as_posix()
    if not dry_run:
        apply_changes(root, "adopt", [Change(name, None, File(text.encode()))])
    kept = text.count(f'stage = "{KEEP}"')
    return WrittenPlan(name, text, text.count("[[moves]]") - kept, kept)


def make_request(folder: Path, plan: Path, request: MoveRequest) -> MoveRequest:
    """Return a request for the moves of a plan.

    Args:
        folder: The repository.
        plan: The plan, relative to the repository.
        request: The options.

    Raises:
        MoveError: The file is not a plan, or moves nothing.
        UnreadableFileError: It is not a regular file.
    """
    found = read_stage_plan(read_regular(folder / plan).content, plan.as_posix())
    if not found.wanted:
        raise MoveError(f"`{plan}` moves nothing", "Set the `stage` of a module in it")
    wanted = {Path(source): stage for source, stage in found.wanted.items()}
    return MoveRequest(
        wanted,
        shim=found.shim,
        gates=request.gates,
        dry_run=request.dry_run,
        allow_dirty=request.allow_dirty,
        folder=folder,
    )

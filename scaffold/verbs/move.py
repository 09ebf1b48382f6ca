"""Move modules of a repository into stages; only gates run its code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.adoption.moving.planned_moves import PlannedMoves, plan_moves
from scaffold.adoption.moving.relocation import Remark
from scaffold.adoption.moving.stage_targets import MoveError, find_targets
from scaffold.apply.journal import apply_changes
from scaffold.notebooks.cell_code import rewrite_cells
from scaffold.project.guard import check_repository, open_folder
from scaffold.project.ignored import find_ignored
from scaffold.project.project import find_answers
from scaffold.project.project_code import find_code_root, read_code
from scaffold.project.stage_names import read_stages
from scaffold.verbs.gated_adoption import GateOptionError, refuse_all
from scaffold.verbs.step_progress import Progress, silent

if TYPE_CHECKING:
    from scaffold.project.gates.gating import GateRun

__all__ = ["MoveRequest", "MoveResult", "Remark", "move"]

_QUESTION = "Run the build and the tests of the repository on a scratch copy, to check the move?"
# Seconds after which a build or a run of the tests is ended.
_GATE_LIMIT: float = 3600


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What to move.

    Attributes:
        wanted: Stage of each module or folder.
        shim: Keep a module at each old path.
        gates: Build and test a scratch copy; None asks.
        dry_run: Only plan.
        allow_dirty: Allow uncommitted changes.
        folder: The folder in which the paths are; None is the current one.
    """

    wanted: Mapping[Path, str]
    shim: bool = False
    gates: bool | None = None
    dry_run: bool = False
    allow_dirty: bool = False
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class MoveResult:
    """Result of a move, or the preview of one.

    Attributes:
        root: The repository.
        planned: The changes and what to know about them.
        dry_run: Whether it was only planned.
        gates: What the gates found; empty if none ran.
        skipped: Files that were not written, because they changed during the command.
    """

    root: Path
    planned: PlannedMoves
    dry_run: bool = False
    gates: tuple[GateRun, ...] = field(default=())
    skipped: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing was written because of a gate."""
        return any(run.refused for run in self.gates)

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values, without file contents."""
        moved = self.planned.relocation.files
        return {
            "project": str(self.root),
            "moved": [{"from": old, "to": new} for old, new in moved.items()],
            "files": [
                {"path": each.path, "action": _action(each.before, each.after)}
                for each in self.planned.changes
            ],
            "remarks": [each.as_json() for each in self.planned.remarks],
            "gates": [each.as_json() for each in self.gates],
            "dry_run": self.dry_run,
            "refused": self.is_refused,
            "skipped": list(self.skipped),
        }


def _action(before: object, after: object) -> str:
    if before is None:
        return "create"
    return "update" if after is not None else "delete"


def move(
    request: MoveRequest,
    progress: Progress = silent,
    gating: Progress = silent,
    confirm: Callable[[str], bool] = refuse_all,
) -> MoveResult:
    """Move modules into stages, and rewrite every reference to them.

    Args:
        request: What to move, and the options.
        progress: Shows the current step.
        gating: Shows the steps of gates, which can take minutes.
        confirm: Asks whether gates may run the repository's code; without an answer they do not.

    Raises:
        ScaffoldError: Something cannot be moved, or would break.
    """
    if request.gates and request.dry_run:
        raise GateOptionError
    root, wanted = find_wanted(request)
    with progress("Reading the repository"):
        tree = read_code(root, wanted)
    with progress("Finding references"):
        relocation = find_targets(tree, wanted, read_stages(find_answers(root)))
        planned = plan_moves(tree, relocation, rewrite_cells, shim=request.shim)
        planned = _with_ignored(root, planned)
    if not planned.changes:
        return MoveResult(root, planned, request.dry_run)
    if request.dry_run:
        return MoveResult(root, planned, dry_run=True)
    check_repository(root, allow_dirty=request.allow_dirty)
    refuse_blocked(planned)
    gates = _run_gates(request, root, planned, gating, confirm)
    result = MoveResult(root, planned, gates=gates)
    if result.is_refused:
        return result
    skipped = apply_changes(root, "move", list(planned.changes))
    return MoveResult(root, planned, gates=gates, skipped=tuple(skipped))


def _with_ignored(root: Path, planned: PlannedMoves) -> PlannedMoves:
    """Add what Git would ignore at its new path: it would be in no commit."""
    found = [
        Remark(each.path, 0, "blocker", f"Git would not track it: {each.reason}")
        for each in find_ignored(root, planned.changes, {})
    ]
    return replace(planned, remarks=tuple(sorted([*planned.remarks, *found])))


def find_wanted(request: MoveRequest) -> tuple[Path, dict[str, str]]:
    """Return the repository, and the stage of each path in it.

    Raises:
        MoveError: The paths are in different repositories.
    """
    base = (request.folder or Path()).absolute()
    places = {_tidy(base / path): stage for path, stage in request.wanted.items()}
    root = open_folder(find_code_root(next(iter(places))))
    wanted = {}
    for place, stage in places.items():
        inside = place.parent.resolve() / place.name
        if not inside.is_relative_to(root) or inside == root:
            raise MoveError(
                f"`{place}` is outside of `{root}`", "Move it with a command of its own"
            )
        wanted[inside.relative_to(root).as_posix()] = stage
    return root, wanted


def _tidy(path: Path) -> Path:
    return Path(*[part for part in path.parts if part != "."])


def refuse_blocked(planned: PlannedMoves) -> None:
    """Refuse a move that would break something.

    Raises:
        MoveError: With the first place, and the number of others.
    """
    blockers = planned.blockers
    if not blockers:
        return
    first = blockers[0]
    place = f"{first.path}:{first.line}" if first.line else first.path
    others = f" (and {len(blockers) - 1} more)" if len(blockers) > 1 else ""
    hint = "Run with `--dry-run` to see all of it"
    if all(each.kind == "dynamic" for each in blockers):
        hint = "Use `--shim` to keep the old import paths, or import the module by its full name"
    raise MoveError(f"{place}: {first.text}{others}", hint)


def _run_gates(
    request: MoveRequest,
    root: Path,
    planned: PlannedMoves,
    progress: Progress,
    confirm: Callable[[str], bool],
) -> tuple[GateRun, ...]:
    if not (request.gates or (request.gates is None and confirm(_QUESTION))):
        return ()
    from scaffold.project.gates.gating import Trial, run_gates

    moved = planned.relocation.files
    trial = Trial({"move": planned.changes}, limit=_GATE_LIMIT, moved=moved, runs_tests=True)
    return run_gates(root, trial, progress)

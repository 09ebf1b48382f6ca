"""Plan the move of a notebook into stages, and make it; no code of the notebook runs."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.apply.journal import apply_changes
from scaffold.files.tree import Change, File, read_paths
from scaffold.notebooks.analysis import Analysis, analyze
from scaffold.notebooks.destinations import PLAN_SUFFIX, Destination, find_destination
from scaffold.notebooks.module_merge import merge_module
from scaffold.notebooks.move_records import Choice
from scaffold.notebooks.moved_files import Helpers, MoveResult, move
from scaffold.notebooks.notebook_files import (
    NotebookError,
    find_root,
    parse_notebook,
    read_content,
    read_project_table,
)
from scaffold.notebooks.plan_file import (
    PlanFile,
    digest,
    parse_plan,
    read_choices,
    write_plan,
)
from scaffold.notebooks.problems import Problem, find_problems
from scaffold.notebooks.requirements import find_requirements
from scaffold.notebooks.units import group_units
from scaffold.project.guard import check_repository
from scaffold.project.project import find_answers
from scaffold.verbs.notebook_project import (
    add_settings,
    find_helpers,
    find_packages,
    local_modules,
)


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What to move.

    Attributes:
        path: The notebook.
        in_place: Replace the notebook, and keep the original in `original/` beside it.
        fresh: Propose everything again, whatever a plan says.
        common: Digests of functions that other notebooks of the same move have.
        known: Modules that functions are moved to at the same time, by their digests.
    """

    path: Path
    in_place: bool = False
    fresh: bool = False
    common: frozenset[str] = frozenset()
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A move before it is made.

    Attributes:
        root: The project.
        analysis: The notebook.
        result: Its modules and its thin form.
        destination: Where they go.
        changes: The files that change.
        kept: Functions that stay as you edited them although the notebook changed, by module.
        problems: What to know about the notebook.
        notes: What could not be done.
        plan_text: The plan as a file, before a move.
    """

    root: Path
    analysis: Analysis
    result: MoveResult
    destination: Destination
    changes: tuple[Change, ...]
    kept: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    plan_text: str

    def as_json(self) -> dict[str, Any]:
        """Return the move as JSON values."""
        account = self.result.account(self.analysis)
        return {
            "notebook": self.destination.notebook,
            "project": str(self.root),
            "files": [
                {"path": each.path, "action": "update" if each.before else "create"}
                for each in self.changes
            ],
            "statements": {
                place: sum(each == place for each in account.values())
                for place in sorted(set(account.values()))
            },
            "kept": {path: list(names) for path, names in self.kept.items()},
            "problems": [
                {"kind": each.kind, "cell": each.cell, "text": each.text} for each in self.problems
            ],
            "notes": list(self.notes),
            "proved": False,
        }


def plan_move(request: MoveRequest) -> PlannedMove:
    """Find out what a move would do; nothing is written.

    Raises:
        NotebookError: The notebook cannot be read, or is not Python.
        PlanFileError: Its plan does not fit it.
    """
    path = request.path.absolute()
    root = find_root(path)
    plan_name = _relative(root, path.with_suffix(PLAN_SUFFIX))
    plan = _read_plan(root, plan_name)
    source = _find_source(path, plan)
    analysis = analyze(parse_notebook(source, read_content(source)), read_project_table(root))
    if analysis.notebook.language not in {"python", "ipython"}:
        raise NotebookError(f"Not a Python notebook: {path}", "Only Python can be moved")
    destination = find_destination(root, path, find_answers(root), find_packages(root))
    units, choices = group_units(analysis), dict[int, Choice]()
    if plan.cells and not request.fresh:
        units, choices = read_choices(plan, analysis, units, destination, plan_name)
    local = local_modules(root, path)
    helpers = Helpers(find_helpers(root, destination) | {**request.known}, request.common)
    result = move(analysis, destination, choices, local, helpers, units)
    return _collect(request, root, source, analysis, destination, result, plan, local)


def plan_together(requests: Sequence[MoveRequest]) -> list[MoveRequest]:
    """Return the requests of several moves, after all were planned; equal functions are shared.

    Raises:
        NotebookError: A notebook cannot be read, or is not Python.
        PlanFileError: A plan does not fit its notebook.
    """
    found = Counter(digest for each in requests for digest in plan_move(each).result.helpers)
    common = frozenset(digest for digest, count in found.items() if count > 1)
    return [replace(each, common=common) for each in requests]


def apply_move(planned: PlannedMove, *, allow_dirty: bool) -> list[str]:
    """Make the changes of a move.

    Returns:
        Paths that were left alone because they changed since the plan was made.
    """
    check_repository(planned.root, allow_dirty=allow_dirty)
    return apply_changes(planned.root, "notebook move", list(planned.changes))


def write_plan_file(planned: PlannedMove) -> str:
    """Write the plan beside the notebook.

    Returns:
        Its path in the project.
    """
    path = str(PurePosixPath(planned.destination.notebook).with_suffix(PLAN_SUFFIX))
    change = _change(planned.root, path, planned.plan_text.encode())
    if change:
        apply_changes(planned.root, "notebook plan", [change])
    return path


def _find_source(path: Path, plan: PlanFile) -> Path:
    """Return the notebook as it was before a move in place, if the move is not older than it."""
    original = path.parent / "original" / path.name
    if plan.thin and original.is_file() and path.is_file():
        return original if digest(read_content(path)) == plan.thin else path
    return path


def _read_plan(root: Path, name: str) -> PlanFile:
    found = read_paths(root, [name]).get(name)
    if found is None or found.kind not in {"file", "executable"}:
        return PlanFile()
    return parse_plan(found.content.decode("utf-8", "replace"), name)


def _relative(root: Path, path: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def _collect(
    request: MoveRequest,
    root: Path,
    source: Path,
    analysis: Analysis,
    destination: Destination,
    result: MoveResult,
    plan: PlanFile,
    local: frozenset[str],
) -> PlannedMove:
    texts: dict[str, bytes] = {path: text.encode() for path, text in result.texts.items()}
    kept = {}
    paths = [module.path for module in result.modules]
    standing = read_paths(root, paths)
    for module in result.modules:
        found = standing.get(module.path)
        merged = merge_module(found.content if found else b"", module, plan.generated)
        texts[module.path] = merged.content
        if merged.kept:
            kept[module.path] = merged.kept
    notes: list[str] = []
    names = {path: destination.import_name(path) for path in paths}
    texts |= add_settings(root, find_requirements(analysis, local), names, notes)
    texts |= _notebooks(request, source, destination, result)
    plan_path = str(PurePosixPath(destination.notebook).with_suffix(PLAN_SUFFIX))
    texts[plan_path] = write_plan(analysis, result, destination, is_moved=True).encode()
    changes = [_change(root, path, content) for path, content in texts.items()]
    return PlannedMove(
        root,
        analysis,
        result,
        destination,
        tuple(change for change in changes if change),
        kept,
        tuple(find_problems(analysis)),
        tuple(notes),
        write_plan(analysis, result, destination, is_moved=False),
    )


def _notebooks(
    request: MoveRequest, source: Path, destination: Destination, result: MoveResult
) -> dict[str, bytes]:
    """Return the notebooks that are written: the thin one, and the original where it moves."""
    path = PurePosixPath(destination.notebook)
    if not result.moved.pieces:
        return {}
    if not request.in_place and source.parent.name != "original":
        return {str(path.with_suffix(f".thin{path.suffix}")): result.notebook}
    original = str(path.parent / "original" / path.name)
    return {original: read_content(source), str(path): result.notebook}


def _change(root: Path, path: str, content: bytes) -> Change | None:
    before = read_paths(root, [path]).get(path)
    if before and before.content == content:
        return None
    return Change(path, before, File(content, before.kind if before else "file"))

"""Moves of notebooks that have functions in common with notebooks that were moved before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.files.tree import Change, File, read_paths
from scaffold.notebooks.destinations import PLAN_SUFFIX
from scaffold.notebooks.plan_file import PlanFile, PlanFileError, parse_plan
from scaffold.notebooks.shared_helpers import digest_pieces
from scaffold.verbs.notebook import MoveRequest, PlannedMove, plan_move


def plan_shared_move(request: MoveRequest) -> PlannedMove:
    """Plan a move; functions that notebooks moved before have in their stages go to utils once.

    A notebook whose modules or whose thin form were edited since its move stays as it is: its
    functions are imported from where they are.

    Raises:
        NotebookError: The notebook cannot be read, or is not Python.
        PlanFileError: Its plan does not fit it.
    """
    planned = plan_move(request)
    changes: dict[str, Change] = {}
    known: dict[str, str] = {}
    for earlier in _find_earlier(request.path.absolute(), planned):
        wanted = _list_common(planned, earlier) - known.keys()
        if wanted and (after := _move_again(planned.root, earlier, wanted)):
            changes |= {each.path: each for each in after.changes}
            known |= {each: m for each, m in _modules_of(after).items() if each in wanted}
    again = plan_move(replace(request, known=known)) if known else planned
    if changes.keys() & {each.path for each in again.changes}:
        return planned
    return replace(again, changes=(*changes.values(), *again.changes))


def _find_earlier(notebook: Path, planned: PlannedMove) -> Iterator[PlanFile]:
    """Yield the plans of the notebooks in the same folder that were moved."""
    found = (path.relative_to(planned.root) for path in notebook.parent.glob(f"*{PLAN_SUFFIX}"))
    for path, file in read_paths(planned.root, sorted(map(Path.as_posix, found))).items():
        try:
            plan = parse_plan(file.content.decode("utf-8", "replace"), path)
        except PlanFileError:
            continue
        if plan.thin and plan.notebook not in ("", planned.destination.notebook):
            yield plan


def _list_common(planned: PlannedMove, earlier: PlanFile) -> frozenset[str]:
    """Return the digests of functions that an earlier move wrote to a module of another stage."""
    moved, utils = planned.result.moved, f"{planned.destination.folder}/utils/"
    digests = digest_pieces(moved.pieces, moved.definitions)
    return frozenset(
        digests[piece.statements[0]]
        for piece in moved.pieces
        if piece.is_shared
        and piece.statements[0] in digests
        and (piece.module, piece.name) in earlier.generated
        and not piece.module.startswith(utils)
    )


def _move_again(root: Path, earlier: PlanFile, common: frozenset[str]) -> PlannedMove | None:
    """Plan the move of a notebook with some functions in utils; None if it was edited since."""
    notebook = root / earlier.notebook
    in_place = (notebook.parent / "original" / notebook.name).is_file()
    request = MoveRequest(notebook, in_place=in_place)
    try:
        before = plan_move(request)
        after = plan_move(replace(request, common=common))
    except ScaffoldError:
        return None
    old = {module.path: module.write().encode() for module in before.result.modules}
    new = {module.path: module.write().encode() for module in after.result.modules}
    standing = read_paths(root, [*old, *new])
    is_edited = any(standing[path].content != old[path] for path in old if path in standing)
    if before.changes or is_edited:
        return None
    changes = [each for each in after.changes if each.path not in old | new]
    for path in old | new:
        content = new.get(path)
        if content != old.get(path):
            file = None if content is None else File(content)
            changes.append(Change(path, standing.get(path), file))
    return replace(after, changes=tuple(changes))


def _modules_of(planned: PlannedMove) -> dict[str, str]:
    """Return the modules of functions and classes, by their digests."""
    moved = planned.result.moved
    places = {piece.statements[0]: piece.module for piece in moved.pieces}
    digests = digest_pieces(moved.pieces, moved.definitions)
    return {digest: places[at] for at, digest in digests.items()}

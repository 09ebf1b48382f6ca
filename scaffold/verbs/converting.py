"""Convert the dependencies of a repository to pyproject.toml, and compare what they resolve to."""

from collections.abc import Sequence
from dataclasses import replace

from scaffold.adoption.dependencies.chosen import Chosen, choose, find_repeated
from scaffold.adoption.dependencies.conversion import Converted, convert
from scaffold.adoption.dependencies.declaration import Declaration
from scaffold.adoption.dependencies.declared_project import PYPROJECT
from scaffold.adoption.dependencies.dependency_errors import (
    NoDeclarationError,
    UnknownDeclarationError,
)
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations, is_locked
from scaffold.adoption.dependencies.inputs import list_pairs
from scaffold.adoption.dependencies.locking import LOCK, lock
from scaffold.adoption.dependencies.package_resolution import Compared, Resolution, resolve_pairs
from scaffold.adoption.dependencies.replaced import Replaced, replace_old
from scaffold.adoption.dependencies.running_setup import run_setup
from scaffold.adoption.dependencies.setup_script import SETUP_PY
from scaffold.apply.journal import apply_changes
from scaffold.errors.wording import count
from scaffold.files.tree import Change, File, read_paths
from scaffold.project.adoptable import check_adoptable
from scaffold.project.guard import check_repository
from scaffold.verbs.converted_dependencies import ConvertRequest, ConvertResult
from scaffold.verbs.step_progress import Progress, silent

__all__ = ["Compared", "ConvertRequest", "ConvertResult", "convert_dependencies"]

_MOST_NAMES = 3


def plan_dependencies(request: ConvertRequest) -> tuple[Folder, Chosen, Converted | None]:
    """Find the declarations and convert them; nothing is written, resolved or locked.

    Raises:
        ScaffoldError: There is none, or it cannot be converted.
    """
    path = request.path.resolve()
    check_adoptable(path)
    folder = Folder(path)
    found = find_declarations(folder)
    if request.run_setup and folder.has(SETUP_PY):
        found = _with_ran(found, run_setup(path, request.environment))
    known = [each.path for each in found]
    for name in request.sources:
        if name not in known:
            raise UnknownDeclarationError(name, known)
    chosen = choose(found, request.sources)
    if chosen is None:
        raise NoDeclarationError(path.name)
    return folder, chosen, convert(folder, chosen) if chosen.used else None


def _with_ran(found: Sequence[Declaration], ran: Declaration) -> list[Declaration]:
    """Return the declarations with what setup.py declares when it runs, in its place."""
    others = [each for each in found if each.path != SETUP_PY]
    at = sum(each.path == PYPROJECT for each in others)
    return [*others[:at], *([] if ran.is_empty else [ran]), *others[at:]]


def convert_dependencies(request: ConvertRequest, progress: Progress = silent) -> ConvertResult:
    """Convert the dependencies of a repository.

    Args:
        request: The repository and the options.
        progress: Shows the current step.

    Raises:
        ScaffoldError: They cannot be converted or resolved.
    """
    with progress("Reading the declarations"):
        folder, chosen, converted = plan_dependencies(request)
    notes = [*chosen.united.notes, *_notes_on_left(folder, chosen)]
    if converted is None:
        return _without_conversion(request, folder, chosen, notes)
    if not request.dry_run:
        check_repository(folder.path, allow_dirty=request.allow_dirty)
    made = Replaced({PYPROJECT: converted.text})
    if request.replace:
        made = replace_old(folder, chosen, converted.text)
    resolution = _resolve(request, folder, chosen, converted, progress)
    is_equal = resolution is None or resolution.is_equal
    if is_equal and request.resolve and request.lock and not request.dry_run:
        _lock(request, folder, converted, made, progress)
    notes += [*converted.notes, *made.notes]
    changes = _list_changes(folder, made)
    is_preview = request.dry_run or not is_equal
    skipped = [] if is_preview else apply_changes(folder.path, "dependencies", changes)
    return ConvertResult(
        folder.path,
        chosen,
        converted.declared,
        tuple(changes),
        made.kept,
        tuple(dict.fromkeys(notes)),
        resolution,
        request.dry_run,
        tuple(skipped),
    )


def _without_conversion(
    request: ConvertRequest, folder: Folder, chosen: Chosen, notes: Sequence[str]
) -> ConvertResult:
    """Return that nothing is to convert; `--replace` removes what only repeats `[project]`."""
    repeated = find_repeated(chosen) if request.replace else ()
    made = replace_old(folder, replace(chosen, used=repeated), folder.read(PYPROJECT) or "")
    changes = _list_changes(folder, made)
    if changes and not request.dry_run:
        check_repository(folder.path, allow_dirty=request.allow_dirty)
    skipped = [] if request.dry_run else apply_changes(folder.path, "dependencies", changes)
    return ConvertResult(
        folder.path,
        replace(chosen, used=repeated),
        chosen.standing or chosen.main,
        tuple(changes),
        made.kept,
        () if changes else tuple(notes),
        dry_run=request.dry_run,
        skipped=tuple(skipped),
    )


def _resolve(
    request: ConvertRequest,
    folder: Folder,
    chosen: Chosen,
    converted: Converted,
    progress: Progress,
) -> Resolution | None:
    if request.dry_run or not request.resolve:
        return None
    with progress("Resolving before and after"):
        pairs = [*list_pairs(folder, chosen, converted.declared)]
        return resolve_pairs(pairs, converted.declared.python, request.environment)


def _lock(
    request: ConvertRequest,
    folder: Folder,
    converted: Converted,
    made: Replaced,
    progress: Progress,
) -> None:
    with progress("Locking"):
        text, reason = lock(folder, converted.text, converted.declared, request.environment)
    if text:
        made.texts[LOCK] = text
    elif reason:
        made.notes.append(reason)


def _list_changes(folder: Folder, made: Replaced) -> list[Change]:
    """Return the changes; the end of lines and the mode of a file stay."""
    standing = read_paths(folder.path, [*made.texts])
    changes = []
    for path, text in made.texts.items():
        before = standing.get(path)
        if text is None:
            changes.append(Change(path, before, None))
            continue
        content = text.encode()
        if before and b"\r\n" in before.content:
            content = text.replace("\n", "\r\n").encode()
        if before is None or before.content != content:
            changes.append(Change(path, before, File(content, before.kind if before else "file")))
    return changes


def _notes_on_left(folder: Folder, chosen: Chosen) -> Sequence[str]:
    """Return a sentence for each declaration that does not count."""
    found = []
    for each, only in chosen.left:
        if is_locked(folder, each):
            found.append(f"`{each.path}` is a lock file: it is not converted")
        elif only:
            names = ", ".join(only[:_MOST_NAMES])
            more = f" and {count(len(only) - _MOST_NAMES, 'more')[:-1]}" if only[3:] else ""
            found.append(
                f"`{each.path}` is not converted: `{chosen.main.path}` comes first; only the "
                f"former lists {names}{more}"
            )
        else:
            found.append(f"`{each.path}` lists the same packages: it is not converted")
    return found

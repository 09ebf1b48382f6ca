"""What the files of a project import of modules that an update deletes or changes. Pure."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from scaffold.files.tree import File, Tree
from scaffold.plan.actions import Action, FileAction, Plan
from scaffold.plan.python_imports import read_import_graph, read_imported_names

_WORD = re.compile(r"import \*|\w+")
# Files that are as the template has them import nothing that it lacks.
_AS_IN_TEMPLATE = frozenset({Action.CREATE, Action.UPDATE, Action.UNCHANGED})
# With one of these, the text of a module does not show all of its names.
_HIDING = {"import *", "__getattr__"}


def keep_imported(
    plan: Plan, read_others: Callable[[], Tree], left_out: Collection[str] = ()
) -> Plan:
    """Return a plan that deletes no module that a remaining file imports.

    What a kept module imports is kept, too, and so are the `__init__.py` of its packages. A module
    that loses a name that a remaining file imports gets a note.

    Args:
        plan: The plan of an update.
        read_others: Reads the files of the project that are not in the plan.
        left_out: Files that stay as an earlier release had them.
    """
    after = {action.path: action.after for action in plan.actions if action.after}
    dropped = _find_dropped(plan, after)
    shrunk = _find_shrunk(plan)
    if not dropped and not shrunk:
        return plan
    others = read_others()
    own = {a.path for a in plan.actions if a.after and a.action not in _AS_IN_TEMPLATE}
    own |= after.keys() & set(left_out)
    tree = {**others, **dropped, **after}
    importers = _find_importers(dropped, tree, {*others, *own})
    lost = _find_lost_names(shrunk, tree, {*others, *own, *importers})
    return Plan(
        tuple(
            _keep(action, importers[action.path])
            if action.path in importers
            else replace(action, notes=(*action.notes, *lost.get(action.path, ())))
            for action in plan.actions
        )
    )


def _keep(action: FileAction, importer: str) -> FileAction:
    note = f"the template no longer includes it, but {importer} imports it"
    return replace(action, action=Action.NOT_DELETED, after=action.before, notes=(note,))


def _find_dropped(plan: Plan, after: Tree) -> dict[str, File]:
    """Return the modules that a plan deletes, without those that something else replaces."""
    return {
        action.path: action.before
        for action in plan.actions
        if action.action is Action.DELETE
        and action.before
        and action.path.endswith(".py")
        and after.keys().isdisjoint(_list_replacements(action.path))
    }


def _list_replacements(path: str) -> list[str]:
    """Return the files beside which Python would not find a module, or find it instead of them."""
    parents = [str(parent) for parent in PurePosixPath(path).parents]
    package = f"{path.removesuffix('.py')}/__init__.py"
    return [package, *parents, *(f"{parent}.py" for parent in parents)]


def _find_importers(dropped: Tree, tree: Tree, own: Collection[str]) -> dict[str, str]:
    """Return the dropped modules that are imported, each with a file that imports it."""
    graph = read_import_graph(tree, {*own, *dropped}) if dropped else {}
    importers: dict[str, str] = {}
    waiting = sorted(graph.keys() - dropped.keys())
    while waiting:
        importer = waiting.pop(0)
        for imported in sorted(graph[importer] & dropped.keys()):
            for path in (imported, *_list_packages(imported)):
                if path in dropped and path not in importers:
                    importers[path] = importer
                    waiting.append(path)
    return importers


def _list_packages(path: str) -> list[str]:
    """Return the `__init__.py` that Python runs before a module."""
    return [str(folder / "__init__.py") for folder in PurePosixPath(path).parents]


def _find_shrunk(plan: Plan) -> dict[str, set[str]]:
    """Return the words that changed modules no longer have."""
    shrunk: dict[str, set[str]] = {}
    for action in plan.actions:
        if action.path.endswith(".py") and action.before and action.after:
            after = _words(action.after)
            gone = _words(action.before) - after
            if gone and not _HIDING & after:
                shrunk[action.path] = gone
    return shrunk


def _words(file: File) -> set[str]:
    return set(_WORD.findall(file.content.decode("utf-8", "replace")))


def _find_lost_names(
    shrunk: Mapping[str, set[str]], tree: Tree, importers: Collection[str]
) -> dict[str, list[str]]:
    """Return a note for each name that a module loses although a remaining file imports it."""
    notes: dict[str, list[str]] = {}
    for importer, path, name in sorted(read_imported_names(tree, importers)):
        if name in shrunk.get(path, ()):
            notes.setdefault(path, []).append(f"{importer} imports `{name}`, which is gone")
    return notes

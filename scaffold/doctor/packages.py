"""Folders of a package that are no packages themselves, and which of them can become one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository, name_of
from scaffold.files.tree import Change, File, read_paths

_INIT = "__init__.py"
# Folders whose Python files are run, loaded by their paths, or copied, and never imported.
_NOT_IMPORTED = frozenset(
    {"alembic", "migrations", "versions", "script", "scripts", "bin", "tools", "ci", "hooks"}
    | {"example", "examples", "demo", "demos", "sample", "samples", "benchmark", "benchmarks"}
    | {"template", "templates", "snippets", "notebook", "notebooks", "dags", "plugins"}
    | {"static", "assets", "resources", "config", "configs", "conf", "settings", "deploy", "docker"}
)


@dataclass(frozen=True, slots=True)
class _Imported:
    """Names that a project imports: the first ones of absolute imports, and all others."""

    at_top: frozenset[str]
    within: frozenset[str]


def find_missing_inits(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find folders of a package that hold modules and are no package themselves."""
    packages = {
        str(PurePosixPath(path).parent) for path in repository.code if name_of(path) == _INIT
    }
    importable = {folder for folder in packages if PurePosixPath(folder).name.isidentifier()}
    if not importable:
        return Skipped("no package found")
    return _missing_inits(repository, importable)


def make_package(repository: Repository, folder: str) -> Change | None:
    """Return the change that makes a package; None where something is in its way."""
    path = f"{folder}/{_INIT}"
    return None if read_paths(repository.path, [path]) else Change(path, None, File(b""))


def _missing_inits(repository: Repository, packages: set[str]) -> Iterator[Finding]:
    bare = _find_bare(repository, packages)
    imported = _read_imports(repository, {PurePosixPath(folder).name for folder in bare})
    for folder, held in sorted(bare.items()):
        if _is_importable(folder, packages, imported):
            is_safe = _is_safe(folder, imported) and not _hold_scripts(repository, held)
            repair = make_package(repository, folder) if is_safe else None
            yield Finding(folder, f"contains modules but no `{_INIT}`", repair=repair)


def _find_bare(repository: Repository, packages: set[str]) -> dict[str, list[str]]:
    """Return the folders below packages that are no packages, with the files in and below them."""
    bare: dict[str, list[str]] = {}
    for path in repository.code:
        folders = [str(parent) for parent in PurePosixPath(path).parents]
        inside = next((at for at, folder in enumerate(folders) if folder in packages), 0)
        for folder in folders[:inside]:
            bare.setdefault(folder, []).append(path)
    return bare


def _read_imports(repository: Repository, names: set[str]) -> _Imported:
    """Return which names the project imports as a part of a package, and which without one."""
    at_top, within = set(), set()
    for path in repository.files if names else ():
        if not path.endswith(".py") or not _mentions(repository.read(path), names):
            continue
        module = repository.module(path)
        for each in module.imports if module else ():
            first, *rest = each.name.split(".")
            within.update(rest if not each.level else [first, *rest])
            at_top.update([] if each.level else [first])
    return _Imported(frozenset(at_top), frozenset(within))


def _mentions(text: str, names: set[str]) -> bool:
    return not names.isdisjoint(re.findall(r"\w+", text))


def _is_importable(folder: str, packages: set[str], imported: _Imported) -> bool:
    """Return whether a folder is meant to be imported, by its name and those down to it."""
    while folder not in packages:
        folder, _, name = folder.rpartition("/")
        is_other = name.casefold() in _NOT_IMPORTED and name not in imported.within
        if is_other or not name.isidentifier():
            return False
    return True


def _is_safe(folder: str, imported: _Imported) -> bool:
    """Return whether a new package cannot hide an installed one of the same name.

    Such a package is imported where its parent is on the path of Python, as for `alembic`.
    """
    name = PurePosixPath(folder).name
    is_part = name in imported.within or folder.startswith("src/")
    return is_part and name not in imported.at_top


def _hold_scripts(repository: Repository, paths: list[str]) -> bool:
    modules = map(repository.module, paths)
    return any(module is None or module.is_script for module in modules)

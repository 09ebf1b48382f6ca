"""Where modules and packages go in a stage, and why some cannot be moved. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from scaffold.adoption.kinds_of_files import TEST
from scaffold.adoption.moving.code_names import CodeNames
from scaffold.adoption.moving.old_paths import is_old_path
from scaffold.adoption.moving.relocation import Relocation, join, parent_of
from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.files.tree import Tree
from scaffold.project.stage_names import STAGES

# Python and its tools find these by their names.
FIXED = frozenset({"__init__.py", "__main__.py", "conftest.py", "setup.py", "noxfile.py"})


class MoveError(ScaffoldError):
    """Something cannot be moved."""

    exit_code = ExitCode.REFUSED


def find_targets(
    tree: Tree, wanted: Mapping[str, str], stages: Mapping[str, Iterable[str]]
) -> Relocation:
    """Return where everything goes.

    Args:
        tree: The files of the repository.
        wanted: Stage of each module or folder to move.
        stages: Paths of each stage of a project with the layout `as-is`.

    Raises:
        MoveError: Something does not exist, cannot be moved, or its new path is not free.
    """
    names = CodeNames(tree)
    sources: dict[str, str] = {}
    for source, stage in wanted.items():
        if stage not in STAGES:
            known = ", ".join(sorted(STAGES))
            raise MoveError(f"Unknown stage: `{stage}`", f"Use one of {known}")
        folder = find_folder(names, source, stage, stages.get(stage, ()))
        target = join(folder, source.rpartition("/")[2])
        if source == target or is_moved(tree, source, target):
            continue
        _check_source(tree, names, source)
        sources[source] = target
    files = dict(_list_files(tree, sources))
    relocation = Relocation(files, sources, {each: wanted[each] for each in sources})
    _check_targets(tree, relocation)
    return relocation


def find_folder(names: CodeNames, source: str, stage: str, mapped: Iterable[str]) -> str:
    """Return the folder of a stage for a module: of its package, or beside a script."""
    root = names.root_of(source)
    inside = source.removeprefix(f"{root}/") if root else source
    for path in mapped:
        if path in names.folders and names.root_of(f"{path}/x.py") == root:
            return path
    top, slash, _ = inside.partition("/")
    if slash:
        return join(join(root, top), stage)
    if root.rpartition("/")[2] in STAGES:  # Stages that are folders without `__init__.py`.
        root = parent_of(root)
    return join(root, stage)


def is_moved(tree: Tree, source: str, target: str) -> bool:
    """Return whether a module or a folder is already at its new path, and not at the old one."""
    if not _exists(tree, target):
        return False
    standing = [tree[path] for path in tree if path == source or path.startswith(f"{source}/")]
    return all(is_old_path(file.content) for file in standing)


def _exists(tree: Tree, path: str) -> bool:
    return path in tree or any(each.startswith(f"{path}/") for each in tree)


def _check_source(tree: Tree, names: CodeNames, source: str) -> None:
    name = source.rpartition("/")[2]
    if source not in names.modules and source not in names.folders:
        hint = "Name a module or a folder with modules, by its path in the repository"
        raise MoveError(f"Not a module or a package of the repository: `{source}`", hint)
    if name in FIXED or TEST.fullmatch(source):
        raise MoveError(
            f"`{source}` has its place: Python or pytest finds it there", _package(name)
        )
    if names.is_package(source) and not names.is_package(parent_of(source)):
        hint = "Move the modules in it"
        raise MoveError(f"`{source}` is a package of its own, not a part of one", hint)
    if any(tree[path].kind not in {"file", "executable"} for path, _ in _files(tree, source, "")):
        raise MoveError(f"`{source}` is or contains a symlink", "Move the file that it leads to")


def _package(name: str) -> str:
    return "Move the folder that it is in" if name == "__init__.py" else "Move other modules"


def _files(tree: Tree, source: str, target: str) -> Iterator[tuple[str, str]]:
    for path in tree:
        if path in (source, f"{source}i") or path.startswith(f"{source}/"):
            yield path, target + path.removeprefix(source)


def _list_files(tree: Tree, sources: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each file that moves with its new path; those of the innermost source count."""
    for source in sorted(sources, key=len):
        yield from _files(tree, source, sources[source])


def _check_targets(tree: Tree, relocation: Relocation) -> None:
    taken: dict[str, str] = {}
    for old, new in relocation.files.items():
        if new in tree and new not in relocation.files:
            raise MoveError(f"`{new}` exists", f"Rename `{old}` or `{new}` before the move")
        if taken.setdefault(new.lower(), old) != old:
            raise MoveError(
                f"`{taken[new.lower()]}` and `{old}` have one name", "Rename one of them"
            )
    for source, target in relocation.sources.items():
        folder = parent_of(target)
        module = f"{folder}.py"
        if module in tree and module not in relocation.files:
            hint = f"Move it, too: `scaffold move {module} {source} {relocation.stages[source]}`"
            raise MoveError(f"`{module}` has the name of the stage", hint)
        if f"{parent_of(folder)}/__init__.py" not in tree:
            _check_folder(tree, folder)


def _check_folder(tree: Tree, folder: str) -> None:
    """Refuse a folder of data, whose name Python would then import from the top."""
    inside = [path for path in tree if path.startswith(f"{folder}/")]
    if inside and not any(path.endswith(".py") for path in inside):
        hint = "Move your code into a package, or that folder elsewhere"
        raise MoveError(f"`{folder}/` contains files, but no code: {inside[0]}", hint)

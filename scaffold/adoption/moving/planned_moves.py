"""All changes of a move. Pure: a tree in, changes and remarks out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scaffold.adoption.moving.code_names import CodeNames
from scaffold.adoption.moving.old_paths import write_old_path
from scaffold.adoption.moving.package_lists import add_packages
from scaffold.adoption.moving.python_edits import Rewriter
from scaffold.adoption.moving.relocation import Relocation, Remark, join, parent_of
from scaffold.adoption.moving.stage_order import find_backward_imports
from scaffold.adoption.moving.standalone_modules import find_module_runs, find_standing
from scaffold.adoption.moving.text_references import TextReferences
from scaffold.files.tree import Change, File, Tree

# Rewrites the code of a notebook: content, and what rewrites Python and magics; raises ValueError.
RewriteCells = Callable[[bytes, Callable[[bytes], bytes], Callable[[str], str]], bytes]
_PACKAGING = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})
_DOCSTRINGS: Mapping[str, str] = {
    "data": "Load, validate, clean and split data.",
    "models": "Train and tune models.",
    "evaluation": "Measure models.",
    "inference": "Predict and serve.",
    "utils": "Code that several stages share.",
}


@dataclass(frozen=True, slots=True)
class PlannedMoves:
    """A move before it is made.

    Attributes:
        relocation: What moves.
        changes: The files that change.
        remarks: What to know about them.
        has_shims: Whether old import paths are kept.
    """

    relocation: Relocation
    changes: tuple[Change, ...]
    remarks: tuple[Remark, ...]
    has_shims: bool = False

    @property
    def blockers(self) -> list[Remark]:
        """What the move would break."""
        kinds = {"blocker"} if self.has_shims else {"blocker", "dynamic"}
        return [each for each in self.remarks if each.kind in kinds]


def plan_moves(
    tree: Tree, relocation: Relocation, rewrite_cells: RewriteCells, *, shim: bool
) -> PlannedMoves:
    """Return the changes of a move.

    Args:
        tree: The files of the repository.
        relocation: What moves.
        rewrite_cells: Rewrites the code of a notebook.
        shim: Keep a module at each old path.
    """
    remarks: list[Remark] = []
    rewriting = _Contents(tree, relocation, rewrite_cells, remarks)
    contents = {path: rewriting.rewrite(path) for path in tree}
    after = {relocation.place(path): (path, content) for path, content in contents.items()}
    new = dict(_initializers(tree, relocation))
    if shim:
        new |= _old_paths(tree, relocation, {*after, *new})
    changes = [*_edits(tree, after), *_additions(tree, new), *_removals(tree, {*after, *new})]
    written = {path: content for path, (_, content) in after.items()}
    remarks += find_backward_imports(written, relocation)
    return PlannedMoves(relocation, tuple(changes), tuple(sorted(set(remarks))), shim)


class _Contents:
    """The contents of files after a move."""

    def __init__(
        self,
        tree: Tree,
        relocation: Relocation,
        rewrite_cells: RewriteCells,
        remarks: list[Remark],
    ) -> None:
        self._tree = tree
        self._remarks = remarks
        self._rewriter = Rewriter.of(tree, relocation)
        names = self._rewriter.names
        runs = find_module_runs(names, tree, relocation)
        self._texts = TextReferences(names, relocation, runs)
        remarks += find_standing(names, tree, relocation)
        self._rewrite_cells = rewrite_cells
        self._packages = dict(_new_packages(self._rewriter, relocation))

    def rewrite(self, path: str) -> bytes:
        """Return the content of a file with the new names."""
        content = self._tree[path].content
        if self._tree[path].kind not in {"file", "executable"}:
            return content
        if path.endswith((".py", ".pyi")):
            content = self._rewriter.rewrite(path, content, self._remarks)
        elif path.endswith(".ipynb"):
            content = self._rewrite_notebook(path, content)
        else:
            content = self._texts.rewrite(path, content, self._remarks)
        return add_packages(path, content, self._packages) if path in _PACKAGING else content

    def _rewrite_notebook(self, path: str, content: bytes) -> bytes:
        def rewrite(code: bytes) -> bytes:
            return self._rewriter.rewrite(path, code, self._remarks)

        try:
            return self._rewrite_cells(content, rewrite, self._texts.replace)
        except ValueError as error:
            self._remarks.append(Remark(path, 0, "warning", f"it cannot be read: {error}"))
            return content


def _new_packages(rewriter: Rewriter, relocation: Relocation) -> Iterator[tuple[str, str]]:
    """Yield each package that a move adds, with the one around it."""
    names = rewriter.names
    for target in relocation.sources.values():
        folder = parent_of(target)
        if not names.is_package(folder) and names.is_package(parent_of(folder)):
            package = names.package_of(f"{parent_of(folder)}/x.py")
            yield ".".join((*package, folder.rpartition("/")[2])), ".".join(package)


def _initializers(tree: Tree, relocation: Relocation) -> Iterator[tuple[str, bytes]]:
    """Yield the `__init__.py` of each stage that has no code yet."""
    for source, target in relocation.sources.items():
        folder = parent_of(target)
        if not any(path.startswith(f"{folder}/") and path.endswith(".py") for path in tree):
            text = f'"""{_DOCSTRINGS[relocation.stages[source]]}"""\n'
            yield join(folder, "__init__.py"), text.encode()


def _old_paths(tree: Tree, relocation: Relocation, taken: set[str]) -> dict[str, bytes]:
    """Return the modules that keep old import paths, where no other file is."""
    names = CodeNames(tree)
    found = {}
    for path in relocation.files:
        if not path.endswith(".py"):
            continue
        name = path.removesuffix("/__init__.py").removesuffix(".py")
        is_package = path.endswith("/__init__.py") or f"{name}/__init__.py" in taken
        place = f"{name}/__init__.py" if is_package else path
        root = names.root_of(path)
        parts = tuple(name.removeprefix(f"{root}/" if root else "").split("/"))
        new = names.rename(root, parts, relocation)
        if new:
            found[place] = write_old_path(parts, new, is_package=is_package)
    return found


def _edits(tree: Tree, after: Mapping[str, tuple[str, bytes]]) -> Iterator[Change]:
    for path, (old, content) in after.items():
        before = tree[old]
        if path != old or content != before.content:
            yield Change(path, tree.get(path), File(content, before.kind))


def _additions(tree: Tree, new: Mapping[str, bytes]) -> Iterator[Change]:
    for path, content in new.items():
        yield Change(path, tree.get(path), File(content))


def _removals(tree: Tree, standing: set[str]) -> Iterator[Change]:
    for path in tree:
        if path not in standing:
            yield Change(path, tree[path], None)

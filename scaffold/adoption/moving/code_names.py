"""Under which names the modules of a repository are imported. Pure: nothing is executed."""

import sys
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from scaffold.adoption.moving.relocation import Relocation, join, parent_of

Parts = tuple[str, ...]
_USUAL_ROOTS = ("", "src", "lib", "python")


class Named(NamedTuple):
    """A name that leads to a module.

    Attributes:
        root: The folder in which Python finds its first part.
        parts: The parts that name the module.
        rest: The parts after it, such as a function of the module.
    """

    root: str
    parts: Parts
    rest: Parts


class CodeNames:
    """The modules of a repository by name."""

    def __init__(self, files: Collection[str]) -> None:
        self.modules = frozenset(path for path in files if path.endswith(".py"))
        self.folders = frozenset(
            str(parent) for path in self.modules for parent in PurePosixPath(path).parents
        ) - {"."}
        self._roots: dict[tuple[str, str], str | None] = {}
        self._places: dict[str, set[str]] = {}
        for path in self.modules | self.folders:
            name = PurePosixPath(path).name.removesuffix(".py")
            self._places.setdefault(name, set()).add(parent_of(path))

    def is_package(self, folder: str) -> bool:
        """Return whether a folder is a regular package."""
        return join(folder, "__init__.py") in self.modules

    def root_of(self, path: str) -> str:
        """Return the folder in which Python finds the package, or else the module, of a path."""
        folder = parent_of(path)
        while folder and self.is_package(folder):
            folder = parent_of(folder)
        return folder

    def relative_root(self, path: str) -> str:
        """Return the folder from which relative imports of a file are named.

        Without `__init__.py`, the package of a file depends on where Python starts.
        """
        return self.root_of(path) if self.is_package(parent_of(path)) else ""

    def package_of(self, path: str) -> Parts:
        """Return the package that contains a module, from the folder of relative imports."""
        return split_path(parent_of(path), self.relative_root(path))

    def find_root(self, name: str, importer: str) -> str | None:
        """Return the folder in which a file finds the first part of a name; None if unknown."""
        key = (name, parent_of(importer))
        if key not in self._roots:
            self._roots[key] = self._find_root(name, importer)
        return self._roots[key]

    def _find_root(self, name: str, importer: str) -> str | None:
        roots = dict.fromkeys((self.root_of(importer), *_USUAL_ROOTS, parent_of(importer)))
        for is_regular in (True, False):
            for root in roots:
                if self._has(join(root, name), is_regular=is_regular):
                    return root
        found = self._roots_with(name)
        return next(iter(found)) if len(found) == 1 else None

    def _roots_with(self, name: str) -> set[str]:
        if name in sys.stdlib_module_names:
            return set()
        return {root for root in self._places.get(name, ()) if not self.is_package(root)}

    def list_roots(self, name: str) -> list[str]:
        """Return the folders that could be meant by the first part of a name, if there are many."""
        return sorted(self._roots_with(name))

    def _has(self, path: str, *, is_regular: bool) -> bool:
        if is_regular:
            return f"{path}.py" in self.modules or self.is_package(path)
        return path in self.folders

    def find(self, parts: Parts, importer: str) -> Named | None:
        """Return the module that a name in a file leads to; None if it is not one of these."""
        root = self.find_root(parts[0], importer) if parts and parts[0] else None
        return None if root is None else self.find_in(root, parts)

    def find_in(self, root: str, parts: Parts) -> Named | None:
        """Return the module that a name leads to, from a folder on."""
        length = 0
        while length < len(parts) and self.file_of(root, parts[: length + 1]):
            length += 1
        return Named(root, parts[:length], parts[length:]) if length else None

    def file_of(self, root: str, parts: Parts) -> str:
        """Return the file of a module, or the folder of a package without one; else nothing."""
        path = join(root, "/".join(parts))
        places = (join(path, "__init__.py"), f"{path}.py")
        found = next((each for each in places if each in self.modules), "")
        return found or (path if path in self.folders else "")

    def rename(self, root: str, parts: Parts, relocation: Relocation) -> Parts | None:
        """Return the new name of a module; None if its new place cannot be named from the root."""
        file = self.file_of(root, parts)
        new = relocation.place(file)
        if new == file:
            return parts
        if root and not new.startswith(f"{root}/"):
            return None
        return split_path(new.removesuffix("/__init__.py").removesuffix(".py"), root)

    def names_of(self, path: str) -> Iterator[tuple[str, Parts]]:
        """Yield the names of a module or a folder in texts, each with its root; the longest first.

        These are the name from the top of the repository, and the one that Python uses.
        """
        for root in dict.fromkeys(("", self.root_of(path))):
            yield root, split_path(path.removesuffix(".py"), root)


def split_path(path: str, root: str) -> Parts:
    """Return the parts of a path below a folder."""
    inside = path.removeprefix(f"{root}/") if root else path
    return tuple(inside.split("/")) if inside and inside != root else ()

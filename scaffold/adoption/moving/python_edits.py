"""Rewrites one Python source: imports, attributes, strings and paths."""

import re
from dataclasses import dataclass

from scaffold.adoption.moving.attribute_edits import edit_attributes
from scaffold.adoption.moving.code_names import CodeNames
from scaffold.adoption.moving.file_context import FileContext
from scaffold.adoption.moving.import_edits import edit_imports
from scaffold.adoption.moving.initializers import Initializers
from scaffold.adoption.moving.location_edits import edit_locations
from scaffold.adoption.moving.relocation import Relocation, Remark
from scaffold.adoption.moving.string_edits import COMPUTES_NAMES, edit_strings
from scaffold.adoption.moving.text_spans import read_source
from scaffold.files.parsing import UnparsableError
from scaffold.files.tree import Tree


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Rewrites the sources of a repository.

    Attributes:
        names: The modules by name.
        initializers: What the packages define themselves.
        relocation: What moves.
    """

    names: CodeNames
    initializers: Initializers
    relocation: Relocation

    @classmethod
    def of(cls, tree: Tree, relocation: Relocation) -> "Rewriter":
        """Return the rewriter of a tree."""
        names = CodeNames(tree)
        return cls(names, Initializers(names, tree), relocation)

    def rewrite(self, path: str, content: bytes, remarks: list[Remark]) -> bytes:
        """Return a source with the new names; what to know about it is added to the remarks."""
        if not self._concerns(path, content):
            return content
        try:
            source = read_source(content)
        except UnparsableError as error:
            kind = "blocker" if self.relocation.place(path) != path else "warning"
            remarks.append(Remark(path, 0, kind, f"it cannot be parsed: {error.reason}"))
            return content
        context = FileContext(path, source, self.names, self.initializers, self.relocation, remarks)
        for edit in (edit_imports, edit_attributes, edit_strings, edit_locations):
            edit(context)
        return source.write() if source.is_edited else content

    def _concerns(self, path: str, content: bytes) -> bool:
        """Return whether a source moves, or names something that does."""
        if self.relocation.place(path) != path:
            return True
        words = {_stem(source) for source in self.relocation.sources} | COMPUTES_NAMES
        return bool(re.search("|".join(map(re.escape, words)).encode(), content))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")

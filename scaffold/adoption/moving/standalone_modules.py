"""Modules outside of packages: scripts that import their neighbors, and modules that are installed.

Python finds the neighbors of a script in its folder, which is another one after a move.
"""

import ast
import re
from collections.abc import Iterator

from scaffold.adoption.moving.code_names import CodeNames
from scaffold.adoption.moving.relocation import Relocation, Remark, parent_of
from scaffold.files.parsing import UnparsableError, parse, parse_python
from scaffold.files.tree import Tree

_PACKAGING = ("pyproject.toml", "setup.cfg", "setup.py")
_LISTED = re.compile(r"py[-_]modules\s*=\s*(\[[^\]]*\]|[^\[\n]*(?:\n[ \t]+[^\n]*)*)")


def find_module_runs(names: CodeNames, tree: Tree, relocation: Relocation) -> frozenset[str]:
    """Return the scripts at the top that have to be run as modules after a move.

    `python -m models.train` looks for modules in the current folder, as `python train.py` did.
    """
    return frozenset(path for path in _scripts(names, tree, relocation) if "/" not in path)


def find_standing(names: CodeNames, tree: Tree, relocation: Relocation) -> Iterator[Remark]:
    """Yield the modules outside of packages that a move would break."""
    for path in _scripts(names, tree, relocation):
        if "/" in path and b"__main__" in tree[path].content:
            text = f"it runs as a script, and imports modules from `{parent_of(path)}/`"
            yield Remark(path, 0, "blocker", text)
    for setting in _PACKAGING:
        text = tree[setting].content.decode("utf-8", "replace") if setting in tree else ""
        listed = " ".join(_LISTED.findall(text))
        for path in relocation.sources:
            if re.search(rf"\b{re.escape(path.removesuffix('.py'))}\b", listed):
                line = text[: text.find("py")].count("\n") + 1
                yield Remark(setting, line, "blocker", f"`{path}` is installed by `py-modules`")


def _scripts(names: CodeNames, tree: Tree, relocation: Relocation) -> Iterator[str]:
    """Yield the moved modules outside of packages that import others of their folder."""
    for path in relocation.files:
        folder = parent_of(path)
        if not path.endswith(".py") or names.is_package(folder):
            continue
        imported = _imported(tree[path].content.decode("utf-8", "replace"))
        found = (names.find((name,), path) for name in imported)
        if any(named and named.root == folder for named in found):
            yield path


def _imported(text: str) -> set[str]:
    """Return the first parts of the names that a module imports."""
    try:
        tree = parse(text, parse_python)
    except UnparsableError:
        return set()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found

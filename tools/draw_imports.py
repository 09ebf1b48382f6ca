"""Draw which part of the package imports which: the folders and top modules, layer by layer.

A part is a folder of `scaffold/` or a module beside them. An arrow leads from a part to one that it
imports. A part is one layer above the highest part that it imports; parts that import each other
have no layer, and are a cycle.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "scaffold"

Arrows = dict[str, set[str]]


def read_arrows(package: Path = PACKAGE, name: str = PACKAGE.name) -> Arrows:
    """Return the parts of a package, each with the parts that it imports.

    Args:
        package: The folder of the package.
        name: The name that its modules import it by.
    """
    arrows: Arrows = {}
    depth = name.count(".") + 1
    for path in sorted(package.rglob("*.py")):
        part = _part(path.relative_to(package).with_suffix("").parts)
        if part:
            imported = {_part(module.split(".")[depth:]) for module in _imports(path, name)}
            arrows.setdefault(part, set()).update(imported - {part, ""})
    return arrows


def _part(names: tuple[str, ...] | list[str]) -> str:
    return "" if not names or names[0] == "__init__" else names[0]


def _imports(path: Path, package: str) -> Iterator[str]:
    """Yield the modules that a file imports from a package, those that only types need too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith(f"{package}."))
        elif isinstance(node, ast.ImportFrom) and node.module == package:
            yield from (f"{package}.{alias.name}" for alias in node.names if alias.name[0] != "_")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}."):
            yield node.module or ""


def layers(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the parts layer by layer, from the lowest.

    Raises:
        CycleError: Parts import each other.
    """
    heights: dict[str, int] = {}
    for part in TopologicalSorter(arrows).static_order():
        heights[part] = 1 + max((heights[below] for below in arrows[part]), default=-1)
    listed: list[list[str]] = [[] for _ in range(max(heights.values()) + 1)]
    for part, height in sorted(heights.items()):
        listed[height].append(part)
    return listed


def main() -> int:
    """Print the layers from the top down, each part with what it imports, and the counts."""
    arrows = read_arrows()
    try:
        found = layers(arrows)
    except CycleError as error:
        sys.stdout.write(f"cycle: {' -> '.join(error.args[1])}\n")
        return 1
    for height, parts in reversed(list(enumerate(found, start=1))):
        for part in parts:
            sys.stdout.write(f"{height:>3}  {part:<12} {' '.join(sorted(arrows[part]))}\n")
    count = sum(len(imported) for imported in arrows.values())
    sys.stdout.write(f"{len(arrows)} parts, {len(found)} layers, {count} arrows, 0 cycles\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

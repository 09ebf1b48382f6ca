"""Imports from a stage into a later one, after a move. Pure: nothing is executed."""

import ast
from collections.abc import Iterator, Mapping

from scaffold.adoption.moving.code_names import CodeNames
from scaffold.adoption.moving.initializers import absolute
from scaffold.adoption.moving.relocation import Relocation, Remark, parent_of
from scaffold.files.parsing import UnparsableError, parse, parse_python

# A stage imports those before it; all import `utils`, which imports none.
_ORDER = ("utils", "data", "models", "evaluation", "inference")


def find_backward_imports(written: Mapping[str, bytes], relocation: Relocation) -> Iterator[Remark]:
    """Yield the imports of moved modules that lead to a later stage.

    Args:
        written: Content of each file after the move.
        relocation: What moved.
    """
    stages = {
        parent_of(target): relocation.stages[source]
        for source, target in relocation.sources.items()
    }
    base = {parent_of(folder) for folder in stages}
    stages |= {f"{each}/{stage}".lstrip("/"): stage for each in base for stage in _ORDER}
    names = CodeNames(written)
    for path in sorted(names.modules):
        stage = _stage_of(path, stages)
        if stage:
            yield from _look(names, path, written[path], stage, stages)


def _stage_of(path: str, stages: Mapping[str, str]) -> str:
    return next((stage for folder, stage in stages.items() if path.startswith(f"{folder}/")), "")


def _look(
    names: CodeNames, path: str, content: bytes, stage: str, stages: Mapping[str, str]
) -> Iterator[Remark]:
    try:
        tree = parse(content.decode("utf-8", "replace"), parse_python)
    except UnparsableError:
        return
    for node in ast.walk(tree):
        for file in _imported(names, path, node):
            other = _stage_of(file, stages)
            if other and _ORDER.index(other) > _ORDER.index(stage):
                text = f"`{stage}` imports the later stage `{other}`: `{file}`"
                yield Remark(path, getattr(node, "lineno", 0), "warning", text)


def _imported(names: CodeNames, path: str, node: ast.AST) -> Iterator[str]:
    wanted = []
    if isinstance(node, ast.Import):
        wanted = [tuple(alias.name.split(".")) for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        base = absolute(names, path, node)
        wanted = [(*base, alias.name) for alias in node.names]
    for parts in wanted:
        if isinstance(node, ast.ImportFrom) and node.level:
            named = names.find_in(names.relative_root(path), parts)
        else:
            named = names.find(parts, path)
        if named:
            yield names.file_of(named.root, named.parts)

"""Imports between stages run one way, so each can be read and tested without later ones."""

import ast
from pathlib import Path

import pytest

import demo

STAGES = ("utils", "data", "models", "evaluation", "inference")
SOURCE = Path(demo.__file__).parent


def imported_stages(file: Path) -> set[str]:
    """Return the stages whose names the imports of a file contain."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.level != 1:
            names += [f"{node.module or ''}.{alias.name}" for alias in node.names]
    package = demo.__name__
    own = [name.removeprefix(f"{package}.").lstrip(".") for name in names]
    return {name.split(".")[0] for name in own} & set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_no_later_one(stage: str) -> None:
    later = set(STAGES[STAGES.index(stage) + 1 :])
    for file in (SOURCE / stage).rglob("*.py"):
        assert not imported_stages(file) & later, file

"""The notebook was moved: its functions are in the stages, it calls them, and computes the same."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

PROJECT = Path(__file__).parents[2]
NOTEBOOK = PROJECT / "notebooks" / "first_model.ipynb"
# `scaffold notebook move --in-place` keeps the original in a folder of its own.
KEPT = NOTEBOOK.parent / "original" / NOTEBOOK.name
ORIGINAL, MOVED = (
    (KEPT, NOTEBOOK) if KEPT.exists() else (NOTEBOOK, NOTEBOOK.with_suffix(".thin.ipynb"))
)
STAGES = {"data", "models", "evaluation", "inference"}
SHOWN = ("text/plain", "image/png")


def read(path: Path) -> nbformat.NotebookNode:
    # nbformat has types for its classes only.
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def test_its_functions_are_in_the_stages() -> None:
    plan = tomllib.loads(NOTEBOOK.with_suffix(".plan.toml").read_text("utf-8"))
    modules = {PROJECT / each["module"] for each in plan["generated"]}
    assert {module.parent.name for module in modules} >= STAGES
    for module in modules:
        body = ast.parse(module.read_text("utf-8")).body
        assert any(isinstance(node, ast.FunctionDef) for node in body), module


def test_what_is_left_of_it_calls_them() -> None:
    code = [cell.source for cell in read(MOVED).cells if cell.cell_type == "code"]
    lines = "\n".join(code).splitlines()
    tree = ast.parse("\n".join(line for line in lines if not line.startswith("%")))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    imported = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[1] for module in imported if module.count(".") > 1} >= STAGES


def test_both_show_the_same_in_every_cell() -> None:
    original, moved = show(ORIGINAL), show(MOVED)
    assert original.keys() == moved.keys()
    for cell, shown in original.items():
        assert moved[cell] == shown, cell


def show(path: Path) -> dict[str, list[Any]]:
    """Run a notebook, and return what each of its cells prints and displays."""
    notebook = read(path)
    resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
    NotebookClient(notebook, timeout=300, resources=resources).execute()
    return {cell.id: [value(each) for each in cell.get("outputs", [])] for cell in notebook.cells}


def value(output: nbformat.NotebookNode) -> Any:
    """Return the text of an output and its image; tables in HTML repeat the text."""
    if output.output_type == "stream":
        return output.text
    return [output.data.get(kind) for kind in SHOWN]

"""The notebook runs from top to bottom, and is committed without what it printed."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "01_explore.ipynb"


@pytest.fixture
def notebook() -> nbformat.NotebookNode:
    """The notebook as it is committed."""
    # nbformat has types for its classes only.
    read: nbformat.NotebookNode = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    return read


def test_the_notebook_is_committed_without_outputs(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_the_notebook_runs_from_top_to_bottom(
    notebook: nbformat.NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What it makes stays out of the project.
    monkeypatch.setenv("PROJECT_ROOT", str(tmp_path))
    resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
    NotebookClient(notebook, timeout=120, resources=resources).execute()
    assert notebook.cells[-2].outputs
    assert (tmp_path / "data" / "labeled_projects.csv").is_file()

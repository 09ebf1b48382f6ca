"""Inspect notebooks; no code of them runs."""

from pathlib import Path

from scaffold.notebooks.inspection import Inspection, inspect
from scaffold.notebooks.notebook_files import find_notebook
from scaffold.notebooks.stage_page import write_stage_page

__all__ = ["find_notebook", "inspect_notebook"]


def inspect_notebook(path: Path, page: Path | None = None) -> Inspection:
    """Return the stages in a notebook.

    Args:
        path: The notebook.
        page: HTML file to write the stages to.

    Raises:
        ScaffoldError: The notebook cannot be read, or the page cannot be replaced.
    """
    inspection = inspect(path)
    if page is not None:
        write_stage_page(inspection, page)
    return inspection

"""Notebooks are read and written byte for byte, whoever wrote them."""

import json
from pathlib import Path

import pytest

from scaffold.notebooks.analysis import analyze
from scaffold.notebooks.cells import CellEdit
from scaffold.notebooks.evidence import read_table
from scaffold.notebooks.ipynb import parse_ipynb
from scaffold.notebooks.notebook_files import NotebookError, find_notebook, read_notebook
from scaffold.notebooks.percent import parse_percent
from tests.notebooks.books import analyze_cells, make_ipynb

CELLS = ["md:# Title", "x = 1\n", "print('é', x)", "y = x + 1\ny"]


@pytest.mark.parametrize("indent", [None, 1, 2, 4])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_edit_changes_one_cell_and_no_other_byte(indent: int | None, line_end: str) -> None:
    text = make_ipynb(CELLS, indent=indent).replace("\n", line_end)
    notebook = parse_ipynb(text)
    assert notebook.write({}) == text.encode()
    written = notebook.write({1: CellEdit("x = 2\nz = 3")}).decode()
    expected = make_ipynb([CELLS[0], "x = 2\nz = 3", *CELLS[2:]], indent=indent)
    assert written == expected.replace("\n", line_end)


def test_numbers_escapes_and_blanks_of_other_writers_stay() -> None:
    first = '{"cell_type":"code",  "metadata":{"x": 1.0e5,"u":"\\u00e9"},"source" : "a"}'
    text = f'{{ "cells" : [ {first} , {{"cell_type":"code","source":["b"]}} ],\n "nbformat":4}}'
    written = parse_ipynb(text).write({1: CellEdit("c")}).decode()
    assert written == text.replace('["b"]', '["c"]')


def test_removed_cells_leave_the_others_as_they_are() -> None:
    text = make_ipynb(CELLS)
    for number in range(len(CELLS)):
        written = parse_ipynb(text).write({number: CellEdit(None)})
        cells = json.loads(text)["cells"]
        assert json.loads(written)["cells"] == cells[:number] + cells[number + 1 :]


def test_outputs_of_merged_cells_are_kept_in_order() -> None:
    document = json.loads(make_ipynb(["a", "b"]))
    for number, cell in enumerate(document["cells"]):
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": [str(number)]}]
    notebook = parse_ipynb(json.dumps(document, indent=1))
    written = json.loads(notebook.write({0: CellEdit(None), 1: CellEdit("c", merged=(0,))}))
    assert [output["text"] for output in written["cells"][0]["outputs"]] == [["0"], ["1"]]


def test_format_three_is_read() -> None:
    cells = [{"cell_type": "code", "input": ["print 1"], "prompt_number": 3, "outputs": []}]
    notebook = parse_ipynb(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}))
    assert notebook.code[0].source == "print 1"
    assert notebook.code[0].execution_count == 3


@pytest.mark.parametrize("text", ["{}", "[]", '{"cells": {}}', '{"cells": [1]}', "", "{"])
def test_what_is_not_a_notebook_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_ipynb(text)


PERCENT = """\
# ---
# jupyter:
#   jupytext: {}
# ---
# %% [markdown]
# # Title
# text

# %%
# %matplotlib inline
x = 1

# %% named
y = x
"""


def test_percent_files_are_read_with_their_magics() -> None:
    notebook = parse_percent(PERCENT)
    assert [cell.kind for cell in notebook.cells] == ["markdown", "code", "code"]
    assert notebook.cells[0].source == "# Title\ntext"
    assert notebook.code[0].source == "%matplotlib inline\nx = 1"
    assert notebook.write({}) == PERCENT.encode()


def test_an_edit_of_a_percent_file_changes_one_cell() -> None:
    written = parse_percent(PERCENT).write({1: CellEdit("%matplotlib inline\nx = 2")}).decode()
    assert written == PERCENT.replace("x = 1", "x = 2")


def test_headings_of_format_three_are_markdown() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Load"]},
        {"cell_type": "heading", "level": "x", "source": ["Train"]},
    ]
    notebook = parse_ipynb(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}))
    assert [cell.source for cell in notebook.cells] == ["## Load", "# Train"]
    assert {cell.kind for cell in notebook.cells} == {"markdown"}


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ([], "python"),
        ({}, "python"),
        ({"kernelspec": {"language": "R"}}, "r"),
        ({"language_info": {"name": "Julia"}, "kernelspec": {"language": "R"}}, "julia"),
        ({"language_info": 3}, "python"),
    ],
)
def test_the_language_is_python_unless_the_metadata_name_another(
    metadata: object, language: str
) -> None:
    text = json.dumps({"cells": [], "metadata": metadata, "nbformat": 4})
    assert parse_ipynb(text).language == language


def test_a_python_file_without_cells_is_no_notebook() -> None:
    with pytest.raises(ValueError, match="it has no cells"):
        parse_percent("x = 1\n")


def test_a_removed_cell_of_a_percent_file_leaves_the_others_as_they_are() -> None:
    written = parse_percent(PERCENT).write({1: CellEdit(None)}).decode()
    assert written == PERCENT.replace("# %%\n# %matplotlib inline\nx = 1\n\n", "")


def test_raw_cells_are_neither_code_nor_headings() -> None:
    analysis = analyze(parse_percent("# %% [raw]\n# # Title\n\n# %%\nx = 1\n"), read_table())
    assert [cell.kind for cell in analysis.notebook.cells] == ["raw", "code"]
    assert analysis.places[0].headings == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff", "it is not UTF-8"),
        (b"{", "Invalid notebook"),
        (b"{}", "it has no cells"),
        (b'{"worksheets": []}', "it has no cells"),
        (b'{"cells": [1]}', "a cell is not an object"),
        (None, "it is a folder"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    content: bytes | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "book.ipynb"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(NotebookError, match=said):
        read_notebook(path)


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="Notebook not found"):
        read_notebook(tmp_path / "book.ipynb")
    (tmp_path / "notes.md").touch()
    with pytest.raises(NotebookError, match="Not a notebook"):
        read_notebook(tmp_path / "notes.md")


def test_a_notebook_of_too_many_statements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffold.notebooks.analysis._MOST_STATEMENTS", 2)
    with pytest.raises(NotebookError, match="more than 2 statements"):
        analyze_cells("x = 1", "y = 1\nz = 1")


def test_the_first_notebook_of_a_repository_is_found_outside_of_environments(
    tmp_path: Path,
) -> None:
    for name in ("venv/a.ipynb", ".hidden/b.ipynb", "z/c.ipynb", "y/d.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    assert find_notebook(tmp_path) == "z/c.ipynb"
    (tmp_path / "z/c.ipynb").unlink()
    assert find_notebook(tmp_path) == ""

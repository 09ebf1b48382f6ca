"""Rewrites the code of all cells of a notebook as one text; all other bytes stay."""

import re
from collections.abc import Callable, Sequence

from scaffold.files.parsing import UnparsableError, parse, parse_python
from scaffold.notebooks.cells import CellEdit
from scaffold.notebooks.ipynb import parse_ipynb

# What is not Python: magics, shell commands, and questions about a name.
_MAGIC = re.compile(r"^([ \t]*)([%!?].*|.*\?)$", re.M)
_ASSIGNED = re.compile(r"^([ \t]*[\w, ]+=[ \t]*)([%!].*)$", re.M)
_BETWEEN = "#%%-- cell --%%"


def rewrite_cells(
    content: bytes, rewrite: Callable[[bytes], bytes], rewrite_magic: Callable[[str], str]
) -> bytes:
    """Return a notebook with its code rewritten.

    Args:
        content: An `.ipynb` file.
        rewrite: Returns new code; it keeps comments.
        rewrite_magic: Returns a new magic or shell command.

    Raises:
        ValueError: It is not a notebook.
    """
    notebook = parse_ipynb(content.decode())
    if notebook.language not in {"python", "ipython"}:
        return content
    hidden: list[str] = []
    codes = [_hide(cell.source, hidden) for cell in notebook.code]
    mark = _BETWEEN
    while any(mark in code for code in codes):
        mark += "-"
    between = f"\n{mark}\n"
    written = rewrite(between.join(codes).encode()).decode().split(between)
    shown = [_show(each, [rewrite_magic(magic) for magic in hidden]) for each in written]
    edits = {
        cell.number: CellEdit(new)
        for cell, new in zip(notebook.code, shown, strict=True)
        if cell.source != new
    }
    return notebook.write(edits) if edits else content


def _hide(source: str, hidden: list[str]) -> str:
    """Return a cell as Python, with what is not Python as numbered comments."""

    def note(found: re.Match[str]) -> str:
        hidden.append(found[2])
        return f"{found[1]}0#hidden-{len(hidden) - 1}#"

    text = source if source.startswith("%%") else _ASSIGNED.sub(note, _MAGIC.sub(note, source))
    try:
        parse(text, parse_python)
    except UnparsableError:  # A cell in another language, or a draft.
        hidden.append(source)
        return f"0#hidden-{len(hidden) - 1}#"
    return text


def _show(code: str, hidden: Sequence[str]) -> str:
    """Return a cell with what was hidden."""
    return re.sub(r"0#hidden-(\d+)#", lambda found: hidden[int(found[1])], code)

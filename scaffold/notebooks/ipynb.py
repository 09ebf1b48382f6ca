"""Read and write `.ipynb` files: nothing changes but the cells that are edited."""

from collections.abc import Mapping
from typing import Any

from scaffold.notebooks.cells import Cell, CellEdit, CellKind, Notebook
from scaffold.notebooks.json_spans import (
    Span,
    array_spans,
    object_spans,
    replace_spans,
    spell_like,
)

_RAISES = "raises-exception"
_ERRORS = ("error", "pyerr")
_RESULTS = frozenset({"execute_result", "pyout"})
_LEVELS = range(1, 7)


def parse_ipynb(text: str) -> Notebook:
    """Parse a notebook of format 3 or 4.

    Raises:
        ValueError: It is not a notebook.
    """
    document = object_spans(text)
    spans = _find_cells(text, document)
    cells = tuple(_read_cell(number, span.value) for number, span in enumerate(spans))

    def write(edits: Mapping[int, CellEdit]) -> bytes:
        return _write(text, spans, edits).encode()

    return Notebook(cells, ".ipynb", write, _language(document))


def _find_cells(text: str, document: Mapping[str, Span]) -> list[Span]:
    """Return the spans of the cells; format 3 keeps them in its first worksheet."""
    cells = document.get("cells")
    if cells is None and "worksheets" in document:
        sheets = array_spans(text, document["worksheets"].start)
        cells = object_spans(text, sheets[0].start).get("cells") if sheets else None
    if cells is None:
        raise ValueError("it has no cells")
    spans = array_spans(text, cells.start)
    if not all(isinstance(span.value, dict) for span in spans):
        raise ValueError("a cell is not an object")
    return spans


def _language(document: Mapping[str, Span]) -> str:
    metadata = document["metadata"].value if "metadata" in document else {}
    if not isinstance(metadata, dict):
        return "python"
    named = [
        _get(metadata, "language_info", "name"),
        _get(metadata, "kernelspec", "language"),
    ]
    return next((name.lower() for name in named if isinstance(name, str)), "python")


def _get(value: Mapping[str, Any], *keys: str) -> Any:
    found: Any = value
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _read_cell(number: int, value: dict[str, Any]) -> Cell:
    kinds: Mapping[str, CellKind] = {"code": "code", "markdown": "markdown", "heading": "markdown"}
    key = "input" if "input" in value and "source" not in value else "source"
    source = value.get(key, "")
    lines = source if isinstance(source, list) else [source]
    count = value.get("execution_count", value.get("prompt_number"))
    text = "".join(line for line in lines if isinstance(line, str))
    if value.get("cell_type") == "heading":
        level: Any = value.get("level")
        text = f"{'#' * level if level in _LEVELS else '#'} {text}"
    return Cell(
        number,
        kinds.get(str(value.get("cell_type")), "raw"),
        text,
        id=str(value.get("id", "")),
        execution_count=count if isinstance(count, int) else None,
        has_raised=_has_raised(value),
        has_result=not _RESULTS.isdisjoint(_output_kinds(value)),
    )


def _has_raised(value: Mapping[str, Any]) -> bool:
    tags = _get(value, "metadata", "tags")
    is_expected = isinstance(tags, list) and _RAISES in tags
    return is_expected or any(kind in _ERRORS for kind in _output_kinds(value))


def _output_kinds(value: Mapping[str, Any]) -> list[str]:
    outputs = value.get("outputs")
    return [
        str(output.get("output_type"))
        for output in (outputs if isinstance(outputs, list) else [])
        if isinstance(output, dict)
    ]


def _write(text: str, spans: list[Span], edits: Mapping[int, CellEdit]) -> str:
    if not edits:
        return text
    kept = [
        replace_spans_in(text, span, _cell_replacements(text, spans, number, edits.get(number)))
        for number, span in enumerate(spans)
        if number not in edits or edits[number].source is not None
    ]
    between = text[spans[0].end : spans[1].start] if len(spans) > 1 else ", "
    return text[: spans[0].start] + between.join(kept) + text[spans[-1].end :]


def replace_spans_in(text: str, outer: Span, replacements: Mapping[Span, str]) -> str:
    """Return the spelling of one value, with some of the values inside it replaced."""
    moved = {
        Span(None, span.start - outer.start, span.end - outer.start): spelled
        for span, spelled in replacements.items()
    }
    return replace_spans(text[outer.start : outer.end], moved)


def _cell_replacements(
    text: str, spans: list[Span], number: int, edit: CellEdit | None
) -> dict[Span, str]:
    if edit is None or edit.source is None:
        return {}
    members = object_spans(text, spans[number].start)
    key = "source" if "source" in members else "input"
    stored = members[key]
    lines = edit.source.splitlines(keepends=True)
    value = lines if isinstance(stored.value, list) else edit.source
    place = _hashable(stored)
    found = {place: spell_like(text, stored.start, value)}
    if edit.merged and "outputs" in members:
        outputs = [
            output for other in (*edit.merged, number) for output in spans[other].value["outputs"]
        ]
        old = members["outputs"]
        found[_hashable(old)] = spell_like(text, old.start, outputs)
    return found


def _hashable(span: Span) -> Span:
    return Span(None, span.start, span.end)

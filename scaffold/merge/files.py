"""Merge whole files: their line endings and their content, each three-way."""

from collections.abc import Callable
from dataclasses import replace

from scaffold.merge.content import have_same_meaning
from scaffold.merge.documents import merge_documents, unite_documents
from scaffold.merge.edit.form import Format
from scaffold.merge.formats.registry import format_of, is_python
from scaffold.merge.python.layout import merge_sources
from scaffold.merge.python.name_merge import FindMoved, merge_by_name
from scaffold.merge.result import Merged
from scaffold.merge.structure.shown import show_value
from scaffold.merge.structure.values import DocPath
from scaffold.merge.text.line_endings import (
    is_uneven,
    merge_shapes,
    put_on_shape,
    strip_shape,
    unite_shapes,
)
from scaffold.merge.text.merge_lines import Clash, MergedLines, merge_lines
from scaffold.merge.versions.raising import settle_versions
from scaffold.merge.versions.recipes import is_read_by_programs

# The template's lines are reported whole: no marker in the file shows them.
_LONGEST_LINES = 2000
_NOT_UTF_8 = "your version was kept: one of the files is not UTF-8"
_TOO_DEEP = "your version was kept: one of the files is nested too deeply"
_LAID_OUT = "you only changed the formatting: the template version was taken, run your formatter"

Three = tuple[bytes, bytes, bytes]
Texts = tuple[str, str, str]


def merge_contents(
    path: str, contents: Three, names: tuple[str, str], find_moved: FindMoved
) -> Merged:
    """Merge three different contents of a file that are not binary."""
    endings = not any(map(is_uneven, contents))
    base, ours, theirs = (strip_shape(content, endings=endings) for content in contents)
    texts = _decode(base, ours, theirs)
    if texts:
        merged = _merge_texts(path, texts, names, find_moved)
    elif format_of(path):
        return Merged(contents[1], (_NOT_UTF_8,))
    else:
        merged = _merge_lines(path, (base, ours, theirs), names)
    content = put_on_shape(merged.content, merge_shapes(*contents), endings=endings)
    return replace(merged, content=content)


def _merge_texts(path: str, texts: Texts, names: tuple[str, str], find_moved: FindMoved) -> Merged:
    """Merge texts: what they mean, if that is known, or else their lines."""
    form = format_of(path)
    if is_python(path):
        return _merge_python(path, texts, names, find_moved)
    settled, notes = settle_versions(path, form, texts)
    if not form:
        lines = (settled[0].encode(), settled[1].encode(), settled[2].encode())
        return replace(_merge_lines(path, lines, names), notes=tuple(notes))
    merged = _merge_structure(form, settled)
    if merged.conflicts and have_same_meaning(path, texts[0], texts[1]):
        return Merged(texts[2].encode(), notes=(_LAID_OUT,))
    return replace(merged, notes=tuple(notes))


def _merge_python(path: str, texts: Texts, names: tuple[str, str], find_moved: FindMoved) -> Merged:
    """Merge Python: a side that is only laid out otherwise than the base changed nothing."""
    base, ours, theirs = texts
    if have_same_meaning(path, base, ours):
        return Merged(theirs.encode(), notes=(_LAID_OUT,))
    if have_same_meaning(path, theirs, base) or have_same_meaning(path, theirs, ours):
        return Merged(ours.encode())
    lines = merge_lines(
        *(text.encode() for text in texts), ours_name=names[0], theirs_name=names[1]
    )
    laid_out = merge_sources(texts, names) if lines.conflicts else None
    if laid_out and len(laid_out.conflicts) <= len(lines.conflicts):
        lines = laid_out
    named = merge_by_name(texts, names, find_moved) if lines.conflicts else None
    if named and _size(named.lines) < _size(lines):
        return replace(_marked(named.lines), notes=named.notes)
    return _marked(lines)


def _size(merged: MergedLines) -> tuple[int, int]:
    """Return the number of conflicts, and the lines that they add."""
    added = merged.content.count(b"\n") - merged.ours_first.count(b"\n")
    return len(merged.conflicts), added


def _decode(*contents: bytes) -> Texts | None:
    """Return the texts of three contents; None where one is not in UTF-8."""
    try:
        base, ours, theirs = (content.decode() for content in contents)
    except UnicodeDecodeError:
        return None
    return base, ours, theirs


def _merge_lines(path: str, lines: Three, names: tuple[str, str]) -> Merged:
    merged = merge_lines(*lines, ours_name=names[0], theirs_name=names[1])
    if is_read_by_programs(path, lines[1]):
        return Merged(merged.ours_first, tuple(map(_describe_clash, merged.clashes)))
    return _marked(merged)


def _describe_clash(clash: Clash) -> str:
    """Return one line: which lines stay, and what the template has there."""
    last = clash.line + len(clash.ours) - 1
    if not clash.ours:
        where = f"line {clash.line}: kept your removal"
    elif last > clash.line:
        where = f"lines {clash.line} to {last}: kept yours"
    else:
        where = f"line {clash.line}: kept yours"
    if not clash.theirs:
        return f"{where}; the template removes {'them' if last > clash.line else 'it'}"
    theirs = b"".join(clash.theirs).decode(errors="replace").removesuffix("\n")
    return f"{where}; the template has {show_value(theirs, longest=_LONGEST_LINES)}"


def _marked(merged: MergedLines) -> Merged:
    conflicts = [
        f"line {number}: you and the template changed the same lines" for number in merged.conflicts
    ]
    return Merged(merged.content, tuple(conflicts))


def _merge_structure(form: Format, texts: Texts) -> Merged:
    try:
        text, conflicts = merge_documents(form, *texts)
    except RecursionError:
        return Merged(texts[1].encode(), (_TOO_DEEP,))
    return Merged(text.encode(), tuple(conflicts))


def unite_contents(
    path: str, ours: bytes, theirs: bytes, wanted: Callable[[DocPath], bool] | None = None
) -> Merged | None:
    """Add to a file what the template has and the user lacks; None for an unknown format."""
    form = format_of(path)
    if not form:
        return None
    endings = not is_uneven(ours)
    try:
        our_text = strip_shape(ours, endings=endings).decode()
        text, conflicts = unite_documents(form, our_text, strip_shape(theirs).decode(), wanted)
    except UnicodeDecodeError:
        return Merged(ours, (_NOT_UTF_8,))
    except RecursionError:
        return Merged(ours, (_TOO_DEEP,))
    if text == our_text:
        return Merged(ours, tuple(conflicts))
    united = put_on_shape(text.encode(), unite_shapes(ours), endings=endings)
    return Merged(united, tuple(conflicts))

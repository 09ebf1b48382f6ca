"""Merge whole files: their shape and their lines, each three-way."""

from scaffold.merge.document import merge_documents, unite_documents
from scaffold.merge.formats import format_of
from scaffold.merge.patch import Format
from scaffold.merge.result import Merged
from scaffold.merge.shape import is_uneven, merge_shapes, put_on_shape, strip_shape, unite_shapes
from scaffold.merge.text import merge_lines

_NOT_UTF_8 = "your file stays as it is: it, or the template's, is not written in UTF-8"
_TOO_DEEP = "your file stays as it is: it, or the template's, is nested too deeply"

Three = tuple[bytes, bytes, bytes]


def merge_contents(path: str, contents: Three, names: tuple[str, str]) -> Merged:
    """Merge three different contents of a file that are not binary."""
    endings = not any(map(is_uneven, contents))
    base, ours, theirs = (strip_shape(content, endings=endings) for content in contents)
    form = format_of(path)
    if form:
        merged = _merge_structure(form, base, ours, theirs)
    else:
        merged = _merge_text((base, ours, theirs), names)
    if merged is None:
        return Merged(contents[1], (_NOT_UTF_8,))
    shape = merge_shapes(*contents)
    return Merged(put_on_shape(merged.content, shape, endings=endings), merged.conflicts)


def _merge_text(lines: Three, names: tuple[str, str]) -> Merged:
    merged = merge_lines(*lines, ours_name=names[0], theirs_name=names[1])
    conflicts = [f"line {number}: both changed these lines" for number in merged.conflicts]
    return Merged(merged.content, tuple(conflicts))


def _merge_structure(form: Format, base: bytes, ours: bytes, theirs: bytes) -> Merged | None:
    """Merge documents; None where one cannot be decoded."""
    try:
        texts = base.decode(), ours.decode(), theirs.decode()
    except UnicodeDecodeError:
        return None
    try:
        text, conflicts = merge_documents(form, *texts)
    except RecursionError:
        return Merged(ours, (_TOO_DEEP,))
    return Merged(text.encode(), tuple(conflicts))


def unite_contents(path: str, ours: bytes, theirs: bytes) -> Merged | None:
    """Add to a file what the template has and the owner lacks; None for an unknown format."""
    form = format_of(path)
    if not form:
        return None
    endings = not is_uneven(ours)
    try:
        mine = strip_shape(ours, endings=endings).decode()
        text, conflicts = unite_documents(form, mine, strip_shape(theirs).decode())
    except UnicodeDecodeError:
        return Merged(ours, (_NOT_UTF_8,))
    except RecursionError:
        return Merged(ours, (_TOO_DEEP,))
    if text == mine:
        return Merged(ours, tuple(conflicts))
    united = put_on_shape(text.encode(), unite_shapes(ours), endings=endings)
    return Merged(united, tuple(conflicts))

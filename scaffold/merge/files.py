"""Merge whole files: their shape and their lines, each three-way."""

from scaffold.merge.document import merge_documents, unite_documents
from scaffold.merge.formats import format_of
from scaffold.merge.patch import Format
from scaffold.merge.raising import settle_versions
from scaffold.merge.recipes import is_read_by_programs
from scaffold.merge.result import Merged
from scaffold.merge.shape import is_uneven, merge_shapes, put_on_shape, strip_shape, unite_shapes
from scaffold.merge.text import describe_clash, merge_lines

_NOT_UTF_8 = "your file stays as it is: it, or the template's, is not written in UTF-8"
_TOO_DEEP = "your file stays as it is: it, or the template's, is nested too deeply"

Three = tuple[bytes, bytes, bytes]


def merge_contents(path: str, contents: Three, names: tuple[str, str]) -> Merged:
    """Merge three different contents of a file that are not binary."""
    endings = not any(map(is_uneven, contents))
    base, ours, theirs = (strip_shape(content, endings=endings) for content in contents)
    form = format_of(path)
    texts = _decode(base, ours, theirs)
    if form and not texts:
        return Merged(contents[1], (_NOT_UTF_8,))
    notes: list[str] = []
    if texts:
        texts, notes = settle_versions(path, form, texts)
        base, ours, theirs = (text.encode() for text in texts)
    if form and texts:
        merged = _merge_structure(form, texts)
    else:
        merged = _merge_text(path, (base, ours, theirs), names)
    content = put_on_shape(merged.content, merge_shapes(*contents), endings=endings)
    return Merged(content, merged.conflicts, tuple(notes))


def _decode(*contents: bytes) -> tuple[str, str, str] | None:
    """Return the texts of three contents; None where one is not in UTF-8."""
    try:
        base, ours, theirs = (content.decode() for content in contents)
    except UnicodeDecodeError:
        return None
    return base, ours, theirs


def _merge_text(path: str, lines: Three, names: tuple[str, str]) -> Merged:
    merged = merge_lines(*lines, ours_name=names[0], theirs_name=names[1])
    if is_read_by_programs(path, lines[1]):
        conflicts = [describe_clash(clash) for clash in merged.clashes]
        return Merged(merged.ours_first, tuple(conflicts))
    conflicts = [f"line {number}: both changed these lines" for number in merged.conflicts]
    return Merged(merged.content, tuple(conflicts))


def _merge_structure(form: Format, texts: tuple[str, str, str]) -> Merged:
    try:
        text, conflicts = merge_documents(form, *texts)
    except RecursionError:
        return Merged(texts[1].encode(), (_TOO_DEEP,))
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

"""Comparison of two contents of a file apart from their layout."""

import re
from collections.abc import Hashable, Iterator

from scaffold.merge.edit.form import Format, UnreadableError
from scaffold.merge.formats.registry import format_of, is_python
from scaffold.merge.python.sources import NotComparableError, meaning
from scaffold.merge.structure.values import freeze
from scaffold.merge.text.line_endings import strip_shape

# Comments, anchors and tags. Matches in keys count, too: then layout is content.
_REMARK = re.compile(r"(?:#|//|/\*|;).*|(?<![^\s\[{,])[&!][^\s,\]}]+")


def have_same_meaning(path: str, one: str, other: str) -> bool:
    """Return whether two texts of a file differ in their layout alone."""
    try:
        if is_python(path):
            return meaning(one) == meaning(other)
        form = format_of(path)
        return form is not None and _says(form, one) == _says(form, other)
    except (UnreadableError, NotComparableError, RecursionError):
        return False


def have_same_content(path: str, one: bytes, other: bytes) -> bool:
    """Return whether two contents of a file differ in their layout alone."""
    try:
        texts = [strip_shape(content).decode() for content in (one, other)]
    except UnicodeDecodeError:
        return False
    return have_same_meaning(path, *texts)


def _says(form: Format, text: str) -> tuple[Hashable, list[Hashable]]:
    """Return the content of a document, and its places and comments in order."""
    held = freeze(form.load(text))
    said: list[Hashable] = []
    at = 0
    for leaf in form.leaves(text):
        said.extend(_remarks(text[at : leaf.start]))
        if text.startswith(("&", "!"), leaf.start):
            said.append(text[leaf.start : leaf.end].split()[0])
        said.append(leaf.place)
        at = leaf.end
    return held, [*said, *_remarks(text[at:])]


def _remarks(gap: str) -> Iterator[str]:
    return (found[0].strip() for found in _REMARK.finditer(gap))

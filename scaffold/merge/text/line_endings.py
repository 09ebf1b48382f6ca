"""Properties of a whole file: byte order mark, line endings, final line break."""

import codecs
from dataclasses import dataclass, replace
from typing import TypeVar

T = TypeVar("T", bytes, bool | None)

_MARK = codecs.BOM_UTF8


@dataclass(frozen=True, slots=True)
class Shape:
    r"""The properties of a whole file, apart from its lines.

    Attributes:
        mark: Whether it begins with the byte order mark of UTF-8.
        ending: `b"\r\n"` or `b"\n"`; empty where no line ends or where both kinds occur.
        final: Whether its last line ends; None for a file without lines.
    """

    mark: bool
    ending: bytes
    final: bool | None


def merge_shapes(base: bytes, ours: bytes, theirs: bytes) -> Shape:
    """Merge each property three-way; where both sides changed it, the user's stays."""
    base_shape, our_shape, their_shape = _shape(base), _shape(ours), _shape(theirs)
    return Shape(
        mark=our_shape.mark if our_shape.mark != base_shape.mark else their_shape.mark,
        ending=_choose(base_shape.ending, our_shape.ending, their_shape.ending),
        final=_choose(base_shape.final, our_shape.final, their_shape.final),
    )


def is_uneven(content: bytes) -> bool:
    r"""Return whether both kinds of line ending occur, as in `a\r\nb\n`."""
    return 0 < content.count(b"\r\n") < content.count(b"\n")


def strip_shape(content: bytes, *, endings: bool = True) -> bytes:
    r"""Return the lines alone: no mark, each line ending in `\n`, the last one too.

    Args:
        content: A file.
        endings: Make the line endings alike; without it they and the last line stay as they are.
    """
    content = content.removeprefix(_MARK)
    if not endings:
        return content
    content = content.replace(b"\r\n", b"\n")
    return content + b"\n" if content and not content.endswith(b"\n") else content


def put_on_shape(lines: bytes, shape: Shape, *, endings: bool = True) -> bytes:
    """Write lines in a shape: the inverse of `strip_shape`."""
    if endings and shape.final is False:
        lines = lines.removesuffix(b"\n")
    if endings and shape.ending == b"\r\n":
        lines = lines.replace(b"\n", b"\r\n")
    return _MARK + lines if shape.mark else lines


def unite_shapes(ours: bytes) -> Shape:
    """Return the user's own shape, with a last line that ends if there is none yet."""
    shape = _shape(ours)
    return replace(shape, final=True) if shape.final is None else shape


def _shape(content: bytes) -> Shape:
    mark = content.startswith(_MARK)
    content = content.removeprefix(_MARK)
    windows, ends = content.count(b"\r\n"), content.count(b"\n")
    ending = b"" if not ends or 0 < windows < ends else b"\r\n" if windows else b"\n"
    return Shape(mark, ending, content.endswith(b"\n") if content else None)


def _choose(base_shape: T, our_shape: T, their_shape: T) -> T:
    """Return the side that changed; a side without the property has not changed it."""
    if our_shape in (None, b""):
        return their_shape
    if their_shape in (None, b""):
        return our_shape
    return their_shape if our_shape == base_shape else our_shape

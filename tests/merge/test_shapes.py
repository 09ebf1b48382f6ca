"""The traits of a whole file: byte order mark, line endings, end of the last line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.merge.text.line_endings import (
    Shape,
    is_uneven,
    merge_shapes,
    put_on_shape,
    strip_shape,
    unite_shapes,
)

MARK = b"\xef\xbb\xbf"

texts = st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"\r", MARK]), max_size=8).map(b"".join)


def shape_of(content: bytes) -> Shape:
    return merge_shapes(content, content, content)


@given(texts)
def test_what_is_stripped_is_put_on_again_to_the_byte(content: bytes) -> None:
    endings = not is_uneven(content)
    lines = strip_shape(content, endings=endings)
    assert put_on_shape(lines, shape_of(content), endings=endings) == content


def test_stripped_lines_all_end_alike_and_have_no_mark() -> None:
    for content in (b"a\nb", b"a\nb\n", b"a\r\nb", MARK + b"a\r\nb\r\n", b"a\r\nb\n"):
        assert strip_shape(content) == b"a\nb\n"
    assert strip_shape(b"") == strip_shape(MARK) == b""


@pytest.mark.parametrize(
    ("content", "shape", "uneven"),
    [
        (b"", Shape(mark=False, ending=b"", final=None), False),
        (MARK, Shape(mark=True, ending=b"", final=None), False),
        (b"a", Shape(mark=False, ending=b"", final=False), False),
        (b"a\n", Shape(mark=False, ending=b"\n", final=True), False),
        (b"a\nb", Shape(mark=False, ending=b"\n", final=False), False),
        (b"a\r\nb\r\n", Shape(mark=False, ending=b"\r\n", final=True), False),
        (b"a\r\nb", Shape(mark=False, ending=b"\r\n", final=False), False),
        (b"a\r\nb\n", Shape(mark=False, ending=b"", final=True), True),
        (MARK + b"a\r\n", Shape(mark=True, ending=b"\r\n", final=True), False),
        (b"a\rb", Shape(mark=False, ending=b"", final=False), False),
    ],
)
def test_the_shape_of_a_file_is_how_it_is_written(
    content: bytes, shape: Shape, *, uneven: bool
) -> None:
    assert shape_of(content) == shape
    assert is_uneven(content) is uneven


def test_uneven_lines_keep_their_ends_but_not_the_mark() -> None:
    content = MARK + b"a\r\nb\nc"
    assert strip_shape(content, endings=False) == b"a\r\nb\nc"
    assert put_on_shape(b"a\r\nb\nc", shape_of(content), endings=False) == content


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        (b"a\n", b"a\r\n", b"b\n", Shape(mark=False, ending=b"\r\n", final=True)),
        (b"a\n", b"b\n", b"a\r\n", Shape(mark=False, ending=b"\r\n", final=True)),
        (b"a\r\n", b"a\n", b"b\r\n", Shape(mark=False, ending=b"\n", final=True)),
        (b"a\n", b"a", b"b\n", Shape(mark=False, ending=b"\n", final=False)),
        (b"a\n", b"b\n", b"a", Shape(mark=False, ending=b"\n", final=False)),
        (b"a", b"a\n", b"b", Shape(mark=False, ending=b"\n", final=True)),
        (b"a\n", b"", b"b", Shape(mark=False, ending=b"", final=False)),
        (b"a\n", MARK + b"a\n", b"b\n", Shape(mark=True, ending=b"\n", final=True)),
        (b"a\n", b"b\n", MARK + b"a\n", Shape(mark=True, ending=b"\n", final=True)),
        (MARK + b"a\n", b"a\n", MARK + b"b\n", Shape(mark=False, ending=b"\n", final=True)),
        (MARK + b"a\n", MARK + b"b\n", b"a\n", Shape(mark=False, ending=b"\n", final=True)),
    ],
)
def test_a_trait_comes_from_the_side_that_changed_it_and_from_the_owner_where_both_did(
    base: bytes, ours: bytes, theirs: bytes, merged: Shape
) -> None:
    assert merge_shapes(base, ours, theirs) == merged


def test_what_is_added_to_an_owners_file_does_not_change_its_shape() -> None:
    assert unite_shapes(b"a\r\nb") == Shape(mark=False, ending=b"\r\n", final=False)
    assert unite_shapes(MARK) == Shape(mark=True, ending=b"", final=True)

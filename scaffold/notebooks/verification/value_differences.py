"""Where two copies of values differ, as paths and short texts.

Copies are the nodes that `kernel/freezing.py` describes.
"""

import base64
import json
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import prod
from typing import Any

from scaffold.errors.wording import count

Node = list[Any]
Path = tuple[str, ...]
Read = Callable[[str], bytes]
_MOST = 1000
_CHUNK = 4096
# Formats of `struct` by the names of numpy and torch.
_FORMATS = {"float16": "e", "float32": "f", "float64": "d", "bool": "?"}
_FORMATS |= {"int8": "b", "int16": "h", "int32": "i", "int64": "q"}
_FORMATS |= {"uint8": "B", "uint16": "H", "uint32": "I", "uint64": "Q"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two values differ.

    Attributes:
        path: Steps from the value to the place.
        before: What is there in the original, as a short text.
        after: What is there in the result.
    """

    path: Path
    before: str
    after: str

    @property
    def place(self) -> str:
        """The path as one text."""
        return "".join(self.path)


def find_differences(before: Node, after: Node, read: Read) -> Iterator[Difference]:
    """Yield the differences between two copies, at most a thousand.

    Args:
        before: Copy of a value of the original.
        after: Copy of the value of the result.
        read: Returns the content of a blob that is in the store.
    """
    for found, difference in enumerate(_compare(before, after, (), read)):
        if found == _MOST:
            return
        yield difference


def read_blob(blob: str, read: Read) -> bytes:
    """Return a content, which may be in the blob itself."""
    return base64.b64decode(blob[1:]) if blob.startswith("=") else read(blob)


def _compare(before: Node, after: Node, path: Path, read: Read) -> Iterator[Difference]:
    if before == after:
        return
    if before[:2] != after[:2] or before[0] not in _PARTS or len(before) != len(after):
        yield Difference(path, describe(before, read), describe(after, read))
        return
    yield from _PARTS[before[0]](before, after, path, read)


def _compare_lists(before: Node, after: Node, path: Path, read: Read) -> Iterator[Difference]:
    if len(before[2]) != len(after[2]):
        lengths = [f"{node[1]} of {count(len(node[2]), 'item')}" for node in (before, after)]
        yield Difference((*path, ".length"), *lengths)
    for place, (one, other) in enumerate(zip(before[2], after[2], strict=False)):
        yield from _compare(one, other, (*path, f"[{place}]"), read)


def _compare_labels(before: Node, after: Node, path: Path, read: Read) -> Iterator[Difference]:
    left, right = dict(before[2]), dict(after[2])
    for label in [*left, *(right.keys() - left.keys())]:
        step = (*path, f".{label}")
        if label in left and label in right:
            yield from _compare(left[label], right[label], step, read)
        else:
            yield _missing(left.get(label), right.get(label), step, read)


def _compare_maps(before: Node, after: Node, path: Path, read: Read) -> Iterator[Difference]:
    left, right = ({json.dumps(key): each for key, each in node[2]} for node in (before, after))
    for key in [*left, *(right.keys() - left.keys())]:
        step = (*path, f"[{describe(json.loads(key), read)}]")
        if key in left and key in right:
            yield from _compare(left[key], right[key], step, read)
        else:
            yield _missing(left.get(key), right.get(key), step, read)
    if left.keys() == right.keys() and [*left] != [*right]:
        yield Difference((*path, ".order"), ", ".join(left)[:80], ", ".join(right)[:80])


def _missing(before: Node | None, after: Node | None, path: Path, read: Read) -> Difference:
    texts = ["missing" if node is None else describe(node, read) for node in (before, after)]
    return Difference(path, *texts)


def _compare_packed(before: Node, after: Node, path: Path, read: Read) -> Iterator[Difference]:
    left, right = (json.loads(read_blob(node[3], read)) for node in (before, after))
    if len(left) != len(right):
        lengths = [f"{node[1]} of {count(node[2], 'item')}" for node in (before, after)]
        yield Difference((*path, ".length"), *lengths)
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if json.dumps(one) != json.dumps(other):
            yield Difference((*path, f"[{place}]"), _shorten(repr(one)), _shorten(repr(other)))


def _compare_arrays(before: Node, after: Node, path: Path, read: Read) -> Iterator[Difference]:
    if before[2:4] != after[2:4]:
        yield Difference(path, describe(before, read), describe(after, read))
        return
    left, right = (read_blob(node[4], read) for node in (before, after))
    size = len(left) // max(1, prod(before[3]))
    for place in _differing(left, right, size):
        here = slice(place * size, (place + 1) * size)
        texts = [_spell(content[here], before[2]) for content in (left, right)]
        yield Difference((*path, _spell_place(place, before[3])), *texts)


def _differing(left: bytes, right: bytes, size: int) -> Iterator[int]:
    """Yield the numbers of the elements of some size whose bytes differ."""
    step = max(1, _CHUNK // max(1, size)) * size
    for start in range(0, len(left), step or 1):
        if left[start : start + step] != right[start : start + step]:
            for at in range(start, min(start + step, len(left)), size):
                if left[at : at + size] != right[at : at + size]:
                    yield at // size


def _spell_place(place: int, shape: Sequence[int]) -> str:
    steps = list[int]()
    for length in reversed(shape):
        place, step = divmod(place, length)
        steps.append(step)
    return f"[{', '.join(map(str, reversed(steps)))}]" if shape else ""


def _spell(content: bytes, dtype: str) -> str:
    form = _FORMATS.get(dtype)
    if form:
        return str(struct.unpack(f"={form}", content)[0])
    if dtype.startswith(("<U", "U")):
        return repr(content.decode("utf-32-le", "replace").rstrip("\0"))
    if dtype.startswith("complex"):
        parts = struct.unpack("=2d" if len(content) == 16 else "=2f", content)
        return str(complex(*parts))
    return content.hex()


_PARTS: dict[str, Callable[[Node, Node, Path, Read], Iterator[Difference]]] = {
    "list": _compare_lists,
    "map": _compare_maps,
    "packed": _compare_packed,
    "array": _compare_arrays,
    "object": _compare_labels,
}


def describe(node: Node, read: Read) -> str:
    """Return a short text about a copy."""
    match node:
        case ["none"]:
            return "None"
        case ["str", value]:
            return _shorten(repr(value))
        case ["bool" | "int" | "float", value]:
            return _shorten(str(value))
        case ["complex", real, imaginary]:
            return f"{real} + {imaginary}j"
        case ["bytes", blob]:
            return _shorten(repr(read_blob(blob, read)))
        case ["packed", kind, length, _]:
            return f"{kind} of {count(length, 'item')}"
        case ["list" | "map", kind, parts]:
            return f"{kind} of {count(len(parts), 'item')}"
        case ["array", kind, dtype, [], blob]:
            return f"{kind} {dtype} {_spell(read_blob(blob, read), dtype)}"
        case ["array", kind, dtype, shape, _]:
            return f"{kind} {dtype} of shape {tuple(shape)}"
    return str(node[1])


def _shorten(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def find_text_differences(before: str, after: str) -> Iterator[Difference]:
    """Yield the lines in which two texts differ."""
    lines = zip_longest(before.split("\n"), after.split("\n"))
    for number, (one, other) in enumerate(lines, 1):
        if one != other:
            texts = [
                "no line" if each is None else _around(each, other if each is one else one)
                for each in (one, other)
            ]
            yield Difference((f"line {number}",), *texts)


def _around(text: str, other: str | None) -> str:
    """Return a line, or what is around its first difference from another where it is long."""
    pairs = zip_longest(text, other or "")
    first = next((place for place, (a, b) in enumerate(pairs) if a != b), 0)
    start = max(0, first - 30)
    return ("..." if start else "") + _shorten(text[start:], 100)

"""Copies of values are equal only for equal values, and their differences are found."""

import base64
import collections
import datetime as dt
import decimal
import enum
import functools
import itertools
import json
import re
import struct
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaffold.notebooks.verification.kernel.freezing import Freezer, Node, Store
from scaffold.notebooks.verification.value_differences import (
    Difference,
    describe,
    find_differences,
    find_text_differences,
)

Freeze = Callable[[Any], Node]


class Color(enum.Enum):
    """A value that pickle takes apart."""

    RED = 1
    BLUE = 2


class Counting:
    """An object with attributes, data of its class, and a method."""

    step = 1

    def __init__(self, value: object) -> None:
        self.value = value

    def read(self) -> object:
        """Return the value."""
        return self.value


class Stubborn(Counting):
    """An object that refuses to be taken apart, and keeps attributes."""

    def __reduce_ex__(self, _protocol: object) -> Any:
        raise TypeError


class Endless:
    """An object that pickles as a name."""

    def __reduce__(self) -> str:
        return "ENDLESS"


class Bare:
    """An object that neither reduces nor has attributes."""

    __slots__ = ()

    def __reduce_ex__(self, _protocol: object) -> Any:
        raise TypeError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store for long contents."""
    return Store(tmp_path)


@pytest.fixture
def freeze(store: Store) -> Freeze:
    """Return what copies values."""
    own = {Counting}
    return Freezer(store, (), own.__contains__).freeze_whole


def differences(before: Node, after: Node, store: Store) -> list[Difference]:
    """Return the differences of two copies."""
    return [*find_differences(before, after, lambda name: (store.folder / name).read_bytes())]


LONG = [*range(1000)]
PAIRS = [
    (1, 1.0, ""),
    (1, True, ""),
    (0.0, -0.0, ""),
    (0.1 + 0.2, 0.3, ""),
    (None, False, ""),
    ("a", "b", ""),
    ("a", b"a", ""),
    (b"a" * 300, b"a" * 299 + b"b", ""),
    (1j, 2j, ""),
    (10**5000, 10**5000 + 1, ""),
    ([1, 2], (1, 2), ""),
    ([1, 2], [1, 3], "[1]"),
    ([1, 2], [1, 2, 3], ".length"),
    (LONG, [*LONG[:-1], 0], "[999]"),
    (LONG, LONG[:-1], ".length"),
    (LONG, [*map(float, LONG)], "[0]"),
    ([*map(str, LONG)], ["", *map(str, LONG[1:])], "[0]"),
    ({1, 2}, {1, 3}, "[1]"),
    ({"a": 1}, {"a": 2}, "['a']"),
    ({"a": 1}, {"b": 1}, "['a']"),
    ({"a": {"b": [0]}}, {"a": {"b": [1]}}, "['a']['b'][0]"),
    (
        collections.OrderedDict(a=1, b=2),
        collections.OrderedDict(b=2, a=1),
        ".order",
    ),
    (collections.deque([1]), collections.deque([2]), ".items[0]"),
    (collections.Counter("aab"), collections.Counter("abb"), ".arguments[0]['a']"),
    (collections.defaultdict(int, a=1), collections.defaultdict(int, a=2), ".pairs['a']"),
    (decimal.Decimal("1.0"), decimal.Decimal("1.00"), ".arguments[0]"),
    (dt.date(2024, 1, 1), dt.date(2024, 1, 2), ".arguments[0]"),
    (re.compile("a"), re.compile("a", re.IGNORECASE), ".arguments[1]"),
    (range(3), range(4), ".arguments[1]"),
    (Color.RED, Color.BLUE, ".arguments[0]"),
    (Counting(1), Counting(2), ".state['value']"),
    (Counting(1), Stubborn(1), ""),
    (Stubborn(1), Stubborn(2), ".state['value']"),
    (Counting(1).read, Counting(2).read, ".self.state['value']"),
    ([1].append, [2].append, ".self[0]"),
    (functools.partial(int, base=2), functools.partial(int, base=3), ".state[2]['base']"),
    ({"a": 1}.keys(), {"b": 1}.keys(), "[0]"),
    (types.MappingProxyType({"a": 1}), types.MappingProxyType({"a": 2}), "['a']"),
]


@pytest.mark.parametrize(("before", "after", "place"), PAIRS, ids=range(len(PAIRS)))
def test_different_values_differ_where_they_do(
    freeze: Freeze, store: Store, before: object, after: object, place: str
) -> None:
    one, other = freeze(before), freeze(after)
    assert differences(one, one, store) == []
    found = differences(json.loads(json.dumps(one)), json.loads(json.dumps(other)), store)
    assert found[0].place == place
    assert found[0].before or found[0].after


@pytest.mark.parametrize(
    "value",
    [pair[0] for pair in PAIRS] + [Endless(), float("nan"), float("inf")],
    ids=range(len(PAIRS) + 3),
)
def test_equal_values_have_equal_copies_that_json_keeps(freeze: Freeze, value: object) -> None:
    assert freeze(value) == json.loads(json.dumps(freeze(value)))


@pytest.mark.parametrize(
    "value",
    [
        itertools.count(),
        (each for each in "ab"),
        threading.Lock(),
        Bare(),
        [[0] * 9] * 100_000,
    ],
)
def test_what_cannot_be_compared_is_opaque(freeze: Freeze, value: object) -> None:
    assert freeze(value)[0] == "opaque"


@pytest.mark.parametrize("value", [json, len, json.dumps, int, Bare, str.join, Color.RED.__class__])
def test_code_is_no_value(freeze: Freeze, value: object) -> None:
    assert freeze(value)[0] == "code"


def test_a_class_of_the_notebook_is_compared_by_its_data(
    freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = freeze(Counting)
    monkeypatch.setattr(Counting, "step", 2)
    assert freeze(Counting) != before
    monkeypatch.delattr(Counting, "step")
    assert freeze(Counting)[0] == "code"


def test_cycles_and_depth_end(freeze: Freeze) -> None:
    ring: list[object] = []
    ring.append(ring)
    deep: object = 0
    for _ in range(200):
        deep = [deep]
    assert freeze(ring) == ["list", "list", [["opaque", "cycle"]]]
    assert "opaque" in json.dumps(freeze(deep))


def test_addresses_kept_as_numbers_are_left_out(freeze: Freeze) -> None:
    assert freeze({"_stop_words_id": 1, "a": 2}) == freeze({"_stop_words_id": 3, "a": 2})


def array(dtype: str, shape: list[int], content: bytes, store: Store) -> Node:
    """Return the copy of an array."""
    return ["array", "ndarray", dtype, shape, store.put(content)]


@pytest.mark.parametrize(
    ("dtype", "contents", "shown"),
    [
        ("float64", (struct.pack("=2d", 1, 2), struct.pack("=2d", 1, 2.5)), ("2.0", "2.5")),
        ("int32", (struct.pack("=2i", 1, 2), struct.pack("=2i", 1, 3)), ("2", "3")),
        ("<U1", ("ab".encode("utf-32-le"), "ac".encode("utf-32-le")), ("'b'", "'c'")),
        ("complex64", (struct.pack("=4f", *b"abcd"), struct.pack("=4f", *b"abce")), None),
        ("bfloat16", (b"abcd", b"abce"), ("6364", "6365")),
    ],
)
def test_an_array_differs_at_an_element(
    store: Store, dtype: str, contents: tuple[bytes, bytes], shown: tuple[str, str] | None
) -> None:
    before, after = (array(dtype, [2, 1], content, store) for content in contents)
    (found,) = differences(before, after, store)
    assert found.place == "[1, 0]"
    assert shown is None or (found.before, found.after) == shown


def test_a_long_array_is_compared_in_chunks(store: Store) -> None:
    before = array("uint8", [10_000], bytes(10_000), store)
    after = array("uint8", [10_000], bytes(9_998) + b"\1\1", store)
    assert [each.place for each in differences(before, after, store)] == ["[9998]", "[9999]"]


def test_arrays_of_other_types_and_shapes_differ_as_a_whole(store: Store) -> None:
    before = array("float32", [2], bytes(8), store)
    for after in (array("int32", [2], bytes(8), store), array("float32", [2, 1], bytes(8), store)):
        assert [each.place for each in differences(before, after, store)] == [""]


def test_at_most_a_thousand_differences_are_yielded(freeze: Freeze, store: Store) -> None:
    assert len(differences(freeze([0] * 2000), freeze([1] * 2000), store)) == 1000


def test_parts_that_one_side_lacks_are_missing(store: Store) -> None:
    before = ["object", "A", [["left", ["int", "1"]]]]
    after = ["object", "A", [["right", ["int", "1"]]]]
    found = [(each.place, each.before, each.after) for each in differences(before, after, store)]
    assert found == [(".left", "1", "missing"), (".right", "missing", "1")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        ("a" * 200, f"'{'a' * 76}..."),
        (1 + 2j, "1.0 + 2.0j"),
        (b"ab", "b'ab'"),
        (LONG, "list of 1,000 items"),
        ({}, "dict of 0 items"),
        (json, "module"),
    ],
)
def test_a_value_is_described_in_a_few_words(freeze: Freeze, value: object, text: str) -> None:
    assert describe(freeze(value), lambda _: b"") == text


def test_lines_differ_by_number_and_show_what_is_around() -> None:
    found = [*find_text_differences("a\nb", "a\nc\nd")]
    assert [each.place for each in found] == ["line 2", "line 3"]
    assert (found[1].before, found[1].after) == ("no line", "d")
    (long,) = find_text_differences(f"{'x' * 50}1", f"{'x' * 50}2")
    assert (long.before, long.after) == (f"...{'x' * 30}1", f"...{'x' * 30}2")


def test_an_array_of_one_number_is_described_by_it() -> None:
    blob = "=" + base64.b64encode(struct.pack("=d", 2.5)).decode()
    node: Node = ["array", "ndarray", "float64", [], blob]
    assert describe(node, lambda _: b"") == "ndarray float64 2.5"

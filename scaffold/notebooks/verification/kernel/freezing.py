"""Plain copies of values, the same in every process: nested lists that JSON can hold.

A copy is called a node. Its first item is its kind:

    ["none"]  ["bool", true]  ["int", "5"]  ["float", "0.1"]  ["str", "a"]  ["bytes", blob]
    ["complex", "1.0", "2.0"]
    ["list", type, [node, ...]]             lists, tuples, sets (in the order of their copies)
    ["map", type, [[node, node], ...]]      mappings, in the order of their keys' copies
    ["packed", type, length, blob]          long sequences of plain values, as JSON
    ["array", type, dtype, shape, blob]     numbers in memory, row by row
    ["object", type, [[label, node], ...]]  anything else that can be taken apart
    ["code", type]                          functions, modules: what a move may change
    ["opaque", type]                        what cannot be compared

Types are names without modules, as a move changes the module of a class. A blob is the text of a
short content in base 64 behind `=`, or the digest of a long one that is in the store.
"""

from __future__ import annotations

import base64
import copyreg
import hashlib
import json
import types
from collections import OrderedDict
from collections.abc import Callable, ItemsView, KeysView, Mapping, ValuesView
from contextlib import suppress
from pathlib import Path
from typing import Any

Node = list[Any]
Special = Callable[["Freezer", Any], "Node | None"]
_PLAIN = {str, int, float, bool, type(None)}
_CODE = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.MethodWrapperType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    property,
    classmethod,
    staticmethod,
)
# What draws or shows is compared as output; its objects keep caches, callbacks and counters.
_SHOWN = {"IPython", "altair", "bokeh", "graphviz", "ipywidgets", "matplotlib"}
_SHOWN |= {"matplotlib_inline", "mpl_toolkits", "plotly", "seaborn", "traitlets"}
# Addresses of objects, kept as numbers.
_ADDRESSES = {"_stop_words_id"}
_LONG = 32
_DEEPEST = 60
_MOST_NODES = 400_000
# Python refuses to print integers of more than 4,300 digits.
_MOST_BITS = 14_000
_LONGEST_INLINE = 256


class TooLargeError(Exception):
    """A value has more parts than are compared."""


def digest_of(content: bytes | memoryview) -> str:
    """Return the name of a content: 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


class Store:
    """Contents by their digests, in a folder that all runs share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known = set[str]()

    def put(self, content: bytes | memoryview) -> str:
        """Keep a content and return its blob."""
        if len(content) <= _LONGEST_INLINE:
            return "=" + base64.b64encode(content).decode()
        name = digest_of(content)
        path = self.folder / name
        if name not in self._known and not path.exists():
            path.write_bytes(content)
        self._known.add(name)
        return name


class Freezer:
    """Makes the copies of one moment.

    Args:
        store: Takes long contents.
        specials: Functions that copy the values of some library, or return None.
        is_own: Returns whether a class is the notebook's or the project's own.
    """

    def __init__(
        self, store: Store, specials: tuple[Special, ...], is_own: Callable[[type], bool]
    ) -> None:
        self.store = store
        self._specials = specials
        self._is_own = is_own
        self._path: list[int] = []
        self._left = 0

    def freeze_whole(self, value: Any) -> Node:
        """Return the copy of a variable; opaque where it is too large."""
        self._left, self._path = _MOST_NODES, []
        try:
            return self.freeze(value)
        except (TooLargeError, RecursionError):
            return ["opaque", type(value).__name__]

    def freeze(self, value: Any) -> Node:
        """Return the copy of a value, which may be a part of another."""
        self._left -= 1
        if self._left < 0:
            raise TooLargeError
        simple = _freeze_simple(value, self.store)
        if simple is not None:
            return simple
        place = id(value)
        if place in self._path or len(self._path) > _DEEPEST:
            return ["opaque", "cycle"]
        self._path.append(place)
        try:
            return self._freeze_compound(value)
        finally:
            self._path.pop()

    def _freeze_compound(self, value: Any) -> Node:
        kind = type(value)
        if isinstance(value, types.MethodType):
            parts = [["self", self.freeze(value.__self__)]]
            return ["object", f"method {value.__func__.__name__}", parts]
        if isinstance(value, types.BuiltinFunctionType) and _is_bound(value):
            return ["object", f"method {value.__name__}", [["self", self.freeze(value.__self__)]]]
        if isinstance(value, type):
            return self._freeze_class(value)
        if isinstance(value, _CODE):
            return ["code", kind.__name__]
        for special in self._specials:
            node = special(self, value)
            if node is not None:
                return node
        return self._freeze_container(value)

    def _freeze_container(self, value: Any) -> Node:
        name = type(value).__name__
        if type(value) in (list, tuple) or isinstance(value, (KeysView, ValuesView, ItemsView)):
            return self.freeze_sequence(name, list(value))
        if type(value) in (set, frozenset):
            return ["list", name, sorted(map(self.freeze, value), key=json.dumps)]
        if type(value) in (dict, OrderedDict, types.MappingProxyType):
            return self._freeze_mapping(name, value)
        return self._freeze_object(value)

    def freeze_sequence(self, name: str, values: list[Any]) -> Node:
        """Return the copy of a sequence; a long one of plain values is packed."""
        if len(values) >= _LONG and {*map(type, values)} <= _PLAIN:
            with suppress(ValueError):  # An integer of more digits than Python prints.
                content = json.dumps(values).encode()
                return ["packed", name, len(values), self.store.put(content)]
        return ["list", name, [self.freeze(each) for each in values]]

    def _freeze_mapping(self, name: str, value: Mapping[Any, Any]) -> Node:
        pairs = [
            [self.freeze(key), self.freeze(each)]
            for key, each in list(value.items())
            if not (isinstance(key, str) and key in _ADDRESSES)
        ]
        if name != "OrderedDict":
            pairs.sort(key=lambda pair: json.dumps(pair[0]))
        return ["map", name, pairs]

    def _freeze_class(self, value: type) -> Node:
        if not self._is_own(value):
            return ["code", f"class {value.__name__}"]
        data = {
            key: each
            for key, each in vars(value).items()
            if not (key.startswith("__") or callable(each) or isinstance(each, _CODE))
        }
        if not data:
            return ["code", f"class {value.__name__}"]
        parts = [[key, self.freeze(each)] for key, each in sorted(data.items())]
        return ["object", f"class {value.__name__}", parts]

    def _freeze_object(self, value: Any) -> Node:
        name = type(value).__name__
        if _is_shown(type(value)) or hasattr(value, "__next__") or hasattr(value, "fileno"):
            return ["opaque", name]
        parts = _take_apart(value)
        if parts is None:
            return ["opaque", name]
        return ["object", name, [[label, self.freeze(each)] for label, each in parts]]


def _freeze_simple(value: Any, store: Store) -> Node | None:
    kind = type(value)
    if value is None:
        return ["none"]
    if kind is bool or kind is str:
        return [kind.__name__, value]
    if kind is int:
        return ["int", hex(value) if value.bit_length() > _MOST_BITS else str(value)]
    if kind is float:
        return ["float", repr(value)]
    if kind is complex:
        return ["complex", repr(value.real), repr(value.imag)]
    if kind in (bytes, bytearray):
        return ["bytes", store.put(bytes(value))]
    return None


def _is_bound(value: types.BuiltinFunctionType) -> bool:
    owner = value.__self__
    return not isinstance(owner, (type, types.ModuleType, type(None)))


def _is_shown(kind: type) -> bool:
    return any((base.__module__ or "").split(".")[0] in _SHOWN for base in kind.__mro__)


def _take_apart(value: Any) -> list[tuple[str, Any]] | None:
    """Return what pickle would keep of an object; where it refuses, its attributes."""
    reduced = None
    registered = copyreg.dispatch_table.get(type(value))
    # The object decides what happens here, so anything may.
    with suppress(Exception):
        reduced = registered(value) if registered else value.__reduce_ex__(2)
    if isinstance(reduced, str):
        return [("name", reduced)]
    if not isinstance(reduced, tuple):
        attributes = getattr(value, "__dict__", None)
        return None if attributes is None else [("state", dict(attributes))]
    _, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    parts: list[tuple[str, Any]] = [("arguments", arguments)]
    if state is not None:
        parts.append(("state", state))
    with suppress(Exception):
        parts += [("items", list(items))] if items is not None else []
        parts += [("pairs", dict(pairs))] if pairs is not None else []
    return parts

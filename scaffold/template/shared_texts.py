"""Texts that a release renders for many projects, shared by the values that each file reads.

Every project has its own name, so sharing by all answers would share nothing. Most files read few
answers or none.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jinja2 import Environment, meta, nodes

_sharing: ContextVar[bool] = ContextVar("_sharing", default=False)
# What gives another result each time.
_VARYING = frozenset({"lipsum", "now", "random", "shuffle", "strftime"})
# Methods that change a value, which the files rendered after it would see.
_GROWING = {"add", "append", "extend", "insert", "setdefault", "update"}
_CHANGING = _GROWING | {
    "clear",
    "discard",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
}
# Texts kept of one file; of a file that reads the name of the project, none is used twice.
_MOST = 24


@contextmanager
def sharing_renders() -> Iterator[None]:
    """Keep what is rendered in a block for the other projects that are rendered in it."""
    token = _sharing.set(True)
    try:
        yield
    finally:
        _sharing.reset(token)


class Values:
    """The values that one project gives to the files of a release.

    Args:
        context: The values by name.
    """

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.context = context
        self._spelled: dict[str, str] = {}

    def spell(self, name: str) -> str:
        """Return a text that is the same for equal values of the same type only."""
        if name not in self._spelled:
            known = name in self.context
            self._spelled[name] = repr(self.context[name]) if known else ""
        return self._spelled[name]


class SharedTexts:
    """Rendered texts of the files of one release.

    Args:
        environment: Compiles the files.
        find_source: Returns the source of a file by its name.
    """

    def __init__(self, environment: Environment, find_source: Callable[[str], str | None]) -> None:
        self._environment = environment
        self._find_source = find_source
        self._read: dict[str, tuple[str, ...] | None] = {}
        self._texts: dict[str, dict[tuple[str, ...], str]] = {}

    def render(self, name: str, values: Values) -> str:
        """Render a file, unless it was rendered with the same values of all that it reads."""
        read = self._find_read(name) if _sharing.get() else None
        if read is None:
            return self._environment.get_template(name).render(values.context)
        key = tuple(map(values.spell, read))
        known = self._texts.setdefault(name, {})
        if key not in known:
            if len(known) >= _MOST:
                del known[next(iter(known))]
            known[key] = self._environment.get_template(name).render(values.context)
        return known[key]

    def _find_read(self, name: str) -> tuple[str, ...] | None:
        """Return the names that a file reads; None if its text depends on more than these."""
        if name not in self._read:
            tree = self._environment.parse(self._find_source(name) or "")
            read = meta.find_undeclared_variables(tree)
            self._read[name] = tuple(sorted(read)) if _depends_on_values(tree) else None
        return self._read[name]


def _depends_on_values(tree: nodes.Template) -> bool:
    """Return whether a file gives the same text for the same values, and changes none of them."""
    used = {each.name for each in tree.find_all((nodes.Filter, nodes.Test))}
    used |= {each.name for each in tree.find_all(nodes.Name)}
    attributes = {each.attr for each in tree.find_all(nodes.Getattr)}
    others = any(True for _ in meta.find_referenced_templates(tree))
    return not (others or (used | attributes) & _VARYING or attributes & _CHANGING)

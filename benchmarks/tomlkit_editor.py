"""Edit TOML with tomlkit, behind the interface of the package's editors.

The counterpart to `scaffold.merge.edit.batches.make`, as good as the library allows. It has no
function that adds a key behind another one, or a comment: its internal lists are edited for that.
`pytest -p benchmarks.tomlkit_editor tests/merge` runs the tests of the merge with tomlkit.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import tomlkit
from tomlkit.items import Array, Comment, Null, SingleKey

from benchmarks.library_editors import make_with
from scaffold.merge.edit import apply_edits
from scaffold.merge.edit.batches import make as make_own
from scaffold.merge.edit.expected import anchors
from scaffold.merge.edit.form import Format
from scaffold.merge.formats.registry import format_of
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import DocPath, Held, Item, Step


def write_toml(
    form: Format, ours: str, theirs: str, edits: list[Edit], known: frozenset[str]
) -> str:
    """Return the user's text with changes, edited as documents of tomlkit."""
    document, source = Document(form, ours), Document(form, theirs)
    groups: dict[DocPath, list[Edit]] = {}
    for edit in edits:
        if edit.action == "replace":
            container, step = document.at(edit.parent), document.key(edit.parent, edit.step)
            container[step] = deepcopy(source.at(edit.place))
        else:
            groups.setdefault(edit.parent, []).append(edit)
    # The deepest first: indexes of items are those of the text before all changes.
    for parent in sorted(groups, key=len, reverse=True):
        if isinstance(document.at(parent), list):
            edit_array(document, source, groups[parent])
        else:
            edit_table(document, source, groups[parent], known)
    return tomlkit.dumps(document.root)


class Document:
    """A document of tomlkit, and where the values of its text are in it."""

    def __init__(self, form: Format, text: str) -> None:
        self.root: Any = tomlkit.parse(text)
        self.held = Held(form.load(text))
        self._numbers: dict[DocPath, dict[Step, int]] = {}

    def at(self, place: DocPath) -> Any:
        """Return what tomlkit has at a place."""
        found = self.root
        for depth, step in enumerate(place):
            found = found[self.key(place[:depth], step)]
        return found

    def key(self, parent: DocPath, step: Step) -> Any:
        """Return the index of an item, or a key itself."""
        if not isinstance(step, Item):
            return step
        if parent not in self._numbers:
            self._numbers[parent] = {each: at for at, each in enumerate(self.held.at(parent))}
        return self._numbers[parent][step]


def numbered(
    document: Document, edits: list[Edit]
) -> Iterator[tuple[int, list[Edit], Edit | None]]:
    """Yield, from the last, where in a container entries are added and which one is removed."""
    present = list(document.held.at(edits[0].parent))
    numbers = {step: at for at, step in enumerate(present)}
    gone = {numbers[edit.step]: edit for edit in edits if edit.action == "remove"}
    come = anchors(present, [edit for edit in edits if edit.action == "add"])
    for at in sorted({*gone, *come}, reverse=True):
        yield at, come.get(at, []), gone.get(at)


def edit_array(document: Document, source: Document, edits: list[Edit]) -> None:
    """Add to and remove from an array or an array of tables; comments of items come with them."""
    array = document.at(edits[0].parent)
    for at, come, gone in numbered(document, edits):
        if gone:
            del array[at]
        for edit in reversed(come):
            item = deepcopy(source.at(edit.place))
            if isinstance(array, Array) and at == len(array):
                array.add_line(item) if "\n" in array.as_string() else array.append(item)
            else:
                array.insert(at, item)


def edit_table(
    document: Document, source: Document, edits: list[Edit], known: frozenset[str]
) -> None:
    """Add to and remove from a table, with the comments directly above each entry."""
    parent = edits[0].parent
    table, present = document.at(parent), list(document.held.at(parent))
    for at, come, gone in numbered(document, edits):
        for edit in reversed(come):
            key, item = str(edit.step), deepcopy(source.at(edit.place))
            above = comments_above(body(source.at(parent)), key)
            add_key(table, present[at - 1] if at else None, key, item, above)
        if gone:
            remove_key(table, str(gone.step), known)


def body(table: Any) -> Any:
    """Return tomlkit's container behind a table."""
    return table if hasattr(table, "body") else getattr(table, "value", None)


def comments_above(container: Any, key: str) -> list[Comment]:
    """Return the comments directly above an entry."""
    if not hasattr(container, "body"):
        return []
    at = first = index_of(container, key)
    while first and isinstance(container.body[first - 1][1], Comment):
        first -= 1
    return [deepcopy(comment) for _, comment in container.body[first:at]]


def index_of(container: Any, key: str) -> int:
    """Return where in tomlkit's container an entry begins."""
    at: int | tuple[int, ...] = container._map[SingleKey(key)]
    return min(at) if isinstance(at, tuple) else at


def add_key(table: Any, before: Step, key: str, item: Any, above: list[Comment]) -> None:
    """Add an entry behind another one, or before the first."""
    container = body(table)
    if not hasattr(container, "_insert_after") or not container.body:
        table[key] = item
        return
    if before is None:
        numbers = (at for at, (name, _) in enumerate(container.body) if name is not None)
        container._insert_at(next(numbers, len(container.body)), key, item)
    else:
        container._insert_after(before, key, item)
    if table is not container:
        dict.__setitem__(table, key, item)
    for comment in reversed(above):
        insert_comment(container, index_of(container, key), comment)


def insert_comment(container: Any, at: int, comment: Comment) -> None:
    """Insert a comment, and move the indexes of all entries behind it."""
    for key, found in container._map.items():
        several = isinstance(found, tuple)
        moved = tuple(each + (each >= at) for each in (found if several else (found,)))
        container._map[key] = moved if several else moved[0]
    container.body.insert(at, (None, comment))


def remove_key(table: Any, key: str, known: frozenset[str]) -> None:
    """Remove an entry, and the template's comments directly above it."""
    container = body(table)
    if not hasattr(container, "body"):
        del table[key]
        return
    at = index_of(container, key)
    table.remove(key)
    while at and isinstance(comment := container.body[at - 1][1], Comment):
        if comment.as_string().strip() not in known:
            break
        at -= 1
        container.body[at] = (None, Null())


def pytest_configure() -> None:
    """Let the tests of the merge use tomlkit."""
    toml, with_tomlkit = format_of("a.toml"), make_with(write_toml)

    def make(form: Format, *rest: Any) -> tuple[str, set[DocPath]]:
        return (with_tomlkit if form is toml else make_own)(form, *rest)

    vars(apply_edits)["make"] = make

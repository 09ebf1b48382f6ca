"""From places in a TOML document to the statements of its text."""

from collections.abc import Iterator

from scaffold.merge.edit.editor import CannotEditError
from scaffold.merge.edit.nodes import Entry, Node, entry_at
from scaffold.merge.formats.toml.toml_statements import Statement, TomlPath, load, statements
from scaffold.merge.structure.values import DocPath, Held, Item, Step, Value, steps

Known = dict[TomlPath, list[Item]]


class Places:
    """The statements of a TOML text, by their paths.

    Attributes:
        statements: All of them, in order.
        held: The content of the text.
    """

    def __init__(self, text: str) -> None:
        self.statements = statements(text)
        self.held = Held(load(text))
        self._numbers: dict[DocPath, dict[Step, int]] = {}
        self._paths: dict[DocPath, TomlPath] = {(): ()}
        self._below: dict[TomlPath, list[int]] = {}
        self._last: dict[TomlPath, Statement] = {}
        self._pairs: dict[TomlPath, Statement] = {}
        self._headers: dict[TomlPath, Statement] = {}
        for number, found in enumerate(self.statements):
            for path in _prefixes(found.path):
                self._below.setdefault(path, []).append(number)
            for path in _prefixes(found.section):
                self._last[path] = found
            (self._pairs if found.node else self._headers).setdefault(found.path, found)

    def path(self, place: DocPath) -> TomlPath:
        """Return the path of a place: items of lists by number.

        Raises:
            LookupError: Nothing is there.
        """
        if place not in self._paths:
            above, step = place[:-1], place[-1]
            if above not in self._numbers:
                held = self.held.at(above)
                self._numbers[above] = {each: number for number, each in enumerate(held)}
            number = self._numbers[above][step]
            part = number if isinstance(step, Item) else str(step)
            self._paths[place] = (*self.path(above), part)
        return self._paths[place]

    def below(self, path: TomlPath) -> list[int]:
        """Return the numbers of the statements about a path and what is below it."""
        return self._below.get(path, [])

    def header(self, path: TomlPath) -> Statement | None:
        """Return the header of a path."""
        return self._headers.get(path)

    def last_in(self, path: TomlPath) -> Statement | None:
        """Return the last statement in the section of a path, or in one below it."""
        return self._last.get(path)

    def inline(self, place: DocPath) -> Node | None:
        """Return the array or inline table at a place; None where it is made of statements."""
        for depth in range(len(place) + 1):
            found = self._pairs.get(self.path(place[:depth]))
            if found and found.node:
                node = found.node
                for further in range(depth, len(place)):
                    node = entry_at(node, place[:further], place[further]).node
                return node
        return None

    def pair(self, place: DocPath) -> Entry:
        """Return the one statement that defines the value of a place.

        Raises:
            CannotEditError: There is none, or it takes several.
        """
        path = self.path(place)
        found = self._pairs.get(path)
        if len(self.below(path)) != 1 or not found or not found.node:
            raise CannotEditError
        return Entry(found.start, found.end, found.node)


def _prefixes(path: TomlPath) -> Iterator[TomlPath]:
    return (path[:length] for length in range(len(path) + 1))


def place_of(text: str, path: TomlPath, known: Known) -> DocPath:
    """Return the place of a path: the inverse of `Places.path`.

    Args:
        text: A text.
        path: A path in it.
        known: The items of the lists that earlier calls passed, by their paths.
    """
    place: DocPath = ()
    data: Value = load(text)
    for depth, part in enumerate(path):
        step: Step = part
        if isinstance(part, int):
            if path[:depth] not in known:
                known[path[:depth]] = steps(data, place)
            step = known[path[:depth]][part]
        place, data = (*place, step), data[part]
    return place

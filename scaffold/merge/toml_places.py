"""From places in what a TOML text holds to places in the text."""

from scaffold.merge.nodes import Entry, Node, entry_at
from scaffold.merge.patch import CannotEditError, held_by
from scaffold.merge.toml_text import Path, Statement, load, statements
from scaffold.merge.values import Item, Place, Step, Value, steps


def path_of(text: str, place: Place) -> Path:
    """Return the path of a place: items of lists by number."""
    path: Path = ()
    data: Value = load(text)
    for depth, step in enumerate(place):
        held = held_by(data, place[:depth])
        part = list(held).index(step) if isinstance(step, Item) else str(step)
        path, data = (*path, part), held[step]
    return path


Known = dict[Path, list[Item]]


def place_of(text: str, path: Path, known: Known) -> Place:
    """Return the place of a path: the inverse of `path_of`.

    Args:
        text: A text.
        path: A path in it.
        known: The items of the lists that earlier calls passed, by their paths.
    """
    place: Place = ()
    data: Value = load(text)
    for depth, part in enumerate(path):
        step: Step = part
        if isinstance(part, int):
            if path[:depth] not in known:
                known[path[:depth]] = steps(data, place)
            step = known[path[:depth]][part]
        place, data = (*place, step), data[part]
    return place


def below(text: str, path: Path) -> list[Statement]:
    """Return the statements about a path and what lies below it."""
    return [found for found in statements(text) if found.path[: len(path)] == path]


def inline_container(text: str, place: Place) -> Node | None:
    """Return the array or inline table at a place; None where it is made of statements."""
    for depth in range(len(place) + 1):
        path = path_of(text, place[:depth])
        for found in statements(text):
            if found.node and found.path == path:
                node = found.node
                for further in range(depth, len(place)):
                    node = entry_at(node, place[:further], place[further]).node
                return node
    return None


def pair_at(text: str, place: Place) -> Entry:
    """Return the one statement that gives a place its value.

    Raises:
        CannotEditError: There is none, or it takes several.
    """
    path = path_of(text, place)
    found = below(text, path)
    if len(found) != 1 or found[0].path != path or not found[0].node:
        raise CannotEditError
    return Entry(found[0].start, found[0].end, found[0].node)

"""Which statements see what another statement leaves: new bindings, and changes in place."""

from scaffold.notebooks.graph import Graph, Version


class Flow:
    """The data flow between statements.

    Args:
        graph: The graph of a notebook.

    Attributes:
        readers: For each statement, those after it that see what it binds or changes.
        sources: For each statement, those before it whose bindings or changes it sees.
    """

    def __init__(self, graph: Graph) -> None:
        count = len(graph.statements)
        self.readers: list[set[int]] = [set() for _ in range(count)]
        self.sources: list[set[int]] = [set() for _ in range(count)]
        changed: dict[Version, list[int]] = {}
        for at, statement in enumerate(graph.statements):
            for versions in graph.uses[at].values():
                for version in versions:
                    for source in (version.at, *changed.get(version, ())):
                        self._add(source, at)
            for name in statement.names.changes:
                for version in graph.uses[at].get(name, ()):
                    changed.setdefault(version, []).append(at)

    def _add(self, source: int, reader: int) -> None:
        self.readers[source].add(reader)
        self.sources[reader].add(source)

    def before(self, start: set[int]) -> set[int]:
        """Return all statements that some statements depend on, and these themselves."""
        return _closure(start, self.sources)

    def after(self, start: set[int]) -> set[int]:
        """Return all statements that depend on some statements, and these themselves."""
        return _closure(start, self.readers)


def _closure(start: set[int], steps: list[set[int]]) -> set[int]:
    found, waiting = set(start), list(start)
    while waiting:
        for each in steps[waiting.pop()] - found:
            found.add(each)
            waiting.append(each)
    return found

"""What statements read, bind and change in the namespace of the notebook, as values."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Names:
    """How a statement uses names, in the order in which they first occur.

    Attributes:
        reads: Names that it may read before it binds them itself.
        binds: Names that are bound after it, whatever happens.
        likely: Names that are bound after it if its loops run at least once.
        maybe: Names that are bound after it under a condition.
        changes: Names whose objects it changes in place.
        deletes: Names that it deletes.
        lazy: Names that functions, lambdas and generators in it read when they are called.
        writes: Names that functions in it rebind by `global`.
        is_opaque: Whether it can read or bind any name, as `exec` does.
    """

    reads: dict[str, None] = field(default_factory=dict)
    binds: dict[str, None] = field(default_factory=dict)
    likely: dict[str, None] = field(default_factory=dict)
    maybe: dict[str, None] = field(default_factory=dict)
    changes: dict[str, None] = field(default_factory=dict)
    deletes: dict[str, None] = field(default_factory=dict)
    lazy: dict[str, None] = field(default_factory=dict)
    writes: dict[str, None] = field(default_factory=dict)
    is_opaque: bool = False

    @property
    def bound(self) -> dict[str, None]:
        """All names that it may bind."""
        return {**self.binds, **self.likely, **self.maybe}

    @property
    def used(self) -> dict[str, None]:
        """All names that it reads, now or later."""
        return {**self.reads, **self.lazy}

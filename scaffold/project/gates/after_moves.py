"""What builds and tests are called after files moved, from what they were before. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from scaffold.project.gates.built_files import Distribution


def move_files(before: Distribution, moved: Mapping[str, str]) -> Distribution:
    """Return a distribution with the new paths and entry points of moved files."""
    if not moved:
        return before
    places = {old: new for pair in moved.items() for old, new in _below(*pair)}
    names = {_dotted(old): _dotted(new) for old, new in places.items() if old.endswith(".py")}
    return replace(
        before,
        files=frozenset(places.get(path, path) for path in before.files),
        entry_points=tuple(_rename(line, names) for line in before.entry_points),
    )


def _below(old: str, new: str) -> list[tuple[str, str]]:
    """Return a path with its new one, from each folder on that both are in."""
    found = [(old, new)]
    while "/" in old and "/" in new and old.partition("/")[0] == new.partition("/")[0]:
        old, new = old.partition("/")[2], new.partition("/")[2]
        found.append((old, new))
    return found


def _dotted(path: str) -> str:
    return path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")


def _rename(line: str, names: Mapping[str, str]) -> str:
    name, separator, target = line.partition("=")
    module, colon, rest = target.strip().partition(":")
    if not separator or module not in names:
        return line
    return f"{name.rstrip()} = {names[module]}{colon}{rest}"


def move_test(name: str, moved: Mapping[str, str]) -> str:
    """Return the name of a test after files moved, such as `pkg/load.py::pkg.load.f`."""
    path, separator, rest = name.partition("::")
    if path not in moved:
        return name
    names = {_dotted(old): _dotted(new) for old, new in _below(path, moved[path])}
    longest = max((each for each in names if rest.startswith(each)), key=len, default="")
    return f"{moved[path]}{separator}{names.get(longest, '')}{rest.removeprefix(longest)}"

"""Which distribution an import comes from."""

import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _table() -> Mapping[str, str]:
    text = files(__package__).joinpath("distributions.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)["distributions"]
    return found


def is_known(name: str) -> bool:
    """Return whether a top-level name is that of a common distribution."""
    return name in _table()


def find_distribution(name: str) -> str:
    """Return the distribution of a top-level name; empty for the standard library."""
    if name in sys.stdlib_module_names:
        return ""
    return _table().get(name, name.replace("_", "-"))


def list_distributions() -> tuple[str, ...]:
    """Return the names of common distributions."""
    return tuple(sorted(set(_table().values())))

"""Read YAML that anyone may have written, within bounds."""

from typing import Any

import yaml

# No answers are as large as this; reading YAML takes a second for each megabyte.
LARGEST = 1_000_000
# An alias spells out what it refers to: a few lines of them can fill the memory.
_MOST_VALUES = 10_000


class TooManyValuesError(ValueError):
    """A document would have too many values once each alias is spelled out, or no end."""


def load(text: str) -> tuple[Any, Any]:
    """Parse a document.

    Returns:
        Its value and its node; None for both where it is empty.

    Raises:
        TooManyValuesError: It is longer than any answers are.
        yaml.YAMLError: It is not YAML.
        ValueError: A value does not exist, such as the 31st of June.
        RecursionError: It is nested too deeply.
    """
    loader = yaml.SafeLoader(text)
    node = loader.get_single_node()
    _refuse_many_values(node)
    return (loader.construct_document(node) if node else None), node


def _refuse_many_values(node: Any) -> None:
    waiting = [node]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value = getattr(waiting.pop(), "value", None)
        for item in value if isinstance(value, list) else []:
            waiting.extend(item if isinstance(item, tuple) else [item])
    raise TooManyValuesError

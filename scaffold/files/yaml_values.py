"""Read YAML that anyone may have written, within bounds."""

from typing import Any

import yaml

# No answers are as large as this; reading YAML takes a second for each megabyte.
LARGEST = 1_000_000
# An alias spells out what it refers to: a few lines of them can fill the memory.
_MOST_VALUES = 10_000
# PyYAML does some work for each token and each open bracket. A value is up to five tokens.
_MOST_TOKENS = 5 * _MOST_VALUES
_DEEPEST = 20
# `1:30` is 90 in YAML 1.1, and a long row of such digits takes longer the longer it is.
_LONGEST_NUMBER = 1_000


class TooManyValuesError(ValueError):
    """A document would have too many values once each alias is spelled out, or no end."""


class _BoundedLoader(yaml.SafeLoader):
    """A loader that stops early in a document that takes too long."""

    fetches = 0

    def fetch_more_tokens(self) -> None:
        """Read on, up to a number of tokens."""
        self.fetches += 1
        if self.fetches > _MOST_TOKENS:
            raise TooManyValuesError
        super().fetch_more_tokens()

    def fetch_flow_collection_start(self, token: Any) -> None:
        """Open a bracket, up to a number of open ones."""
        if self.flow_level >= _DEEPEST:
            raise RecursionError
        super().fetch_flow_collection_start(token)

    def construct_number(self, node: Any) -> Any:
        """Return a number, up to a number of digits."""
        if isinstance(node.value, str) and len(node.value) > _LONGEST_NUMBER:
            raise ValueError("a number has too many digits")
        is_whole = node.tag == _INT
        return self.construct_yaml_int(node) if is_whole else self.construct_yaml_float(node)


_INT, _FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
for _tag in (_INT, _FLOAT):
    _BoundedLoader.add_constructor(_tag, _BoundedLoader.construct_number)


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
    loader = _BoundedLoader(text)
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

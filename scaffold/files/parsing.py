"""Parse what anyone may have written: whatever a parser raises becomes one error with a reason."""

import ast
import configparser
import json
import re
import tomllib
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

Parsed = TypeVar("Parsed")

# The largest files that are read, in bytes: by what reads them, and what that costs.
LARGEST_TEXT = 5_000_000
LARGEST_LOCK = 4_000_000
LARGEST_SETTINGS = LARGEST_CODE = 1_000_000
LARGEST_IGNORE_FILE = 100_000
# Levels of syntax that a recursive reader of Python can follow: each takes some calls of 1,000.
_DEEPEST_CODE = 200
# `tomllib` looks at all parts of a dotted key once for each of them.
_LONG_KEY = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){32}""", re.ASCII
)


class UnparsableError(Exception):
    """A text is not what its parser reads.

    Attributes:
        reason: Why not, in one line.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


def parse(text: str, parser: Callable[[str], Parsed]) -> Parsed:
    """Parse a text.

    Raises:
        UnparsableError: The parser does not take it.
    """
    with warnings.catch_warnings():
        # What Python thinks about the escapes in a string is a matter for linters.
        warnings.simplefilter("ignore")
        try:
            return parser(text)
        except (RecursionError, MemoryError):  # Small files: the memory is the parser's own stack.
            raise UnparsableError("it is nested too deeply") from None
        except (SyntaxError, ValueError, LookupError, OverflowError, configparser.Error) as error:
            raise UnparsableError(" ".join(str(error).split())) from None


def parse_or(text: str, parser: Callable[[str], Parsed], otherwise: Parsed) -> Parsed:
    """Parse a text; return something else where the parser does not take it."""
    try:
        return parse(text, parser)
    except UnparsableError:
        return otherwise


def parse_python(text: str) -> ast.Module:
    """Parse Python, as the version that runs this reads it.

    Raises:
        RecursionError: It is nested more deeply than its readers, which are recursive, can follow.
    """
    tree = ast.parse(text)
    refuse_deep(tree, _DEEPEST_CODE)
    return tree


def refuse_deep(tree: ast.AST, deepest: int) -> None:
    """Look at a syntax tree level by level.

    Raises:
        RecursionError: It has more levels than that; each `elif` and each `+` of a sum is one.
    """
    level = [tree]
    for _ in range(deepest):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise RecursionError


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML.

    Raises:
        ValueError: It is not TOML, or has a key of more parts than anyone writes.
    """
    if key := _LONG_KEY.search(text):
        line = text.count("\n", 0, key.start()) + 1
        raise ValueError(f"the key on line {line} has too many parts")
    return tomllib.loads(text)


def parse_json(text: str) -> Any:
    """Parse JSON."""
    return json.loads(text)


def parse_ini(text: str) -> configparser.ConfigParser:
    """Parse an INI file, as setuptools reads it."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    return parser

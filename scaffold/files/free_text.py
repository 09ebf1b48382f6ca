"""What may differ in a managed file, by regular expressions that a template brings."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

# A longer line, or a larger file, is compared as it is.
_LONGEST_LINE, _LARGEST_FILE = 160, 30_000
_LONGEST_PATTERN, _MOST_PATTERNS = 200, 20
# Each repeat multiplies the steps by the length of a line, each choice doubles them.
_MOST = {"repeat": 2, "choice": 1}
# In this order, because the first kind that fits a part of an expression is its kind.
_PART = re.compile(
    r"(?P<reference>\\[1-9]|\(\?P=|\(\?\()"
    r"|(?P<plain>\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|\(\?(?:<?[=!]|:|P<\w+>))"
    r"|(?P<group>\)(?:[*+]|\{[^}]*+\}))"
    r"|(?P<repeat>(?:[*+]|\{\d*,\d*\})[?+]?)"
    r"|(?P<choice>[?|])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FreeText:
    """Matches that count as if they were not in a file."""

    patterns: tuple[re.Pattern[bytes], ...]

    @classmethod
    def compile(cls, texts: Iterable[str]) -> Self:
        """Compile regular expressions that a line of a file can be searched with at little cost.

        Raises:
            ValueError: An expression is invalid, or could take too long.
        """
        patterns = tuple(map(_compile, texts))
        if len(patterns) > _MOST_PATTERNS:
            raise ValueError(f"there are more than {_MOST_PATTERNS} regular expressions")
        return cls(patterns)

    def remove(self, content: bytes) -> bytes:
        """Return the content of a file without the matches in its lines."""
        if len(content) > _LARGEST_FILE:
            return content
        return b"\n".join(map(self._remove, content.split(b"\n")))

    def _remove(self, line: bytes) -> bytes:
        if len(line) <= _LONGEST_LINE:
            for pattern in self.patterns:
                line = pattern.sub(b"", line)
        return line


def _compile(text: str) -> re.Pattern[bytes]:
    if _is_costly(text):
        raise ValueError(f"the regular expression `{text[:_LONGEST_PATTERN]}` could take too long")
    try:
        return re.compile(text.encode())
    except re.error as error:
        raise ValueError(f"`{text}` is not a regular expression: {error}") from error


def _is_costly(text: str) -> bool:
    """Return whether an expression has more ways to match a line than can be tried."""
    if len(text) > _LONGEST_PATTERN:
        return True
    kinds = Counter(match.lastgroup for match in _PART.finditer(text))
    is_repeated = kinds["group"] or kinds["reference"]
    return bool(is_repeated) or any(kinds[kind] > most for kind, most in _MOST.items())

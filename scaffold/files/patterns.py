"""Patterns that a project or a template brings, matched in time that grows with the text alone."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pathspec import GitIgnoreSpec, PathSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

# No path is longer, so a longer pattern cannot match one.
_LONGEST_LINE = 4_096
# What pathspec writes for `*`, for a leading `**/`, for an inner `/**/`, and at the end.
_STAR, _LEADING, _INNER = "[^/]*", "(?:.+/)?", "(?:/.+)?"
_TOKEN = re.compile(
    r"\(\?:\.\+/\)\?|\(\?:/\.\+\)\?|\(\?:\(\?P<ps_d>/\)\|\$\)|\(\?P<ps_d>/\)"
    r"|\[\^/\][*+]?|\[\^?\]?[^\]]*+\]|\\.|.",
    re.DOTALL,
)
# Any number of whole folders, in the two forms that never share a text in two ways.
_FOLDERS = {_LEADING: "(?:[^/]+/)*", _INNER: "(?:/[^/]+)*"}


class _LinearPattern(GitIgnoreSpecPattern):
    """A line of a .gitignore that never tries the same text twice.

    The library's expressions try every way to share a text among several `*`, which is exponential
    in their number. For each but the last, the first place that fits is enough, and an atomic group
    keeps to it; `fnmatch` of the standard library does the same.
    """

    __slots__ = ()

    @classmethod
    def pattern_to_regex(cls, pattern: Any) -> tuple[Any, bool | None]:
        """Return the library's expression in a linear form, and whether it includes."""
        regex, include = super().pattern_to_regex(pattern)
        return (None if regex is None else _make_linear(regex)), include


def match_patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """Return a matcher of the paths that a .gitignore with these lines ignores.

    Raises:
        ValueError: A line is not a pattern.
    """
    return GitIgnoreSpec([_compile(line) for line in lines], backend="simple")


def match_valid_patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """Return the same matcher without the lines that are not patterns, as Git leaves them out."""
    return GitIgnoreSpec(list(_compile_valid(lines)), backend="simple")


def match_in_order(lines: Iterable[str]) -> PathSpec[_LinearPattern]:
    """Return a matcher in which the last line that fits a path decides, as Copier's does.

    Raises:
        ValueError: A line is not a pattern.
    """
    return PathSpec([_compile(line) for line in lines if line], backend="simple")


def _compile(line: str) -> _LinearPattern:
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"the pattern `{line[:20]}...` is longer than any path")
    try:
        return _LinearPattern(line)
    except (ValueError, re.error) as error:
        raise ValueError(f"`{line}` is not a pattern") from error


def _compile_valid(lines: Iterable[str]) -> Iterator[_LinearPattern]:
    for line in lines:
        try:
            yield _compile(line)
        except ValueError:
            continue


def _make_linear(regex: str) -> str:
    """Return an expression that matches the same paths without going back and forth."""
    tokens = [_quote_class(token) for token in _TOKEN.findall(regex)]
    sections = [list(group) for _, group in groupby(tokens, key=_SectionCounter())]
    *first, last = [_section(tokens) for tokens in sections]
    folders, text = last
    return "".join([*(_keep_first(*each) for each in first), folders, text])


class _SectionCounter:
    """Number the sections between the gaps of whole folders."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, token: str) -> int:
        self._count += token in _FOLDERS
        return self._count


def _section(tokens: list[str]) -> tuple[str, str]:
    """Return what matches the folders before a section, and the section itself."""
    folders = _FOLDERS.get(tokens[0], "")
    segments = groupby(tokens[1:] if folders else tokens, key=_ends_segment)
    return folders, "".join(_segment(list(group)) for _, group in segments)


def _keep_first(folders: str, text: str) -> str:
    return f"(?>{folders}?{text}(?=/))" if folders else text


def _ends_segment(token: str) -> bool:
    return token in {"/", "^"} or "ps_d" in token


def _segment(tokens: list[str]) -> str:
    """Return the expression of what is between two slashes."""
    first, *pieces = _split(tokens)
    if not pieces:
        return first
    kept = "".join(f"(?>[^/]*?{piece})" for piece in pieces[:-1])
    return f"{first}{kept}{_STAR}{pieces[-1]}"


def _split(tokens: list[str]) -> list[str]:
    pieces = [""]
    for token in tokens:
        if token == _STAR:
            pieces.append("")
        else:
            pieces[-1] += token
    return pieces


def _quote_class(token: str) -> str:
    """Return a set of characters without a slash, which none matches, and free of set operators."""
    if not token.startswith("[") or token.startswith("[^/]"):
        return token
    return "(?!/)[" + re.sub(r"[\[&~|]", r"\\\g<0>", token[1:])

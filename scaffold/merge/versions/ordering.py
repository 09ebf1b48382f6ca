"""Comparison of versions: which one is higher, and which versions two requirements allow."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from packaging.version import Version

from scaffold.files.version_text import read_version

# Longer texts are not versions, and the expressions take more than linear time for them.
LONGEST_READ = 200

Side = Literal["ours", "theirs"]
Clauses = Mapping[str, str]

_PRE = r"(?:[-.]?(?:alpha|beta|preview|pre|post|dev|rc|a|b|c)(?:[-.]?\d+)?(?![a-zA-Z]))?"
_VERSION = re.compile(rf"\d+(?:\.\d+)*{_PRE}")
_CLAUSE = re.compile(r"(===|==|~=|!=|<=|>=|<|>|\^|~|=|@|)\s*(v?\d[^\s,]*)(?:\s*,\s*|\s+|$)")
# How many numbers a version has decides what these allow.
_BY_LENGTH = frozenset({"~=", "~", "@", "="})


@dataclass(frozen=True, slots=True)
class Tag:
    """A text with versions in it, such as `3.12-slim`.

    Attributes:
        frame: The text without its versions.
        versions: They, in order.
    """

    frame: tuple[str, ...]
    versions: tuple[Version, ...]

    def is_above(self, other: "Tag") -> bool:
        """Return whether a version is higher than in another tag, and none is lower."""
        if len(self.versions) != len(other.versions):
            return False
        pairs = list(zip(self.versions, other.versions, strict=True))
        return all(_is_clear(*pair) and pair[0] >= pair[1] for pair in pairs) and any(
            one > two for one, two in pairs
        )


def _is_clear(one: Version, other: Version) -> bool:
    """Return whether two versions can be compared: `4` may mean any `4.1`."""
    length = min(len(one.release), len(other.release))
    return (
        one == other
        or len(one.release) == len(other.release)
        or one.release[:length] != other.release[:length]
    )


def read_tag(text: str) -> Tag:
    """Return a text with its versions."""
    found = map(read_version, _VERSION.findall(text))
    return Tag(tuple(_VERSION.split(text)), tuple(version for version in found if version))


def choose_tag(base: Tag, ours: Tag, theirs: Tag) -> Side | None:
    """Return the side with the higher versions, if both raised them."""
    if ours.frame != theirs.frame:
        return None
    if not (ours.is_above(base) and theirs.is_above(base)):
        return None
    if ours.is_above(theirs):
        return "ours"
    return "theirs" if theirs.is_above(ours) else None


def read_clauses(text: str) -> Clauses | None:
    """Return the versions of a range by operator; None where it cannot be compared."""
    found: dict[str, str] = {}
    at, text = 0, text.strip()
    while at < len(text):
        clause = _CLAUSE.match(text, at)
        if not clause or clause[1] in found or not read_version(_bare(clause[2])):
            return None
        found[clause[1]] = clause[2]
        at = clause.end()
    return found or None


def combine(base: Clauses, ours: Clauses, theirs: Clauses) -> Clauses | None:
    """Return what both sides raised a range to, by operator; None where they did otherwise."""
    combined = {}
    for operator in dict.fromkeys((*ours, *theirs, *base)):
        three = [side.get(operator) for side in (base, ours, theirs)]
        version = _highest(operator, *three)
        if version is None:
            return None
        combined[operator] = version
    return combined


def _highest(operator: str, base: str | None, ours: str | None, theirs: str | None) -> str | None:
    if not (base and ours and theirs):
        return None
    three = (base, ours, theirs)
    if operator in _BY_LENGTH and len({version.count(".") for version in three}) > 1:
        return None
    if operator == "!=" or len({version.endswith(".*") for version in three}) > 1:
        return base if base == ours == theirs else None
    if min(_key(ours), _key(theirs)) < _key(base):
        return None
    return max(ours, theirs, key=_key)


def _key(version: str) -> Version:
    return Version(_bare(version))


def _bare(version: str) -> str:
    return version.removesuffix(".*")

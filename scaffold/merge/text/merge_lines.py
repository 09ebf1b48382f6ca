"""Three-way merge of lines, with Git's conflict markers around conflicting changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.merge.text.regions import Region, compare

BASE_NAME = "base"


@dataclass(frozen=True, slots=True)
class MergedLines:
    """Lines after a merge.

    Attributes:
        content: The merged lines; conflicts are between markers.
        conflicts: The numbers of the lines of `content` where a conflict begins, from 1.
        ours_first: The merged lines, with the user's alone where there is a conflict.
        clashes: What each conflict is about, in `ours_first`.
    """

    content: bytes
    conflicts: tuple[int, ...]
    ours_first: bytes
    clashes: tuple["Clash", ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """Lines that both sides changed.

    Attributes:
        line: The number of the first one among the merged lines, from 1.
        ours: Your lines.
        theirs: The template's lines.
    """

    line: int
    ours: tuple[bytes, ...]
    theirs: tuple[bytes, ...]


def merge_lines(
    base: bytes, ours: bytes, theirs: bytes, *, ours_name: str, theirs_name: str
) -> MergedLines:
    """Merge three versions of some lines as `git merge-file --zdiff3` does."""
    names = ours_name.encode(), BASE_NAME.encode(), theirs_name.encode()
    content: list[bytes] = []
    ours_first: list[bytes] = []
    conflicts: list[int] = []
    clashes: list[Clash] = []
    for region in compare(split_lines(base), split_lines(ours), split_lines(theirs)):
        if region.is_conflict:
            shared = _shared_start(region)
            conflicts.append(len(content) + shared + 1)
            content.extend(_marked(region, shared, names))
            clashes.append(_clash(region, shared, len(ours_first)))
        else:
            content.extend(region.merged)
        ours_first.extend(region.merged)
    return MergedLines(b"".join(content), tuple(conflicts), b"".join(ours_first), tuple(clashes))


def _clash(region: Region[bytes], shared: int, before: int) -> Clash:
    """Return the lines on which both sides disagree, without those that they share."""
    ours, theirs = list(region.ours[shared:]), list(region.theirs[shared:])
    while ours and theirs and ours[-1] == theirs[-1]:
        ours.pop()
        theirs.pop()
    return Clash(before + shared + 1, tuple(ours), tuple(theirs))


def split_lines(content: bytes) -> list[bytes]:
    r"""Split at `\\n` alone, keeping it: `\\r` and form feeds are content."""
    lines = [line + b"\n" for line in content.split(b"\n")]
    lines[-1] = lines[-1].removesuffix(b"\n")
    return lines if lines[-1] else lines[:-1]


def _shared_start(region: Region[bytes]) -> int:
    """Count the lines at the start of a conflict on which both sides agree."""
    count = 0
    for ours, theirs in zip(region.ours, region.theirs, strict=False):
        if ours != theirs:
            break
        count += 1
    return count


def _marked(region: Region[bytes], shared: int, names: tuple[bytes, ...]) -> Iterator[bytes]:
    """Yield a conflict between markers, and outside of them what both sides agree on."""
    ours, theirs = list(region.ours[shared:]), list(region.theirs[shared:])
    after: list[bytes] = []
    while ours and theirs and ours[-1] == theirs[-1]:
        after.append(ours.pop())
        theirs.pop()
    yield from region.ours[:shared]
    sides = (ours, list(region.base), theirs)
    for marker, name, lines in zip((b"<", b"|", b">"), names, sides, strict=True):
        if marker == b">":
            yield b"=======\n"
            yield from _ended(lines)
            yield marker * 7 + b" " + name + b"\n"
        else:
            yield marker * 7 + b" " + name + b"\n"
            yield from _ended(lines)
    yield from reversed(after)


def _ended(lines: list[bytes]) -> Iterator[bytes]:
    """Yield lines; a last one without line break gets one, or a marker would run on from it."""
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n"

"""Three-way merge of lines, with git's conflict markers where both sides changed the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.merge.lines import Region, compare

BASE_NAME = "base"


@dataclass(frozen=True, slots=True)
class MergedLines:
    """Lines after a merge.

    Attributes:
        content: The merged lines; conflicts stand between markers.
        conflicts: The numbers of the lines of `content` where a conflict begins, from 1.
        ours_first: The merged lines, with the owner's alone where there is a conflict.
    """

    content: bytes
    conflicts: tuple[int, ...]
    ours_first: bytes


def merge_lines(
    base: bytes, ours: bytes, theirs: bytes, *, ours_name: str, theirs_name: str
) -> MergedLines:
    """Merge three versions of some lines as `git merge-file --zdiff3` does."""
    names = ours_name.encode(), BASE_NAME.encode(), theirs_name.encode()
    content: list[bytes] = []
    ours_first: list[bytes] = []
    conflicts: list[int] = []
    for region in compare(split_lines(base), split_lines(ours), split_lines(theirs)):
        if region.is_conflict:
            shared = _shared_start(region)
            conflicts.append(len(content) + shared + 1)
            content.extend(_marked(region, shared, names))
        else:
            content.extend(region.merged)
        ours_first.extend(region.merged)
    return MergedLines(b"".join(content), tuple(conflicts), b"".join(ours_first))


def split_lines(content: bytes) -> list[bytes]:
    r"""Split at `\\n` alone, keeping it: `\\r` and form feeds are content."""
    lines = [line + b"\n" for line in content.split(b"\n")]
    lines[-1] = lines[-1].removesuffix(b"\n")
    return lines if lines[-1] else lines[:-1]


def _shared_start(region: Region[bytes]) -> int:
    """Count the lines at the start of a conflict on which both sides agree."""
    count = 0
    for mine, new in zip(region.ours, region.theirs, strict=False):
        if mine != new:
            break
        count += 1
    return count


def _marked(region: Region[bytes], shared: int, names: tuple[bytes, ...]) -> Iterator[bytes]:
    """Yield a conflict between markers, and outside of them what both sides agree on."""
    mine, new = list(region.ours[shared:]), list(region.theirs[shared:])
    after: list[bytes] = []
    while mine and new and mine[-1] == new[-1]:
        after.insert(0, mine.pop())
        new.pop()
    yield from region.ours[:shared]
    sides = (mine, list(region.base), new)
    for marker, name, lines in zip((b"<", b"|", b">"), names, sides, strict=True):
        if marker == b">":
            yield b"=======\n"
            yield from _ended(lines)
            yield marker * 7 + b" " + name + b"\n"
        else:
            yield marker * 7 + b" " + name + b"\n"
            yield from _ended(lines)
    yield from after


def _ended(lines: list[bytes]) -> Iterator[bytes]:
    """Yield lines; a last one without line break gets one, or a marker would run on from it."""
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n"

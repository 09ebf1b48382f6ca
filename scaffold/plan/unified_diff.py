"""Write changes as a patch for `git apply`. Pure.

The form is that of `git diff`: https://git-scm.com/docs/diff-format
"""

import hashlib
import os
import re
import zlib
from base64 import b85encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scaffold.files.tree import Change, File
from scaffold.merge.text.merge_lines import split_lines
from scaffold.merge.text.myers import Run, changed_runs

_CONTEXT = 3
# A line of a binary patch has at most 52 bytes, and starts with the letter of their number.
_LENGTHS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Git misreads a header in which a name of a file or folder starts or ends with a blank.
_AMBIGUOUS = re.compile(rb'["\\]|/ | /| $')
_QUOTED = re.compile(rb'[\x00-\x1f"\\\x7f-\xff]')


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how `git apply` reads the files of a project.

    Attributes:
        prefix: Path of the project in its work tree; empty, or with a final slash.
        digest: The hash function of the repository: `sha1` or `sha256`.
        converted: Files that Git converts when it reads them, with the reasons.
    """

    prefix: str = ""
    digest: str = "sha1"
    converted: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch.

    Attributes:
        content: Input of `git apply`, which skips the lines about omitted files.
        left_out: One line per change that a patch cannot express.
    """

    content: bytes
    left_out: tuple[str, ...]


def write_patch(changes: Iterable[Change], place: Place) -> Patch:
    """Return one patch for all changes."""
    content, left_out = [], []
    for change in changes:
        reason = _find_obstacle(change) or place.converted.get(change.path)
        if reason:
            left_out.append(f"No patch for {change.path}: {reason}")
            name, words = _quote(os.fsencode(change.path)), _quote(os.fsencode(reason))
            content.append(b"No patch for %s: %s\n" % (name, words))
        else:
            content.extend(_write_change(change, place))
    return Patch(b"".join(content), tuple(left_out))


def _find_obstacle(change: Change) -> str:
    if change.before is None or change.before.kind != "obstacle":
        return ""
    return f"found {os.fsdecode(change.before.content)}"


def _write_change(change: Change, place: Place) -> Iterator[bytes]:
    before, after = change.before, change.after
    if before and after and (before.kind == "link") != (after.kind == "link"):
        # Git writes this as a deletion and a new file.
        yield from _write_file(Change(change.path, before, None), place)
        yield from _write_file(Change(change.path, None, after), place)
    else:
        yield from _write_file(change, place)


def _write_file(change: Change, place: Place) -> Iterator[bytes]:
    path = os.fsencode(place.prefix + change.path)
    old, new = _quote(b"a/" + path), _quote(b"b/" + path)
    yield b"diff --git %s %s\n" % (old, new)
    yield from _modes(change)
    before, after = _content(change.before), _content(change.after)
    if before == after:
        return
    if b"\0" in before + after:
        yield from _write_binary(change, place.digest)
        return
    yield b"--- %s\n" % (_end(old) if change.before else b"/dev/null")
    yield b"+++ %s\n" % (_end(new) if change.after else b"/dev/null")
    yield from _write_hunks(split_lines(before), split_lines(after))


def _modes(change: Change) -> Iterator[bytes]:
    before, after = _mode(change.before), _mode(change.after)
    if not before:
        yield b"new file mode %s\n" % after
    elif not after:
        yield b"deleted file mode %s\n" % before
    elif before != after:
        yield b"old mode %s\nnew mode %s\n" % (before, after)


def _mode(file: File | None) -> bytes:
    return {"executable": b"100755", "link": b"120000"}.get(file.kind, b"100644") if file else b""


def _content(file: File | None) -> bytes:
    return file.content if file else b""


def _quote(name: bytes) -> bytes:
    """Return a name as Git writes it: quoted if it is ambiguous or not printable."""
    text = name.decode(errors="replace")
    if text.isprintable() and text.encode() == name and not _AMBIGUOUS.search(name):
        return name
    return b'"%s"' % _QUOTED.sub(lambda found: b"\\%03o" % ord(found[0]), name)


def _end(name: bytes) -> bytes:
    """End a name with spaces by a tab, as Git does, so that it is not read as a date."""
    return name + b"\t" if b" " in name and not name.startswith(b'"') else name


def _write_hunks(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[bytes]:
    for runs in _group(changed_runs(before, after)):
        start = max(runs[0].start - _CONTEXT, 0)
        end = min(runs[-1].end + _CONTEXT, len(before))
        new_start = runs[0].new_start - (runs[0].start - start)
        new_end = runs[-1].new_end + (end - runs[-1].end)
        yield b"@@ -%s +%s @@\n" % (_range(start, end), _range(new_start, new_end))
        for run in runs:
            yield from _mark(b" ", before[start : run.start])
            yield from _mark(b"-", before[run.start : run.end])
            yield from _mark(b"+", after[run.new_start : run.new_end])
            start = run.end
        yield from _mark(b" ", before[start:end])


def _group(runs: Iterable[Run]) -> list[list[Run]]:
    """Group runs whose contexts overlap or touch."""
    groups: list[list[Run]] = []
    for run in runs:
        if groups and run.start - groups[-1][-1].end <= 2 * _CONTEXT:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _range(start: int, end: int) -> bytes:
    """Return the first line and the number of lines; for no lines, the line above."""
    return b"%d,%d" % (start + (end > start), end - start)


def _mark(sign: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield sign + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def _write_binary(change: Change, digest: str) -> Iterator[bytes]:
    """Write both contents completely, so that the patch can be reverted."""
    yield b"index %s..%s\n" % (_name(change.before, digest), _name(change.after, digest))
    yield b"GIT binary patch\n"
    for content in (_content(change.after), _content(change.before)):
        yield b"literal %d\n" % len(content)
        packed = zlib.compress(content)
        for at in range(0, len(packed), len(_LENGTHS)):
            chunk = packed[at : at + len(_LENGTHS)]
            yield _LENGTHS[len(chunk) - 1 : len(chunk)] + b85encode(chunk, pad=True) + b"\n"
        yield b"\n"


def _name(file: File | None, digest: str) -> bytes:
    """Return the object name of a content, as hexadecimal digits."""
    made = hashlib.new(digest, usedforsecurity=False)
    if file is None:
        return b"0" * (2 * made.digest_size)
    made.update(b"blob %d\0" % len(file.content) + file.content)
    return made.hexdigest().encode()

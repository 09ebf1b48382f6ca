"""Commits and bundles by calculation: what git would make of the same files, on any machine.

A bundle is a whole repository in one file. Git and Copier clone it like any other, and one rename
puts a new one in the place of the old.
"""

import hashlib
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from scaffold.files.tree import File, Tree

_PERSON = "mlops-scaffold <scaffold@localhost>"
_SIGNATURE = b"# v2 git bundle\n"
_MODES = {"file": b"100644", "executable": b"100755"}
# Git's numbers for what a pack holds.
_PACKED = {"commit": 1, "tree": 2, "blob": 3}


class Objects:
    """Objects of a repository, each stored once under its name."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, bytes]] = {}

    def add_commit(self, tree: Tree, parent: str | None, date: str, message: str) -> str:
        """Add a commit and all that is in it.

        Args:
            tree: The files.
            parent: The commit before it; None for the first.
            date: Its day, as YYYY-MM-DD; its time is midnight in UTC.
            message: One line.

        Returns:
            The name of the commit.
        """
        seconds = int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
        lines = [f"tree {self._add_tree(tree)}"]
        lines += [f"parent {parent}"] if parent else []
        lines += [f"{role} {_PERSON} {seconds} +0000" for role in ("author", "committer")]
        return self._add("commit", "\n".join([*lines, "", message, ""]).encode())

    def bundle(self, references: Mapping[str, str]) -> bytes:
        """Return a bundle of all objects.

        Args:
            references: The commit that each name stands for, as in `refs/tags/v1`.
        """
        names = "".join(f"{commit} {name}\n" for name, commit in references.items())
        packed = [b"PACK", (2).to_bytes(4), len(self._known).to_bytes(4)]
        for kind, content in self._known.values():
            packed += [_packed_header(kind, len(content)), zlib.compress(content, 9)]
        pack = b"".join(packed)
        return _SIGNATURE + names.encode() + b"\n" + pack + _sha1(pack)

    def _add_tree(self, tree: Tree) -> str:
        """Add a folder, its folders first."""
        here: dict[str, File] = {}
        below: dict[str, dict[str, File]] = {}
        for path, file in tree.items():
            name, separator, rest = path.partition("/")
            if separator:
                below.setdefault(name, {})[rest] = file
            else:
                here[name] = file
        entries = [
            (name, _MODES[file.kind], self._add("blob", file.content))
            for name, file in here.items()
        ]
        # Git sorts a folder as if its name ended in a slash.
        entries += [(f"{name}/", b"40000", self._add_tree(files)) for name, files in below.items()]
        lines = (
            mode + b" " + name.removesuffix("/").encode() + b"\0" + bytes.fromhex(object_name)
            for name, mode, object_name in sorted(entries, key=lambda entry: entry[0].encode())
        )
        return self._add("tree", b"".join(lines))

    def _add(self, kind: str, content: bytes) -> str:
        name = _sha1(f"{kind} {len(content)}\0".encode() + content).hex()
        self._known[name] = (kind, content)
        return name


def read_references(path: Path) -> dict[str, str]:
    """Return the commit of each name in a bundle; nothing where it is missing or damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    names, found, pack = content.partition(b"\n\n")
    if not names.startswith(_SIGNATURE) or not found or _sha1(pack[:-20]) != pack[-20:]:
        return {}
    lines = names.removeprefix(_SIGNATURE).decode("utf-8", "replace").splitlines()
    return {name: commit for commit, _, name in (line.partition(" ") for line in lines)}


def _packed_header(kind: str, size: int) -> bytes:
    """Return the kind and the size as a pack has them: four bits of size, then seven by seven."""
    header = bytearray([_PACKED[kind] << 4 | size & 0x0F])
    size >>= 4
    while size:
        header[-1] |= 0x80
        header.append(size & 0x7F)
        size >>= 7
    return bytes(header)


def _sha1(content: bytes) -> bytes:
    """Return git's digest; it names objects here, and protects nothing."""
    return hashlib.sha1(content, usedforsecurity=False).digest()

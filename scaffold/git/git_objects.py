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

# The digests of Git by the length of a name.
_DIGESTS = {40: "sha1", 64: "sha256"}
_PERSON = "mlops-scaffold <scaffold@localhost>"
_SIGNATURE = b"# v2 git bundle\n"
_MODES = {"file": "100644", "executable": "100755", "link": "120000"}
# Git's numbers for what a pack holds.
_PACKED = {"commit": 1, "tree": 2, "blob": 3}


class Objects:
    """Objects of a repository, each stored once under its name.

    Args:
        length: The number of hexadecimal digits of a name, which depends on the repository.
    """

    def __init__(self, length: int = 40) -> None:
        self._digest = _DIGESTS[length]
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
        return _SIGNATURE + names.encode() + b"\n" + self.pack()

    def pack(self, level: int = 9) -> bytes:
        """Return a pack of all objects.

        Args:
            level: How much it is compressed, from 0 to 9.
        """
        packed = [b"PACK", (2).to_bytes(4), len(self._known).to_bytes(4)]
        for kind, content in self._known.values():
            packed += [_packed_header(kind, len(content)), zlib.compress(content, level)]
        pack = b"".join(packed)
        return pack + hashlib.new(self._digest, pack, usedforsecurity=False).digest()

    def add_file(self, file: File) -> tuple[str, str]:
        """Add the content of a file; return its mode and its name."""
        return _MODES[file.kind], self._add("blob", file.content)

    def add_folder(self, entries: Mapping[str, tuple[str, str]]) -> str:
        """Add a folder, its folders first.

        Args:
            entries: The mode and the name of the content of each file, by path.

        Returns:
            The name of the folder.
        """
        here: list[tuple[bytes, str, str]] = []
        below: dict[str, dict[str, tuple[str, str]]] = {}
        for path, entry in entries.items():
            name, separator, rest = path.partition("/")
            if separator:
                below.setdefault(name, {})[rest] = entry
            else:
                here.append((_as_bytes(name), *entry))
        # Git sorts a folder as if its name ended in a slash.
        here += [
            (_as_bytes(f"{name}/"), "40000", self.add_folder(files))
            for name, files in below.items()
        ]
        lines = (
            b"%s %s\0%s" % (mode.encode(), name.removesuffix(b"/"), bytes.fromhex(content))
            for name, mode, content in sorted(here)
        )
        return self._add("tree", b"".join(lines))

    def _add_tree(self, tree: Tree) -> str:
        return self.add_folder({path: self.add_file(file) for path, file in tree.items()})

    def _add(self, kind: str, content: bytes) -> str:
        whole = f"{kind} {len(content)}\0".encode() + content
        name = hashlib.new(self._digest, whole, usedforsecurity=False).hexdigest()
        self._known[name] = (kind, content)
        return name


def _as_bytes(name: str) -> bytes:
    return name.encode(errors="surrogateescape")


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

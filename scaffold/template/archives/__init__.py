"""The released templates in the package: one archive each, and their digests.

An archive never changes. `just release` adds one here, and an entry to `digests.json`.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
_DIGESTS = "digests.json"


@dataclass(frozen=True, slots=True)
class Archive:
    """An archived release.

    Attributes:
        version: Version by PEP 440.
        date: Date of the release, as YYYY-MM-DD.
        archive: SHA-256 digest of the archive.
        tree: Digest of the files in it.
        commit: Its commit in the repository that plain Copier reads.
        folder: The folder of the archive.
    """

    version: str
    date: str
    archive: str
    tree: str
    commit: str
    folder: Path = field(default=FOLDER, repr=False)

    @property
    def tag(self) -> str:
        """The tag of this release for Copier."""
        return f"v{self.version}"

    @property
    def path(self) -> Path:
        """Path of the archive."""
        return archive_path(self.folder, self.version)


def archive_path(folder: Path, version: str) -> Path:
    """Return the path of the archive of a version."""
    return folder / f"{version}.tar.gz"


def read_archives(folder: Path = FOLDER) -> tuple[Archive, ...]:
    """Return the archives of a folder, the oldest release first."""
    path = folder / _DIGESTS
    if not path.is_file():
        return ()
    entries = json.loads(path.read_text("utf-8"))
    return tuple(Archive(version, folder=folder, **known) for version, known in entries.items())


def write_digests(archives: tuple[Archive, ...], folder: Path) -> None:
    """Write the digests file that `read_archives` reads."""
    entries = {
        archive.version: {
            "date": archive.date,
            "archive": archive.archive,
            "tree": archive.tree,
            "commit": archive.commit,
        }
        for archive in archives
    }
    (folder / _DIGESTS).write_text(json.dumps(entries, indent=2) + "\n", "utf-8", newline="\n")

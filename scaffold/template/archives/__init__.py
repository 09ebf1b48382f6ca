"""The released templates that travel with the package: an archive each, and their digests.

An archive never changes. `just release` adds one here, and a line about it to `digests.json`.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
_DIGESTS = "digests.json"


@dataclass(frozen=True, slots=True)
class Archive:
    """What is known of a release before its archive is opened.

    Attributes:
        version: By PEP 440, as the package had it.
        date: The day of the release, as YYYY-MM-DD.
        archive: SHA-256 of the archive's bytes.
        tree: Digest of the files in it, whatever packs them.
        commit: The commit that it is in the repository which plain Copier reads.
        folder: Where the archive stands.
    """

    version: str
    date: str
    archive: str
    tree: str
    commit: str
    folder: Path = field(default=FOLDER, repr=False)

    @property
    def tag(self) -> str:
        """The tag that Copier knows this release by."""
        return f"v{self.version}"

    @property
    def path(self) -> Path:
        """The archive itself."""
        return archive_path(self.folder, self.version)


def archive_path(folder: Path, version: str) -> Path:
    """Return where the archive of a version stands."""
    return folder / f"{version}.tar.gz"


def read_archives(folder: Path = FOLDER) -> tuple[Archive, ...]:
    """Return the archives of a folder, the oldest release first."""
    path = folder / _DIGESTS
    if not path.is_file():
        return ()
    entries = json.loads(path.read_text("utf-8"))
    return tuple(Archive(version, folder=folder, **known) for version, known in entries.items())


def write_digests(archives: tuple[Archive, ...], folder: Path) -> None:
    """Write what `read_archives` reads."""
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

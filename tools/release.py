"""Cut a release: archive the template of this checkout and set the version of the package.

Run it as `just release X.Y.Z`, and commit what it wrote.
"""

import argparse
import hashlib
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from packaging.version import InvalidVersion, Version

from scaffold.files.tree import File, Kind, Tree
from scaffold.template.archives import FOLDER, Archive, archive_path, read_archives, write_digests
from scaffold.template.archives.packing import pack
from scaffold.template.archives.release_files import PARTS, digest
from scaffold.template.git_bundle import commit_of
from scaffold.template.note_files import FOLDER as NOTES
from scaffold.template.note_files import FRAGMENTS, read_fragments
from scaffold.template.notes import write_notes

REPOSITORY = Path(__file__).resolve().parent.parent
# What git calls the files that a release can hold.
_KINDS: Mapping[str, Kind] = {"100644": "file", "100755": "executable"}
_VERSION = re.compile(r'^__version__ = "(?P<version>[^"]+)"$', re.MULTILINE)


def check_version(version: str, current: str, archives: tuple[Archive, ...]) -> None:
    """Refuse a version that could not follow what was released before.

    Raises:
        SystemExit: It is not a version, is not spelled as PEP 440 does, or is not newer.
    """
    try:
        wanted = Version(version)
    except InvalidVersion:
        raise SystemExit(f"error: {version!r} is not a version.") from None
    if str(wanted) != version or len(wanted.release) != 3 or wanted.is_devrelease or wanted.local:
        raise SystemExit(f"error: {version!r} is not written as 1.2.3 or 1.2.3rc1.")
    if version in {archive.version for archive in archives}:
        raise SystemExit(f"error: {version} was released already; a release never changes.")
    newest = max(Version(each) for each in [current, *(archive.version for archive in archives)])
    if wanted <= newest:
        raise SystemExit(f"error: {version} is not newer than {newest}.")


def read_committed_template(repository: Path) -> Tree:
    """Read the template as it is committed, with the modes that git knows on every system.

    Raises:
        SystemExit: Something in it is not committed.
    """
    changed = _git(repository, "status", "--porcelain", "--", *PARTS)
    if changed:
        raise SystemExit(f"error: the template has uncommitted changes:\n{changed}")
    entries = _git(repository, "ls-files", "-z", "--stage", "--", *PARTS).split("\0")[:-1]
    named = (entry.partition("\t") for entry in entries)
    return {path: _read(repository, path, facts.split(" ")[0]) for facts, _, path in named}


def add_notes(repository: Path, version: str) -> Tree:
    """Write the notes of a release, from the changelog fragments about the template."""
    path = f"{NOTES}/{version}.toml"
    content = write_notes(read_fragments(repository / FRAGMENTS)).encode()
    if not content:
        return {}
    (repository / path).parent.mkdir(exist_ok=True)
    (repository / path).write_bytes(content)
    return {path: File(content)}


def make_archive(version: str, tree: Tree, archives: tuple[Archive, ...], folder: Path) -> Archive:
    """Write the archive of a release, and what is known of it, beside the earlier ones."""
    folder.mkdir(exist_ok=True)
    content = pack(tree)
    date = datetime.now(UTC).date().isoformat()
    commit = commit_of(archives, tree, date, version)
    archive_path(folder, version).write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    archive = Archive(version, date, sha256, digest(tree), commit, folder)
    write_digests((*archives, archive), folder)
    return archive


def main() -> None:
    """Release the template of a checkout, all refusals before the first change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    chosen = parser.parse_args()
    package = REPOSITORY / "scaffold"
    source = (package / "__init__.py").read_text("utf-8")
    current = _VERSION.search(source)
    if current is None:
        raise SystemExit("error: scaffold/__init__.py has no version.")
    archives = read_archives(FOLDER)
    check_version(chosen.version, current["version"], archives)
    tree = {**read_committed_template(REPOSITORY), **add_notes(REPOSITORY, chosen.version)}
    archive = make_archive(chosen.version, tree, archives, FOLDER)
    changed = _VERSION.sub(f'__version__ = "{chosen.version}"', source)
    (package / "__init__.py").write_text(changed, "utf-8", newline="\n")
    size = archive.path.stat().st_size // 1000
    sys.stdout.write(f"{archive.path.name}: {len(tree)} files, {size} kB\n")


def _read(repository: Path, path: str, mode: str) -> File:
    kind = _KINDS.get(mode)
    if kind is None:
        raise SystemExit(f"error: `{path}` is not a regular file")
    return File((repository / path).read_bytes(), kind)


def _git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - the arguments are a list, no shell reads them
        ["git", *arguments],  # noqa: S607 - whichever git the caller has
        cwd=repository,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout


if __name__ == "__main__":
    main()

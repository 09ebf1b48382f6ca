"""Unpack released templates once per user, and check them at every use."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from scaffold.errors import DestinationError, ScaffoldError, WriteError
from scaffold.files.fresh import build_beside, write_files
from scaffold.files.tree import Tree
from scaffold.files.user_data import DATA_ADDRESS, find_place
from scaffold.template.archives import Archive
from scaffold.template.archives.packing import open_archive
from scaffold.template.archives.release_files import digest, read_template


def unpacked(archive: Archive) -> Path:
    """Return a folder with the files of a release.

    It is in the user's data folder and is reused. If that is not writable, it is a temporary folder
    that is removed when the process ends.

    Raises:
        TemplateSourceError: The archive is missing or corrupt.
        WriteError: A temporary folder cannot be written, either.
    """
    place = find_place(f"{DATA_ADDRESS}/releases/{archive.version}-{archive.archive[:8]}")
    if place is None:
        return _temporary(archive)
    if _is_intact(place, archive):
        return place
    tree = open_archive(archive)
    try:
        _unpack_at(place, archive, tree)
    except (OSError, ScaffoldError):
        return _temporary(archive)
    return place


def _is_intact(folder: Path, archive: Archive) -> bool:
    try:
        return digest(read_template(folder)) == archive.tree
    except OSError:
        return False


def _unpack_at(place: Path, archive: Archive, tree: Tree) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with build_beside(place) as built:
            write_files(tree, built)
            if place.exists() and not _is_intact(place, archive):
                # The corrupt folder is removed with the folder in which the new one was built.
                place.rename(built.parent / "damaged")
    except DestinationError:
        if not _is_intact(place, archive):  # Otherwise another process unpacked it.
            raise


@cache
def _temporary(archive: Archive) -> Path:
    tree = open_archive(archive)
    try:
        folder = Path(tempfile.mkdtemp(prefix="mlops-scaffold-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        write_files(tree, folder)
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise WriteError(
            f"Cannot unpack release {archive.version}: {reason}",
            "Free about 1 MB in the home or temporary folder",
        ) from error
    return folder

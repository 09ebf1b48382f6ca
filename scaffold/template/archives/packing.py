"""Archives of releases: packed reproducibly, and verified when opened."""

import gzip
import hashlib
import io
import tarfile
import zlib

from scaffold.errors import TemplateSourceError
from scaffold.files.tree import File, Tree
from scaffold.template.archives import Archive
from scaffold.template.archives.release_files import check_files


def pack(tree: Tree) -> bytes:
    """Pack files reproducibly: in a fixed order, with fixed times and owners.

    Raises:
        TemplateSourceError: A file cannot be packed.
    """
    check_files(tree.items())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, file in sorted(tree.items()):
            member = tarfile.TarInfo(path)
            member.size = len(file.content)
            member.mode = 0o755 if file.kind == "executable" else 0o644
            archive.addfile(member, io.BytesIO(file.content))
    return gzip.compress(buffer.getvalue(), mtime=0)


def open_archive(archive: Archive) -> Tree:
    """Read the files of a release, after checking its digest.

    Raises:
        TemplateSourceError: The archive is missing or corrupt.
    """
    try:
        content = archive.path.read_bytes()
    except OSError as error:
        raise _damaged(archive, "missing") from error
    if hashlib.sha256(content).hexdigest() != archive.archive:
        raise _damaged(archive, "corrupt")
    return unpack(content)


def unpack(content: bytes) -> Tree:
    """Read the files of an archive.

    Raises:
        TemplateSourceError: It contains something other than regular files, or a path outside the
            destination.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            members = [(member.name, _file(archive, member)) for member in archive]
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise TemplateSourceError("Cannot read an archive of the template") from error
    check_files(members)
    return dict(members)


def _file(archive: tarfile.TarFile, member: tarfile.TarInfo) -> File:
    content = archive.extractfile(member) if member.isreg() else None
    if content is None:
        return File(b"", "link" if member.issym() or member.islnk() else "obstacle")
    return File(content.read(), "executable" if member.mode & 0o100 else "file")


def _damaged(archive: Archive, how: str) -> TemplateSourceError:
    return TemplateSourceError(
        f"The archive of release {archive.version} is {how}", "Reinstall mlops-scaffold"
    )

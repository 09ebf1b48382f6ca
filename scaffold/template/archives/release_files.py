"""The files of a release and their digest."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from scaffold.errors import TemplateSourceError
from scaffold.files.tree import File, Tree, read_paths, read_tree

# A release consists of these paths only.
PARTS = ("copier.yml", "notes", "questions", "template")
# Files that Python and macOS leave in a checkout; `copier.yml` excludes them as well.
_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__pycache__/.*|[^/]*\.py[co]|\.DS_Store)$")
# Parts that make a path invalid, or lead outside, on some system.
_UNSAFE = re.compile(r'^/|\\|["*:<>?|\x00-\x1f\x7f]|(?:^|/)(?:\.\.?|\.git)?(?:/|$)', re.IGNORECASE)


def read_template(folder: Path) -> Tree:
    """Read the files of a template in a folder, as a release contains them."""
    files = dict(read_paths(folder, ["copier.yml"]))
    for part in ("notes", "questions", "template"):
        files |= {f"{part}/{path}": file for path, file in read_tree(folder / part).items()}
    return {path: file for path, file in files.items() if not _LEFT_BEHIND.search(path)}


def digest(tree: Tree) -> str:
    """Return one digest of all paths and contents, as `sha256sum` of `sha256sum` would.

    Modes are left out, because not every file system has them.
    """
    lines = (
        f"{hashlib.sha256(file.content).hexdigest()}  {path}\n"
        for path, file in sorted(tree.items())
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def check_files(files: Iterable[tuple[str, File]]) -> None:
    """Refuse files that cannot be packed, or that would be unpacked outside the destination.

    Raises:
        TemplateSourceError: A file is not a regular file, or its path leads outside or occurs
            twice.
    """
    seen: set[str] = set()
    for path, file in files:
        if _UNSAFE.search(path) or path.partition("/")[0] not in PARTS:
            raise TemplateSourceError(f"A release cannot contain the path `{path}`")
        if file.kind not in {"file", "executable"}:
            raise TemplateSourceError(f"`{path}` in a release is not a regular file")
        if path.casefold() in seen:
            raise TemplateSourceError(f"A release cannot contain the path `{path}` twice")
        seen.add(path.casefold())
    for path in seen:
        if any(str(parent) in seen for parent in PurePosixPath(path).parents):
            raise TemplateSourceError(f"A release cannot contain `{path}` below a file")

"""What a release consists of: which files, where they may stand, and their digest."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from scaffold.errors import TemplateSourceError
from scaffold.files.tree import File, Tree, read_paths, read_tree

# A release is these, and nothing else that stands beside them.
PARTS = ("copier.yml", "questions", "template")
# What running Python or looking with a Mac leaves in a checkout; copier.yml excludes it as well.
_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__pycache__/.*|[^/]*\.py[co]|\.DS_Store)$")
# With any of these in it, a path leads elsewhere on some system.
_UNSAFE = re.compile(r'^/|\\|["*:<>?|\x00-\x1f\x7f]|(?:^|/)(?:\.\.?|\.git)?(?:/|$)', re.IGNORECASE)


def read_template(folder: Path) -> Tree:
    """Read the template that stands in a folder, as a release holds it."""
    files = dict(read_paths(folder, ["copier.yml"]))
    for part in ("questions", "template"):
        files |= {f"{part}/{path}": file for path, file in read_tree(folder / part).items()}
    return {path: file for path, file in files.items() if not _LEFT_BEHIND.search(path)}


def digest(tree: Tree) -> str:
    """Return one digest of all names and contents, as `sha256sum` of `sha256sum` would.

    Modes are left out: not every file system keeps them.
    """
    lines = (
        f"{hashlib.sha256(file.content).hexdigest()}  {path}\n"
        for path, file in sorted(tree.items())
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def check_files(files: Iterable[tuple[str, File]]) -> None:
    """Refuse files that cannot travel in an archive, or would land elsewhere than they should.

    Raises:
        TemplateSourceError: One is no plain file, or its path leads out or comes twice.
    """
    seen: set[str] = set()
    for path, file in files:
        if _UNSAFE.search(path) or path.partition("/")[0] not in PARTS:
            raise TemplateSourceError(f"A release cannot hold the path {path!r}.")
        if file.kind not in {"file", "executable"}:
            raise TemplateSourceError(f"A release holds plain files only: {path!r} is none.")
        if path.casefold() in seen:
            raise TemplateSourceError(f"A release cannot hold the path {path!r} twice.")
        seen.add(path.casefold())
    for path in seen:
        if any(str(parent) in seen for parent in PurePosixPath(path).parents):
            raise TemplateSourceError(f"A release cannot hold {path!r} below a file.")

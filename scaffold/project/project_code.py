"""Reads the code of a repository, and the texts around it that can refer to it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from scaffold.files.tree import File, Tree, read_paths
from scaffold.git import queries as git
from scaffold.project.other_files import list_project_files

_MARKS = ("setup.py", "pyproject.toml", "setup.cfg")
_ANSWERS = ".copier-answers.yml"
_INSTALLED = frozenset({".venv", "venv", "node_modules", "site-packages", "__pycache__"})
# Formats of data and of documents in which no code is named.
_DATA = frozenset(
    {".arff", ".bin", ".bz2", ".csv", ".db", ".feather", ".gif", ".gz", ".h5", ".jpeg", ".jpg"}
    | {".joblib", ".jsonl", ".mp4", ".npy", ".npz", ".onnx", ".parquet", ".pdf", ".pkl", ".png"}
    | {".pt", ".pth", ".svg", ".tar", ".tsv", ".wav", ".woff", ".woff2", ".xlsx", ".xml", ".zip"}
)


def find_code_root(path: Path) -> Path:
    """Return the project or the repository that a path is in; else the folder of the path."""
    folders = path.parents
    project = next((each for each in folders if (each / _ANSWERS).is_file()), None)
    if project:
        return project
    folder = next((each for each in folders if each.is_dir()), path.parent)
    found = git.find_repository(folder) if git.is_installed() else None
    if found:
        return found.top
    marked = (each for each in folders for name in _MARKS if (each / name).is_file())
    return next(marked, folder)


def read_code(root: Path, whole: Iterable[str]) -> Tree:
    """Return all files of a repository, with the contents of those that can name code.

    Args:
        root: The repository.
        whole: Files and folders of which every file is read.
    """
    listed, _ = list_project_files(root)
    paths = list(_without_installed([path for path in listed if not path.startswith(".git/")]))
    tops = tuple(whole)
    wanted = [path for path in paths if _is_read(path, tops)]
    found = read_paths(root, wanted)
    others = {path: File(b"") for path in paths if path not in found and (root / path).is_file()}
    return {**others, **found}


def _without_installed(paths: Sequence[str]) -> Iterator[str]:
    """Yield the paths that are in no environment: its code belongs to others."""
    found = (path.rpartition("/")[0] for path in paths if path.endswith("/pyvenv.cfg"))
    environments = tuple(f"{folder}/" for folder in found)
    for path in paths:
        is_installed = not _INSTALLED.isdisjoint(path.split("/")[:-1])
        if not is_installed and not path.startswith(environments):
            yield path


def _is_read(path: str, tops: tuple[str, ...]) -> bool:
    is_inside = any(path == top or path.startswith(f"{top}/") for top in tops)
    return is_inside or PurePosixPath(path).suffix.lower() not in _DATA

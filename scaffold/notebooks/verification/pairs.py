"""Finds the original and the result of a move, and reads both."""

from dataclasses import dataclass
from pathlib import Path

from scaffold.notebooks.cells import Cell
from scaffold.notebooks.notebook_files import NotebookError, find_root, read_notebook
from scaffold.notebooks.verification.refusals import VerificationError

_ORIGINALS = "original"
_THIN = ".thin"


@dataclass(frozen=True, slots=True)
class NotebookPair:
    """An original notebook and what it was moved to.

    Attributes:
        original: Path of the original.
        result: Path of the notebook that calls the modules.
        project: Folder of the project that both run in.
    """

    original: Path
    result: Path
    project: Path

    @property
    def original_at(self) -> str:
        """Folder that the original starts in: where it was before it was moved away."""
        folder = self.original.parent
        return self._relative(folder.parent if folder.name == _ORIGINALS else folder)

    @property
    def result_at(self) -> str:
        """Folder that the result starts in."""
        return self._relative(self.result.parent)

    def read_cells(self) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
        """Return the code cells of both.

        Raises:
            NotebookError: One of them is not a notebook, or contains no code.
        """
        return self._read(self.original), self._read(self.result)

    def _read(self, path: Path) -> tuple[Cell, ...]:
        cells = read_notebook(path).code
        if not cells:
            raise NotebookError(f"No code cells in `{path}`")
        return cells

    def _relative(self, folder: Path) -> str:
        if not folder.is_relative_to(self.project):
            return self.result.parent.relative_to(self.project).as_posix()
        return folder.relative_to(self.project).as_posix()


def find_pair(
    notebook: Path, original: Path | None, result: Path | None, project: Path | None
) -> NotebookPair:
    """Return the pair that a notebook belongs to.

    Args:
        notebook: The original, or the result.
        original: The original, where `notebook` is the result.
        result: The result, where `notebook` is the original.
        project: Folder to run in; None looks for the marks of a project.

    Raises:
        VerificationError: There is no counterpart, or the result is not in the project.
    """
    here = notebook.absolute()
    root = (project or find_root(result.absolute() if result else here)).absolute()
    if original is None and result is None:
        original, result = _guess(here, root)
    before = (original or here).absolute()
    after = (result or here).absolute()
    if not after.is_relative_to(root):
        raise VerificationError(f"`{after}` is not in `{root}`", "Pass its folder with `--project`")
    return NotebookPair(before, after, root)


def _guess(notebook: Path, root: Path) -> tuple[Path, Path]:
    """Return the pair that a move writes: `x.thin.ipynb` beside, or `original/x.ipynb` below."""
    name, folder = notebook.name, notebook.parent
    thin = notebook.with_stem(notebook.stem + _THIN)
    whole = notebook.with_stem(notebook.stem.removesuffix(_THIN))
    if thin.is_file():
        return notebook, thin
    if whole != notebook and whole.is_file():
        return whole, notebook
    if folder.name == _ORIGINALS and (folder.parent / name).is_file():
        return notebook, folder.parent / name
    for originals in (folder / _ORIGINALS, root / "notebooks" / _ORIGINALS):
        if (originals / name).is_file():
            return originals / name, notebook
    raise VerificationError(
        f"No moved form of `{name}` found",
        "Run `scaffold notebook move` first, or pass `--result PATH`",
    )

"""The images that a new project learns from: a folder of class folders, or an NPZ file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.errors import TableError
from scaffold.errors.wording import count
from scaffold.files.paths import check_place

IMAGE_STACK = "lightning"
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
ARRAYS = ".npz"
FEWEST_IMAGES = 5  # Of a class: fewer cannot be split into training, validation and test set.
_FOLDER = "data/raw"  # Ignored by Git in every project.
# Folders that split a data set; the class folders are in them.
_SPLITS = {"train", "training", "val", "valid", "validation", "test", "testing"}


@dataclass(frozen=True, slots=True)
class OwnImages:
    """A folder of class folders, a folder with the files of MNIST, or an NPZ file.

    Attributes:
        source: The folder or file to copy into the project.
        target: What is predicted.
    """

    source: Path
    target: str = "class"

    @property
    def path(self) -> str:
        """Path of the copy in the project."""
        return f"{_FOLDER}/{self.source.resolve().name}"

    @property
    def stack(self) -> str:
        """The stack that learns from images."""
        return IMAGE_STACK

    @property
    def kind(self) -> str:
        """What it is, for messages."""
        return "images" if self.source.is_dir() else "arrays"

    def answer(self) -> dict[str, Any]:
        """Return the answer `table`, which the template reads and updates keep."""
        return {"source": self.path, "target": self.target}

    def files(self) -> dict[str, Path]:
        """Return the files to copy, by their paths in the project; hidden ones are left out."""
        if self.source.is_file():
            return {self.path: self.source}
        named = {file.relative_to(self.source).as_posix(): file for file in _visible(self.source)}
        return {f"{self.path}/{name}": file for name, file in sorted(named.items())}

    def check(self, destination: Path) -> None:
        """Refuse what no project could learn from, before anything is created.

        Only names are looked at: whether files are images is for the project, which can read them.

        Raises:
            TableError: There are fewer than two classes, or a class has too few images.
            ForbiddenPlaceError: The name of a file cannot be used in a project.
        """
        if self.source.is_dir():
            if destination.resolve().is_relative_to(self.source.resolve()):
                raise TableError(f"The new project would be inside `{self.source}`", "Use `--into`")
            _check_classes(self.source)
        for path in self.files():
            check_place(path)


def _check_classes(folder: Path) -> None:
    if any(folder.glob("*-idx3-ubyte*")):  # The format of MNIST has no class folders.
        return
    classes: dict[str, int] = {}
    for each in _class_folders(folder):
        images = sum(file.suffix.lower() in ENDINGS for file in _visible(each))
        classes[each.name] = classes.get(each.name, 0) + images
    if not any(classes.values()):
        hint = f"Put the images of each class ({', '.join(ENDINGS)}) in a folder of its own"
        raise TableError(f"`{folder}` has no folders with images", hint)
    if len(classes) < 2:
        raise TableError(f"`{folder}` has only one class: `{next(iter(classes))}`", "Add a folder")
    if few := [name for name, number in classes.items() if number < FEWEST_IMAGES]:
        named = f"Class `{few[0]}` has {count(classes[few[0]], 'image')}"
        more = f"; {len(few):,} classes have too few" if few[1:] else ""
        hint = f"Add images, so that each class has {FEWEST_IMAGES}, or remove its folder"
        raise TableError(named + more, hint)


def _class_folders(folder: Path) -> list[Path]:
    inside = _folders(folder)
    if inside and {each.name.lower() for each in inside} <= _SPLITS:
        return [inner for each in inside for inner in _folders(each)]
    return inside


def _folders(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_dir() and not _is_hidden(each))


def _visible(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(_is_hidden(Path(part)) for part in parts):
            yield path


def _is_hidden(path: Path) -> bool:
    """Return whether a name is one of the system, such as `.DS_Store` or `__MACOSX`."""
    return path.name.startswith((".", "__"))

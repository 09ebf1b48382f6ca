"""Extract, load, transform: bring data here, look at them, and propose config/data.toml."""

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from zipfile import BadZipFile

from ..config import DataConfig, Paths
from ..errors import DataError
from ..utils.files import build_file, build_folder
from .images import find_images, is_grey, open_image
from .load import (
    SAMPLE,
    TABLES,
    is_image_folder,
    read_cells,
    read_parts,
    read_source,
    to_numbers,
)

FEWEST_ROWS = 5  # of a class: fewer cannot be in training, validation and test set
_LARGEST_SIDE = 64  # of images, unless a size is chosen: larger ones take long to learn from
_LOOKED_AT = 500  # images, for the size


@dataclass(frozen=True)
class Profile:
    """What was found in the data: a configuration, rows by class, and what to look at."""

    data: DataConfig
    rows: int
    counts: dict[str, int]
    warnings: list[str]


def bring(paths: Paths, source: str) -> str:
    """Return the path of a file or folder below the root; from elsewhere it comes to data/raw/."""
    if source == SAMPLE:
        return source
    found = Path(source).resolve()
    if not found.exists():
        raise DataError(f"{source} not found", "check the path")
    if found.is_relative_to(paths.root) and found != paths.root:
        return found.relative_to(paths.root).as_posix()
    if paths.root.is_relative_to(found):
        raise DataError(f"{source} contains the project itself", "name the folder of the images")
    target = paths.raw / found.name
    if target.exists():
        raise DataError(f"{target} already exists", "remove it, or name it instead")
    if found.is_dir():
        with build_folder(target) as folder:
            shutil.copytree(found, folder, dirs_exist_ok=True)
    else:
        with found.open("rb") as stream, build_file(target) as file:
            shutil.copyfileobj(stream, file)
    return target.relative_to(paths.root).as_posix()


def profile(paths: Paths, known: DataConfig, drop_rare: bool = False) -> Profile:
    """Look at the data; `known` has the source, and what the user chose.

    Classes with few rows are refused, or left out if `drop_rare`.

    Raises:
        DataError: the source cannot be read, or there is nothing to learn from it.
    """
    found, warnings = _find_inputs(paths.root / known.source, known)
    rows = read_source(paths, found)
    counts = Counter(label for label in rows.labels.tolist() if label)
    rare = sorted(name for name, number in counts.items() if number < FEWEST_ROWS)
    if len(counts) < 2:
        only = f"only one class, `{next(iter(counts))}`" if counts else "no class"
        raise DataError(f"{known.source} has {only}", "at least two are needed")
    if rare and not drop_rare:
        named = ", ".join(f"`{name}` has {counts[name]}" for name in rare[:6])
        more = f", and {len(rare) - 6} more classes" if len(rare) > 6 else ""
        hint = "add some, or leave these classes out with `--drop-rare`"
        raise DataError(f"a class needs {FEWEST_ROWS} rows or more: {named}{more}", hint)
    # Whole numbers by value, other names by letter.
    order = {name: name.rjust(9) if name.isdecimal() else name for name in counts}
    classes = sorted(set(counts) - set(rare), key=lambda name: order[name])
    if len(classes) < 2:
        raise DataError(f"fewer than two classes have {FEWEST_ROWS} rows or more", "add rows")
    chosen = {"classes": classes, "rare_classes": rare}
    data = DataConfig.model_validate(found.model_dump() | chosen)
    return Profile(data, len(rows), dict(counts), warnings)


def _find_inputs(path: Path, data: DataConfig) -> tuple[DataConfig, list[str]]:
    """Return the data with the size of the images or the columns of the table; and warnings."""
    if is_image_folder(path):
        return _look_at_images(path, data)
    try:
        if path.suffix.lower() in TABLES:
            return _look_at_table(path, data)
        (inputs, _, _), *_ = read_parts(path)
    except (OSError, ValueError, MemoryError, BadZipFile):
        return data, []  # `read_source` says what is wrong
    if inputs.ndim == 2:
        columns = [f"x{number}" for number in range(1, inputs.shape[1] + 1)]
        return data.model_copy(update={"columns": columns}), []
    return _sized(data, [inputs.shape[1:3]], is_grey=inputs.shape[3:] != (3,)), []


def _look_at_images(folder: Path, data: DataConfig) -> tuple[DataConfig, list[str]]:
    """Return the data with the size of the images in a folder, and whether they have color."""
    files, sizes, grey = find_images(folder), [], []
    for file, _, _ in files[:: max(1, len(files) // _LOOKED_AT)]:
        try:
            image = open_image(file.read_bytes())
            sizes.append((image.height, image.width))
            grey.append(is_grey(image))
        except (DataError, OSError, SyntaxError, ValueError):
            continue  # which `read_images` names
    found = {file for file, _, _ in files}
    inside = (file for file in folder.rglob("*") if file.is_file() and file not in found)
    others = sorted(file.name for file in inside if not file.name.startswith("."))
    warning = f"not images of a class (files: {len(others):,}): {', '.join(others[:3])}"
    return _sized(data, sizes, is_grey=all(grey)), [warning] if others else []


def _sized(data: DataConfig, sizes: Sequence[tuple[int, ...]], *, is_grey: bool) -> DataConfig:
    """Return the data with the usual size of its images, unless one is chosen."""
    height, width = (median(side) for side in zip(*sizes, strict=True)) if sizes else (1, 1)
    scale = min(1, _LARGEST_SIDE / max(height, width))
    size = (max(1, round(height * scale)), max(1, round(width * scale)))
    mode = data.mode or ("grey" if is_grey else "color")
    return data.model_copy(update={"size": data.size or size, "mode": mode})


def _look_at_table(path: Path, data: DataConfig) -> tuple[DataConfig, list[str]]:
    """Return the data with the columns of a table that contain numbers."""
    cells = read_cells(path, [data.target, *data.columns])
    numbers, others = [], []
    for name in (str(name) for name in cells if name != data.target):
        try:
            to_numbers(cells, [name])
            numbers.append(name)
        except DataError:
            others.append(name)
    if not numbers:
        raise DataError(f"{data.source} has no column with numbers", "check the separator")
    warning = f"columns that do not contain numbers are left out: {', '.join(others)[:200]}"
    return data.model_copy(update={"columns": data.columns or numbers}), [warning] if others else []

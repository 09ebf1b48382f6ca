"""The data module over the files of MNIST, for those who have them; nothing is downloaded."""

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import Annotated, Any, TypedDict

import numpy as np
import torch
from torch import Tensor

from ..errors import DataError
from ..utils.parameters import Between, check_fields
from .dataset import Part, Splits
from .module import LabeledDataModule

IMAGES_MAGIC, LABELS_MAGIC = 0x803, 0x801
# Ten times the largest file of MNIST: a small file can unpack to far more than memory holds.
LARGEST_BYTES = 500_000_000
FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


class MnistOptions(TypedDict, total=False):
    """What can be said of MNIST."""

    folder: str
    validation_share: Annotated[float, Between(0.001, 0.9)]


class MnistDataModule(LabeledDataModule):
    """Reads the four files of MNIST, packed or not; part of the training rows are held out."""

    def __init__(self, folder: str, *, validation_share: float = 0.1, **shared: Any) -> None:
        super().__init__(**shared)
        values = {"folder": folder, "validation_share": validation_share}
        check_fields(MnistOptions, values, "datamodule")
        self.folder = Path(folder)
        self.validation_share = validation_share

    def load(self) -> tuple[Splits, tuple[str, ...]]:
        """Read the files; the test part is the one that MNIST names so.

        Raises:
            DataError: a file is missing or is not what its name says.
        """
        known, test = (self._read_part(*FILES[name]) for name in ("train", "test"))
        order = torch.randperm(len(known), generator=torch.Generator().manual_seed(self.seed))
        held_out = max(1, round(self.validation_share * len(known)))
        validation, train = order[:held_out], order[held_out:]
        learnt, chosen = (
            Part(known.inputs[rows], known.targets[rows]) for rows in (train, validation)
        )
        return Splits(learnt, chosen, test), tuple(str(digit) for digit in range(10))

    def digest(self) -> str:
        """Return the SHA-256 of all four files."""
        digest = hashlib.sha256()
        for name in (name for pair in FILES.values() for name in pair):
            digest.update(find_file(self.folder, name).read_bytes())
        return digest.hexdigest()

    def _read_part(self, images_name: str, labels_name: str) -> Part:
        """Return the images, shape (rows, 1, height, width), and the labels of two files."""
        images = read_idx(find_file(self.folder, images_name), IMAGES_MAGIC)
        labels = read_idx(find_file(self.folder, labels_name), LABELS_MAGIC)
        if len(images) != len(labels) or not len(labels) or int(labels.max()) > 9:
            raise DataError(f"{images_name} and {labels_name} in {self.folder} do not agree")
        return Part(images.unsqueeze(1).float(), labels.long())


def find_file(folder: Path, name: str) -> Path:
    """Return the path of a file of MNIST, packed or not.

    Raises:
        DataError: it is not there.
    """
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise DataError(f"no such file: {folder / name}", f"put the four files of MNIST into {folder}")


def read_idx(path: Path, magic: int) -> Tensor:
    """Return the bytes of an IDX file as a tensor of the shape its head names.

    Raises:
        DataError: the file cannot be read, or is no IDX file of that kind.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    head = 4 * (1 + (magic & 0xFF))
    numbers = np.frombuffer(content[:head], dtype=">u4").tolist() if len(content) >= head else []
    if not numbers or numbers[0] != magic or torch.Size(numbers[1:]).numel() != len(content) - head:
        raise DataError(f"{path} is not the IDX file that its name promises")
    values = np.frombuffer(content[head:], dtype=np.uint8).copy()
    return torch.from_numpy(values).reshape(numbers[1:])

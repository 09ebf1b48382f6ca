"""MNIST from its files, packed or not; damaged and missing ones are named."""

import gzip
from pathlib import Path

import pytest
import torch

from demo.data.mnist import MnistDataModule
from demo.errors import DataError

SIDE = 4


def idx(magic: int, shape: tuple[int, ...], values: bytes) -> bytes:
    head = b"".join(number.to_bytes(4, "big") for number in (magic, *shape))
    return head + values


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four files of the form of MNIST's: every pixel of an image is its number."""
    for name, rows in (("train", 50), ("t10k", 20)):
        pixels = b"".join(bytes([row]) * SIDE**2 for row in range(rows))
        labels = bytes(row % 10 for row in range(rows))
        images_file = gzip.compress(idx(0x803, (rows, SIDE, SIDE), pixels))
        (tmp_path / f"{name}-images-idx3-ubyte.gz").write_bytes(images_file)
        (tmp_path / f"{name}-labels-idx1-ubyte").write_bytes(idx(0x801, (rows,), labels))
    return tmp_path


def test_images_and_labels_stay_together_in_parts_without_a_common_row(folder: Path) -> None:
    module = MnistDataModule(str(folder), limits=(0, 255))
    splits = module.splits

    assert [len(splits.train), len(splits.validation), len(splits.test)] == [45, 5, 20]
    assert splits.train.inputs.shape == (45, 1, SIDE, SIDE)
    for part in (splits.train, splits.validation, splits.test):
        numbers = part.inputs[:, 0, 0, 0].long()
        assert torch.equal(numbers % 10, part.targets)
    known = torch.cat([splits.train.inputs, splits.validation.inputs])[:, 0, 0, 0]
    assert sorted(known.tolist()) == list(range(50))
    assert module.facts().classes == tuple("0123456789")
    assert module.describe()["rows"] == 70


def test_the_digest_changes_with_the_files(folder: Path) -> None:
    before = MnistDataModule(str(folder)).digest()
    labels = folder / "t10k-labels-idx1-ubyte"
    labels.write_bytes(labels.read_bytes()[:-1] + b"\x00")
    assert MnistDataModule(str(folder)).digest() != before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("t10k-labels-idx1-ubyte", None, "no such file", id="missing"),
        pytest.param("t10k-labels-idx1-ubyte", b"", "is not the IDX file", id="empty"),
        pytest.param(
            "t10k-labels-idx1-ubyte", idx(0x803, (1, 1, 1), b"0"), "is not the IDX", id="images"
        ),
        pytest.param(
            "t10k-labels-idx1-ubyte", idx(0x801, (20,), b"0"), "is not the IDX", id="cut off"
        ),
        pytest.param(
            "t10k-labels-idx1-ubyte", idx(0x801, (20,), b"\x0b" * 20), "do not agree", id="eleven"
        ),
        pytest.param(
            "t10k-labels-idx1-ubyte", idx(0x801, (2,), b"00"), "do not agree", id="fewer labels"
        ),
        pytest.param("train-images-idx3-ubyte.gz", b"no gzip", "cannot be read", id="not packed"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    folder: Path, name: str, content: bytes | None, said: str
) -> None:
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(DataError, match=said):
        MnistDataModule(str(folder)).setup()

"""What all data modules share: parts, loaders, and what the model has to know of the data."""

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Self, TypedDict

import lightning.pytorch as pl
import torch
from omegaconf import DictConfig
from torch import Tensor
from torch.utils.data import DataLoader

from ..errors import ArgumentsError, DataError
from ..utils.composing import make
from ..utils.parameters import Between, check_fields
from .dataset import Part, Splits

Loader = DataLoader[tuple[Tensor, ...]]


@dataclass(frozen=True)
class DataFacts:
    """What a model has to know of the data, and what predictions are checked against."""

    classes: tuple[str, ...]
    # Of one input: (channels, height, width) of an image, (columns,) of a row of a table.
    shape: tuple[int, ...]
    # Of the training part: one number for images, one per column for tables.
    mean: tuple[float, ...]
    std: tuple[float, ...]
    # Lowest and highest value that an input may hold; null where any number may come.
    limits: tuple[float, float] | None

    def to_dict(self) -> dict[str, Any]:
        """Return the facts by name, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the facts that `to_dict` gave."""
        limits = values["limits"]
        return cls(
            classes=tuple(str(name) for name in values["classes"]),
            shape=tuple(int(size) for size in values["shape"]),
            mean=tuple(float(value) for value in values["mean"]),
            std=tuple(float(value) for value in values["std"]),
            limits=None if limits is None else (float(limits[0]), float(limits[1])),
        )


class LoadingOptions(TypedDict, total=False):
    """What can be said of every data module."""

    batch_size: Annotated[int, Between(1, 1_000_000)]
    seed: Annotated[int, Between(0, 2**32 - 1)]
    num_workers: Annotated[int, Between(0, 1_000)]


class LabeledDataModule(pl.LightningDataModule, ABC):
    """Loads parts once and hands them out in batches, in an order that the seed decides."""

    def __init__(
        self,
        *,
        batch_size: int = 32,
        seed: int = 42,
        num_workers: int = 0,
        limits: Sequence[float] | None = None,
    ) -> None:
        super().__init__()
        loading = {"batch_size": batch_size, "seed": seed, "num_workers": num_workers}
        check_fields(LoadingOptions, loading, "datamodule")
        self.batch_size = batch_size
        self.seed = seed
        self.num_workers = num_workers
        self.limits = None if limits is None else _limits(limits)
        self.classes: tuple[str, ...] = ()
        self._splits: Splits | None = None

    @abstractmethod
    def load(self) -> tuple[Splits, tuple[str, ...]]:
        """Return the parts and the names of the classes, which the targets number."""

    @abstractmethod
    def digest(self) -> str:
        """Return the SHA-256 of what the parts are made from."""

    def setup(self, stage: str | None = None) -> None:  # noqa: ARG002 - Lightning names the stage
        """Load the parts, unless they are loaded."""
        if self._splits is None:
            self._splits, self.classes = self.load()
            self._check_limits(self._splits)

    @property
    def splits(self) -> Splits:
        """The parts."""
        self.setup()
        assert self._splits is not None  # noqa: S101 - what `setup` is for
        return self._splits

    def facts(self) -> DataFacts:
        """Return what a model has to know; mean and deviation are of the training part alone."""
        inputs = self.splits.train.inputs
        # The pixels of an image have one scale; each column of a table has its own.
        over = [0] if inputs.dim() == 2 else list(range(inputs.dim()))
        std, mean = torch.std_mean(inputs, dim=over)
        # A column that never changes says nothing: it becomes zero, not infinite.
        std = torch.where(std > 0, std, torch.ones_like(std))
        shape = tuple(inputs.shape[1:])
        return DataFacts(self.classes, shape, _numbers(mean), _numbers(std), self.limits)

    def describe(self) -> dict[str, Any]:
        """Return digest, rows and rows per label, ready for JSON."""
        parts = (self.splits.train, self.splits.validation, self.splits.test)
        counts = Counter(number for part in parts for number in part.targets.tolist())
        labels = {name: counts[number] for number, name in enumerate(self.classes)}
        return {"sha256": self.digest(), "rows": sum(labels.values()), "labels": labels}

    def train_dataloader(self) -> Loader:
        """Return the training part in an order of its own every epoch."""
        # A generator of its own, so that nothing else that draws numbers changes the order.
        generator = torch.Generator().manual_seed(self.seed)
        return self._loader(self.splits.train, shuffle=True, generator=generator)

    def val_dataloader(self) -> Loader:
        """Return the validation part."""
        return self._loader(self.splits.validation)

    def test_dataloader(self) -> Loader:
        """Return the test part."""
        return self._loader(self.splits.test)

    def _loader(self, part: Part, **options: Any) -> Loader:
        """Return a part in batches."""
        return DataLoader(
            part.dataset(), batch_size=self.batch_size, num_workers=self.num_workers, **options
        )

    def _check_limits(self, splits: Splits) -> None:
        """Refuse data outside the limits that predictions will be held to."""
        if self.limits is None:
            return
        for part in (splits.train, splits.validation, splits.test):
            low, high = float(part.inputs.min()), float(part.inputs.max())
            if low < self.limits[0] or high > self.limits[1]:
                raise DataError(
                    f"the data reach from {low:g} to {high:g}, datamodule.limits are "
                    f"{self.limits[0]:g} and {self.limits[1]:g}",
                    "set datamodule.limits, or to null for any number",
                )


def make_data_module(config: DictConfig) -> LabeledDataModule:
    """Return the data module that the parameters describe.

    Raises:
        ArgumentsError: they describe none.
    """
    module = make(config.datamodule)
    if not isinstance(module, LabeledDataModule):
        raise ArgumentsError(f"datamodule._target_ gives no data module, but {module!r}")
    return module


def _limits(limits: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest value that an input may hold."""
    try:
        low, high = (float(limit) for limit in limits)
    except (TypeError, ValueError):
        low = high = math.nan
    if not low < high:
        raise ArgumentsError(f"datamodule.limits must be as in [0, 16], not {limits!r}")
    return low, high


def _numbers(values: Tensor) -> tuple[float, ...]:
    """Return the values of a tensor as numbers."""
    return tuple(float(value) for value in values.reshape(-1))

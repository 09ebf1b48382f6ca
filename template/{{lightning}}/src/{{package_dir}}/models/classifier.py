"""How a network is trained: the module, the data and the record of a training, for Lightning."""

import math
from collections import defaultdict
from typing import Any

import lightning.pytorch as pl
import torch
from lightning.pytorch.utilities.types import OptimizerLRSchedulerConfig
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from ..config import DataConfig, Model, Parameters
from ..data.load import Rows
from ..data.split import Splits, targets
from .networks import Network

Batch = list[Tensor]
# What the learning rate follows, and what the best epoch is chosen by.
MONITOR = "loss/val"


class Classifier(pl.LightningModule):
    """Trains a network to tell classes apart."""

    def __init__(self, network: Network, model: Model) -> None:
        super().__init__()
        self.network = network
        self.model = model
        self.loss = nn.CrossEntropyLoss()

    def training_step(self, batch: Batch, _: int) -> Tensor:
        """Return the loss of a batch, and log it with the accuracy."""
        return self._step(batch, "train")

    def validation_step(self, batch: Batch, _: int) -> Tensor:
        """Return the loss of a batch, and log it with the accuracy."""
        return self._step(batch, "val")

    def configure_optimizers(self) -> OptimizerLRSchedulerConfig:
        """Return the optimizer, and a learning rate that follows the validation loss."""
        optimizer = torch.optim.AdamW(
            self.parameters(), lr=self.model.learning_rate, weight_decay=self.model.weight_decay
        )
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
            optimizer, factor=self.model.lr_factor, patience=self.model.lr_patience
        )
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": scheduler, "monitor": MONITOR},
        }

    def _step(self, batch: Batch, part: str) -> Tensor:
        """Return the loss of a batch; log it and the accuracy by epoch."""
        inputs, classes = batch
        logits = self.network(inputs)
        loss: Tensor = self.loss(logits, classes)
        accuracy = (logits.argmax(dim=1) == classes).float().mean()
        metrics = {f"loss/{part}": loss, f"accuracy/{part}": accuracy}
        self.log_dict(metrics, on_step=False, on_epoch=True, batch_size=len(classes))
        return loss


class RowsDataModule(pl.LightningDataModule):
    """Hands out training and validation set in batches, in an order that the seed decides."""

    def __init__(self, splits: Splits, data: DataConfig, parameters: Parameters) -> None:
        super().__init__()
        self.splits, self.data, self.parameters = splits, data, parameters

    def train_dataloader(self) -> DataLoader[tuple[Tensor, ...]]:
        """Return the training set, in another order every epoch."""
        # A generator of its own, so that nothing else that draws numbers changes the order.
        generator = torch.Generator().manual_seed(self.parameters.seed)
        # A batch of one row cannot be normalized over the batch.
        alone = len(self.splits.train) % self.parameters.batch_size == 1
        return self._loader(self.splits.train, shuffle=True, generator=generator, drop_last=alone)

    def val_dataloader(self) -> DataLoader[tuple[Tensor, ...]]:
        """Return the validation set."""
        return self._loader(self.splits.validation)

    def _loader(self, rows: Rows, **options: Any) -> DataLoader[tuple[Tensor, ...]]:
        """Return rows in batches."""
        dataset = TensorDataset(
            torch.from_numpy(rows.X), torch.from_numpy(targets(rows, self.data))
        )
        size, workers = self.parameters.batch_size, self.parameters.num_workers
        return DataLoader(dataset, batch_size=size, num_workers=workers, **options)


class History(pl.Callback):
    """Records what was measured in each epoch; None for what is not finite."""

    def __init__(self) -> None:
        self.epochs: defaultdict[str, list[float | None]] = defaultdict(list)

    def on_train_epoch_end(self, trainer: pl.Trainer, _: pl.LightningModule) -> None:
        """Record an epoch, validation included."""
        for name, tensor in trainer.callback_metrics.items():
            value = float(tensor)
            self.epochs[name].append(value if math.isfinite(value) else None)

    @property
    def best_epoch(self) -> int | None:
        """The epoch with the lowest validation loss, from 0; None if no loss was a number."""
        losses = self.epochs[MONITOR]
        finite = [loss for loss in losses if loss is not None]
        return losses.index(min(finite)) if finite else None

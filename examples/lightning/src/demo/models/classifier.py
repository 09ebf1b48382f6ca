"""The classifier: a network, how it is trained, and what is measured on the way."""

from collections.abc import Sequence
from typing import Annotated, TypedDict, Unpack

import lightning.pytorch as pl
import torch
from lightning.pytorch.utilities.types import OptimizerLRSchedulerConfig
from torch import Tensor, nn
from torchmetrics import Metric, MetricCollection
from torchmetrics.classification import MulticlassAccuracy, MulticlassF1Score

from ..utils.parameters import Above, Between, check_fields
from .losses import Probabilities, build_objective
from .mlp import MLP, BlockOptions

Batch = tuple[Tensor, Tensor] | list[Tensor]
# What the learning rate follows, and what the best checkpoint is chosen by.
MONITOR = "loss/val"


class TrainingOptions(TypedDict, total=False):
    """What can be said of the training; see `Classifier`."""

    learning_rate: Annotated[float, Above(0.0)]
    weight_decay: Annotated[float, Between(0.0, 1_000.0)]
    lr_factor: Annotated[float, Between(0.001, 0.999)]
    lr_patience: Annotated[int, Between(0, 1_000_000)]


class Classifier(pl.LightningModule):
    """Trains an MLP to tell classes apart; images and rows of a table are welcome."""

    mean: Tensor
    std: Tensor
    loss: nn.Module
    to_probabilities: Probabilities

    def __init__(
        self,
        in_features: int | Sequence[int],
        num_classes: int,
        *,
        mean: Sequence[float] = (0.0,),
        std: Sequence[float] = (1.0,),
        loss: str | nn.Module = "cross_entropy",
        last_activation: nn.Module | None = None,
        learning_rate: float = 1e-2,
        weight_decay: float = 1e-2,
        lr_factor: float = 0.5,
        lr_patience: int = 5,
        hidden_dims: Sequence[int] | None = None,
        hidden_size: int | None = None,
        n_layers: int = 3,
        **block: Unpack[BlockOptions],
    ) -> None:
        """Build the network, its loss and its metrics.

        Args:
            in_features: Size of a row or shape of an image.
            num_classes: How many classes there are; targets number them from 0.
            mean: Taken off the inputs: one number, or one per column.
            std: What they are divided by then.
            loss: By name or as a module; see `losses.build_objective`.
            last_activation: Of a network whose loss is a module.
            learning_rate: Where the learning rate begins.
            weight_decay: How strongly weights are drawn to zero.
            lr_factor: What the learning rate is multiplied by when the validation loss stalls.
            lr_patience: Epochs without a better validation loss before that.
            hidden_dims: See `MLP`, as for all that follow.
            hidden_size: See `MLP`.
            n_layers: See `MLP`.
            block: See `mlp.fc_block`.

        Raises:
            ArgumentsError: a parameter is out of range, or parameters exclude each other.
        """
        super().__init__()
        training = {
            "learning_rate": learning_rate,
            "weight_decay": weight_decay,
            "lr_factor": lr_factor,
            "lr_patience": lr_patience,
        }
        check_fields(TrainingOptions, training, "model")
        objective = build_objective(loss, num_classes, last_activation)
        modules = {"loss": loss, "last_activation": last_activation}
        # Modules are in the checkpoint already, as part of this one.
        self.save_hyperparameters(
            ignore=[name for name, value in modules.items() if isinstance(value, nn.Module)]
        )
        self.learning_rate = learning_rate
        self.lr_factor = lr_factor
        self.lr_patience = lr_patience
        self.weight_decay = weight_decay
        self.loss = objective.loss
        self.to_probabilities = objective.probabilities
        # Saved with the weights, so that inputs are scaled the same way wherever the model goes.
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("std", torch.tensor(std))
        self.network = MLP(
            in_features,
            objective.outputs,
            hidden_dims,
            hidden_size,
            n_layers,
            objective.last_activation,
            **block,
        )
        self.train_metrics = _metrics(num_classes, "train")
        self.val_metrics = _metrics(num_classes, "val")
        self.test_metrics = _metrics(num_classes, "test")

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the outputs of the network, shape (batch, outputs), for raw inputs."""
        outputs: Tensor = self.network((inputs - self.mean) / self.std)
        return outputs

    def probabilities(self, inputs: Tensor) -> Tensor:
        """Return the probability of each class, shape (batch, classes), for raw inputs."""
        return self.to_probabilities(self(inputs))

    def training_step(self, batch: Batch, batch_idx: int) -> Tensor:  # noqa: ARG002 - see below
        """Return the loss of a batch; Lightning hands in the number of the batch as well."""
        return self._step(batch, "train")

    def validation_step(self, batch: Batch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Return the loss of a batch and log what is measured."""
        return self._step(batch, "val")

    def test_step(self, batch: Batch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Return the loss of a batch and log what is measured."""
        return self._step(batch, "test")

    def predict_step(self, batch: Batch, batch_idx: int) -> Tensor:  # noqa: ARG002
        """Return the probabilities of a batch, shape (batch, classes)."""
        return self.probabilities(batch[0])

    def configure_optimizers(self) -> OptimizerLRSchedulerConfig:
        """Return the optimizer, and a learning rate that follows the validation loss."""
        optimizer = torch.optim.AdamW(
            self.parameters(), lr=self.learning_rate, weight_decay=self.weight_decay
        )
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
            optimizer, factor=self.lr_factor, patience=self.lr_patience
        )
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": scheduler, "monitor": MONITOR},
        }

    def _step(self, batch: Batch, stage: str) -> Tensor:
        """Return the loss of a batch; log it and the metrics as `<name>/<stage>`."""
        inputs, targets = batch
        outputs = self(inputs)
        loss: Tensor = self.loss(outputs, targets)
        metrics: MetricCollection = getattr(self, f"{stage}_metrics")
        metrics.update(self.to_probabilities(outputs.detach()).argmax(dim=1), targets)
        self.log(f"loss/{stage}", loss, on_step=False, on_epoch=True, batch_size=len(targets))
        self.log_dict(metrics, on_step=False, on_epoch=True, batch_size=len(targets))
        return loss


def _metrics(num_classes: int, stage: str) -> MetricCollection:
    """Return the metrics of a stage, each with a state of its own."""
    metrics: dict[str, Metric | MetricCollection] = {
        "acc": MulticlassAccuracy(num_classes, average="micro"),
        "f1": MulticlassF1Score(num_classes, average="macro"),
    }
    return MetricCollection(metrics, postfix=f"/{stage}")

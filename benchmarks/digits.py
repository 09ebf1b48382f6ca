"""The stack lightning on scikit-learn's digits, beside the classifier of the guide it follows.

    python -m benchmarks.in_project --stack lightning benchmarks.digits

Both learn from the same rows in the same batches, for as many epochs, and are judged on the same
test part.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

import demo
import torch
from demo.config import DataConfig, Parameters, Paths
from demo.data.load import Rows, load_source
from demo.data.split import Splits, split, targets
from demo.models.classifier import RowsDataModule
from demo.models.networks import predict_probabilities
from demo.models.train import Fitted, fit
from torch import Tensor

from benchmarks import guide
from benchmarks.comparison import Row, format_table

# One split of 270 test rows is moved by luck.
SPLITS = 5
ACCURACY_AT_LEAST = 0.97
# The hidden layers of the model `mlp`, so that losses are compared and not sizes.
SAME = (128, 128)
PEERS = {
    "the guide's classifier": (SAME, False),
    "with the sizes of its example": (guide.EXAMPLE, False),
    "with its loss mended": (SAME, True),
}


@dataclass(frozen=True, slots=True)
class Fit:
    """One training: how often it is right on the test part, and the loss it ended with."""

    accuracy: float
    loss: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Results of the project and of each peer on the split of one seed."""

    here: Fit
    peers: dict[str, Fit]


def compare(data: DataConfig, rows: Rows, parameters: Parameters) -> Measured:
    """Fit the project's model and the peers on the rows of one split, in the same batches."""
    parts = split(rows, parameters)
    fitted = fit(parts, data, parameters)
    predicted = predict_probabilities(fitted.network, parts.test.X).argmax(axis=1)
    right = float((predicted == targets(parts.test, data)).mean())
    here = Fit(right, float(fitted.epochs["loss/train"][-1] or 0))
    peers = {
        name: fit_peer(data, parts, parameters, fitted, hidden, mended=mended)
        for name, (hidden, mended) in PEERS.items()
    }
    return Measured(here, peers)


def fit_peer(
    data: DataConfig,
    parts: Splits,
    parameters: Parameters,
    fitted: Fitted,
    hidden: tuple[int, ...],
    *,
    mended: bool,
) -> Fit:
    """Fit and judge the guide's classifier; its last weights count, as it keeps no others."""
    torch.manual_seed(parameters.seed)
    inputs = torch.from_numpy(parts.test.X)
    network = guide.build_network(inputs[0].numel(), len(data.classes), hidden, mended=mended)

    def scale(images: Tensor) -> Tensor:
        scaled: Tensor = (images.float() - fitted.network.mean) / fitted.network.std
        return scaled

    epochs = len(fitted.epochs["loss/train"])
    batches = RowsDataModule(parts, data, parameters).train_dataloader()
    loss = guide.fit(network, batches, epochs, scale)
    known = torch.from_numpy(targets(parts.test, data))
    return Fit(guide.accuracy(network, scale(inputs), known), loss)


def measure() -> list[Measured]:
    """Train on several splits of the sample of a fresh project, and compare split by split."""
    paths = Paths(Path(demo.__file__).parents[2])
    data = DataConfig.load(paths)
    rows, _ = load_source(paths, data)
    overrides = ["model=mlp", "logger=none", "tuned=none"]
    return [
        compare(data, rows, Parameters.compose(paths, [*overrides, f"seed={seed}"]))
        for seed in range(SPLITS)
    ]


def as_rows(splits: Sequence[Measured]) -> Iterator[Row]:
    """Yield a row for each peer; the promise stands in the first."""
    here = [split.here for split in splits]
    reached = mean(fit.accuracy for fit in here)
    for number, name in enumerate(PEERS):
        peer = [split.peers[name] for split in splits]
        gains = [one.accuracy - other.accuracy for one, other in zip(here, peer, strict=True)]
        yield Row(
            what=f"accuracy on digits, {len(splits)} splits, {name}",
            here=_spread(here),
            peer=_spread(peer),
            ratio=f"{mean(gains):+.3f} ({min(gains):+.3f} to {max(gains):+.3f})",
            target="" if number else f"at least {ACCURACY_AT_LEAST:.3f}",
            met=None if number else reached >= ACCURACY_AT_LEAST,
        )


def losses(splits: Sequence[Measured]) -> str:
    """Say where the training losses ended: the cause of the accuracies."""
    ends = {"the project": [split.here.loss for split in splits]}
    ends |= {name: [split.peers[name].loss for split in splits] for name in PEERS}
    shown = [f"{name} {min(values):,.3f} to {max(values):,.3f}" for name, values in ends.items()]
    return f"The training loss ends at: {'; '.join(shown)}.\n"


def _spread(fits: Sequence[Fit]) -> str:
    """Return mean, deviation and range."""
    values = [fit.accuracy for fit in fits]
    return f"{mean(values):.3f} ± {stdev(values):.3f} ({min(values):.3f} to {max(values):.3f})"


def main() -> None:
    """Measure and print the table."""
    splits = measure()
    rows = list(as_rows(splits))
    sys.stdout.write(f"{format_table(rows)}\n{losses(splits)}")
    if any(row.met is False for row in rows):
        sys.exit("A target is not met.")


if __name__ == "__main__":
    main()

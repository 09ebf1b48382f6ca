"""The stack lightning on scikit-learn's digits, beside the classifier of the guide it follows.

    python -m benchmarks.in_project --stack lightning benchmarks.digits

Both learn from the same rows in the same batches, for as many epochs, and are judged on the same
test part.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

import demo
import torch
from demo.config import Paths, find_root
from demo.data.elt import elt_data
from demo.data.module import LabeledDataModule
from demo.evaluation.metrics import overall
from demo.evaluation.splits import MeasuredSplit, repeated_splits
from demo.utils.composing import compose_config, make
from demo.utils.logs import show_messages
from omegaconf import DictConfig
from torch import Tensor

from benchmarks import guide
from benchmarks.comparison import Row, format_table

# One split of 270 test rows is moved by luck.
SPLITS = 5
ACCURACY_AT_LEAST = 0.97
# The hidden layers of the project, so that losses are compared and not sizes.
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
class Split:
    """What the project and each peer did with the split of one seed."""

    here: Fit
    peers: dict[str, Fit]


def compare(config: DictConfig, split: MeasuredSplit) -> Split:
    """Fit the peers on the rows of a split that the project has trained on and was judged on."""
    here = Fit(overall(split.outcome)["accuracy"], split.measured["history"]["loss/train"][-1])
    drawn = config.copy()
    drawn.seed = split.seed
    module: LabeledDataModule = make(drawn.datamodule)
    epochs = split.measured["epochs"]
    peers = {
        name: fit_peer(module, split.seed, epochs, hidden, mended=mended)
        for name, (hidden, mended) in PEERS.items()
    }
    return Split(here, peers)


def fit_peer(
    module: LabeledDataModule, seed: int, epochs: int, hidden: tuple[int, ...], *, mended: bool
) -> Fit:
    """Fit and judge the guide's classifier; its last weights count, as it keeps no others."""
    torch.manual_seed(seed)
    facts, test = module.facts(), module.splits.test
    inputs, classes = test.inputs[0].numel(), len(facts.classes)
    network = guide.build_network(inputs, classes, hidden, mended=mended)

    def scale(images: Tensor) -> Tensor:
        return (images - facts.mean[0]) / facts.std[0]

    loss = guide.fit(network, module.train_dataloader(), epochs, scale)
    return Fit(guide.accuracy(network, scale(test.inputs), test.targets), loss)


def measure() -> list[Split]:
    """Do what `evaluate --splits` does in a fresh project, and compare split by split."""
    show_messages()
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder))
        shutil.copytree(Paths(find_root(Path(demo.__file__).parent)).configs, paths.configs)
        elt_data(paths)
        config = compose_config(paths, ["tuned=none"])
        return [compare(config, split) for split in repeated_splits(config, SPLITS)]


def as_rows(splits: Sequence[Split]) -> Iterator[Row]:
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


def losses(splits: Sequence[Split]) -> str:
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

"""The classifier learns: the loss falls, and one batch can be learnt by heart."""

from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

from demo.data.dataset import Part
from demo.data.digits import DigitsDataModule
from demo.errors import ArgumentsError
from demo.models.classifier import Classifier


@pytest.fixture
def digits(data_path: Path) -> DigitsDataModule:
    """The digits, in batches of 64."""
    return DigitsDataModule(str(data_path / "labeled.csv"), batch_size=64, limits=(0, 16))


def quiet_trainer(**options: Any) -> pl.Trainer:
    return pl.Trainer(
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        **options,
    )


def build(module: DigitsDataModule, **options: Any) -> Classifier:
    pl.seed_everything(1, verbose=False)
    facts = module.facts()
    scale = {"mean": facts.mean, "std": facts.std}
    return Classifier(facts.shape, len(facts.classes), **({"hidden_size": 32} | scale | options))


@pytest.mark.filterwarnings("ignore:.*does not have many workers")
@pytest.mark.filterwarnings("ignore:.*LeafSpec")
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="cross-entropy"),
        pytest.param({"loss": "nll", "negative_slope": 0.1}, id="nll"),
        pytest.param({"loss": nn.MultiMarginLoss(), "hidden_size": None}, id="a module"),
    ],
)
def test_the_loss_falls(digits: DigitsDataModule, options: dict[str, Any]) -> None:
    classifier, trainer = build(digits, **options), quiet_trainer(max_epochs=2)
    before = trainer.validate(classifier, digits, verbose=False)[0]
    trainer.fit(classifier, digits)
    after = trainer.validate(classifier, digits, verbose=False)[0]

    assert after["loss/val"] < 0.5 * before["loss/val"]
    assert after["acc/val"] > 0.85 > 0.3 > before["acc/val"]


@pytest.mark.filterwarnings("ignore:.*does not have many workers")
@pytest.mark.filterwarnings("ignore:.*LeafSpec")
def test_one_batch_can_be_learnt_by_heart(digits: DigitsDataModule) -> None:
    known = digits.splits.train
    batch = DataLoader(Part(known.inputs[:64], known.targets[:64]).dataset(), batch_size=64)
    classifier, trainer = build(digits), quiet_trainer(max_epochs=25, log_every_n_steps=1)
    trainer.fit(classifier, batch, batch)

    assert trainer.callback_metrics["acc/val"] == 1.0
    assert trainer.callback_metrics["loss/val"] < 0.05


def test_two_classes_from_one_output_give_two_probabilities() -> None:
    classifier = Classifier(3, 2, loss="bce", hidden_dims=[4]).eval()
    probabilities = classifier.probabilities(torch.rand(5, 3))
    assert probabilities.shape == (5, 2)
    torch.testing.assert_close(probabilities.sum(dim=1), torch.ones(5))


def test_inputs_are_scaled_inside_so_that_weights_and_scale_travel_together() -> None:
    classifier = Classifier(2, 2, mean=[1.0, 10.0], std=[2.0, 5.0])
    other = Classifier(2, 2, mean=[0.0, 0.0], std=[1.0, 1.0])
    other.load_state_dict(classifier.state_dict())
    inputs = torch.tensor([[3.0, 15.0]])

    torch.testing.assert_close(other(inputs), classifier(inputs))
    torch.testing.assert_close(classifier(inputs), classifier.network(torch.ones(1, 2)))


def test_the_learning_rate_follows_the_validation_loss() -> None:
    classifier = Classifier(2, 2, learning_rate=0.1, lr_factor=0.5, lr_patience=1)
    # Lightning's own type allows for much that is not returned here.
    configured: Any = classifier.configure_optimizers()
    scheduler = configured["lr_scheduler"]

    assert scheduler["monitor"] == "loss/val"
    for loss in (1.0, 1.0, 1.0):
        scheduler["scheduler"].step(loss)
    assert configured["optimizer"].param_groups[0]["lr"] == pytest.approx(0.05)


def test_modules_are_no_hyperparameters_and_the_rest_are() -> None:
    classifier = Classifier(2, 2, loss=nn.NLLLoss(), last_activation=nn.LogSoftmax(dim=1))
    assert not {"loss", "last_activation"} & set(classifier.hparams)
    assert classifier.hparams["learning_rate"] == 0.01


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan")])
def test_a_learning_rate_that_learns_nothing_is_refused(rate: float) -> None:
    with pytest.raises(ArgumentsError, match="learning_rate"):
        Classifier(2, 2, learning_rate=rate)

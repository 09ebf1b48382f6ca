"""Parameters, splits and networks: what a training is made of."""

from typing import Any

import mlflow
import numpy as np
import pytest
import torch
from example_images import CLASSES, QUICK

from demo.config import (
    DataConfig,
    Model,
    Parameters,
    Paths,
)
from demo.data.load import load_source
from demo.data.split import split
from demo.errors import (
    ConfigError,
    DataError,
    RunError,
)
from demo.models.networks import (
    Network,
    predict_probabilities,
)
from demo.models.train import fit, set_seeds
from demo.models.tune import optimize


def model(**sizes: list[int]) -> Model:
    """Return the parameters of a network."""
    values: dict[str, Any] = {"name": "x", "learning_rate": 0.01, "weight_decay": 0.01}
    return Model(**values | {"channels": [], "hidden_dims": []} | sizes)


@pytest.mark.parametrize("name", ["cnn", "mlp", "linear"])
@pytest.mark.parametrize("trainer", ["cpu", "auto", "gpu", "quick"])
def test_the_groups_compose(project: Paths, name: str, trainer: str) -> None:
    parameters = Parameters.compose(project, [f"model={name}", f"trainer={trainer}", "seed=7"])
    assert (parameters.model.name, parameters.seed) == (name, 7)
    assert parameters.trainer["_target_"] == "lightning.pytorch.Trainer"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("model=nothing", "Could not find 'model/nothing'"),
        ("seed=-1", "seed: Input should be greater"),
        ("model.channels=[0]", "model.channels.0"),
        ("test_share=0.9", "leave nothing to learn from"),
        ("trainer.nothing=1", "trainer.nothing"),
        ("seed", "missing EQUAL"),
    ],
)
def test_a_wrong_parameter_is_named(project: Paths, override: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        Parameters.compose(project, [override])
    assert message in error.value.message


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 31, 47), (1, 1, 1)])
def test_a_convolutional_network_takes_images_of_any_size(shape: tuple[int, ...]) -> None:
    network = Network(shape, 3, model(channels=[4, 8, 8], hidden_dims=[6]))
    probabilities = predict_probabilities(network, np.zeros((5, *shape), np.uint8))
    assert probabilities.shape == (5, 3)
    assert np.allclose(probabilities.sum(axis=1), 1)


def test_a_network_without_hidden_layers_is_linear() -> None:
    network, inputs = Network((4,), 2, model()).eval(), torch.rand(3, 4)
    expected = 2 * network(torch.zeros(3, 4))
    assert torch.allclose(network(inputs) + network(-inputs), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("channels", "hidden", "message"), [([4], [], "read images"), ([], [4096] * 20, "too large")]
)
def test_layers_that_do_not_fit_are_refused(
    channels: list[int], hidden: list[int], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        Network((4096,), 2, model(channels=channels, hidden_dims=hidden))


def test_inputs_are_scaled_by_the_training_set() -> None:
    network = Network((2,), 2, model())
    network.scale_by(np.array([[1, 5], [3, 5]], np.float32))
    assert network.mean.tolist() == [2, 5]
    assert network.std.tolist() == [1, 1]


def test_the_sets_have_every_class_and_no_row_in_common(project: Paths) -> None:
    rows, _ = load_source(project, DataConfig.load(project))
    parts = split(rows, Parameters.compose(project, QUICK))
    names = [set(part.names.tolist()) for part in (parts.train, parts.validation, parts.test)]
    assert set.union(*names) == set(rows.names.tolist())
    assert sum(map(len, names)) == len(rows)
    assert all(set(part.labels) == set(CLASSES) for part in (parts.validation, parts.test))
    with pytest.raises(DataError, match="cannot be split"):
        split(rows.take(np.arange(2)), Parameters.compose(project, QUICK))


def test_the_same_seed_gives_the_same_network(project: Paths) -> None:
    data = DataConfig.load(project)
    parameters = Parameters.compose(project, [*QUICK, "trainer.max_epochs=2"])
    parts = split(load_source(project, data)[0], parameters)
    first, second = (fit(parts, data, parameters) for _ in range(2))
    assert first.epochs == second.epochs
    set_seeds(3)
    assert torch.backends.cudnn.deterministic
    assert not torch.backends.cudnn.benchmark


def test_the_loss_falls(project: Paths) -> None:
    data, parameters = DataConfig.load(project), Parameters.compose(project, QUICK)
    fitted = fit(split(load_source(project, data)[0], parameters), data, parameters)
    losses = [loss for loss in fitted.epochs["loss/train"] if loss is not None]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(
    ("override", "error", "message"),
    [
        ("model.learning_rate=1e30", RunError, "not finite"),
        ("callbacks.early_stopping.monitor=nothing", ConfigError, "nothing"),
        ("+trainer.nothing=1", ConfigError, "nothing"),
        ("resume=nothing.ckpt", ConfigError, "nothing.ckpt"),
    ],
)
def test_a_training_that_cannot_work_says_why(
    project: Paths, override: str, error: type[Exception], message: str
) -> None:
    data, parameters = DataConfig.load(project), Parameters.compose(project, [*QUICK, override])
    parts = split(load_source(project, data)[0], parameters)
    with pytest.raises(error, match=message):
        fit(parts, data, parameters)


def test_optimize_keeps_the_parameters_in_use_unless_others_are_better(project: Paths) -> None:
    parameters = Parameters.compose(project, [*QUICK, "trainer=quick"])
    tuning = optimize(project, DataConfig.load(project), parameters, trials=2)
    best = tuning.trials[0]
    assert best.scores["loss"] <= tuning.before.scores["loss"]
    assert len(mlflow.search_runs(experiment_names=["optimize"])) == len(tuning.trials)
    assert (project.tuned / "mlp.yaml").is_file() == tuning.improved
    if tuning.improved:
        tuned = Parameters.compose(project, ["model=mlp"])
        assert tuned.batch_size == best.changes["batch_size"]
        assert tuned.model.dropout == best.changes["model.dropout"]

"""The space that a search looks through; what is not in it stays as it is."""

from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution

SPACE: dict[str, BaseDistribution] = {
    "piece_max": IntDistribution(3, 5),
    "hidden": IntDistribution(16, 128, log=True),
    "dropout": FloatDistribution(0.0, 0.7),
    "learning_rate": FloatDistribution(1e-3, 5e-2, log=True),
    "weight_decay": FloatDistribution(1e-3, 1.0, log=True),
    "epochs": IntDistribution(5, 20),
}

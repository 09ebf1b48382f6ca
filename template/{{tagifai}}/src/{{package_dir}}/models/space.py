"""The space that a search looks through; what is not in it stays as it is."""

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

SPACE: dict[str, BaseDistribution] = {
    "ngram_max": IntDistribution(1, 2),
    "char_ngram_max": IntDistribution(3, 5),
    "min_df": IntDistribution(1, 3),
    "sublinear_tf": CategoricalDistribution([True, False]),
    "C": FloatDistribution(0.1, 1000.0, log=True),
}

"""What is fitted: the candidates, from the baseline to boosted trees."""

from typing import Any

from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from ..config import Candidate, DataConfig, Parameters, Role
from ..data.clean import feature_columns

# Types in our models that skops does not know. Their source was read: loading them runs no code.
# `runs.load_run` refuses any other type.
TRUSTED_TYPES = [
    "numpy.dtype",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]
_WORD = r"(?u)\b\w+\b"
_MOST_WORDS = 100  # of a text that boosted trees see; more take longer and add little
_MOST_CATEGORIES = 250  # HistGradientBoosting reads at most 255 per column


def build(candidate: Candidate, data: DataConfig, parameters: Parameters) -> Pipeline:
    """Return an unfitted candidate: what prepares the columns, and the model."""
    columns: Any
    match candidate:
        case "dummy":
            columns, models = "passthrough", (DummyClassifier(), DummyRegressor())
        case "linear":
            columns, models = _for_linear(data, parameters), _linear(parameters)
        case "boosted_trees":
            columns, models = _for_trees(data, parameters), _boosted_trees(parameters)
    model = models[0] if data.task == "classification" else models[1]
    return Pipeline([("columns", columns), ("model", model)])


def _linear(parameters: Parameters) -> tuple[Any, Any]:
    """Return the linear models for classes and for numbers."""
    weight = parameters.class_weight
    classifier = LogisticRegression(C=parameters.C, class_weight=weight, max_iter=1000)
    return classifier, Ridge(alpha=1 / parameters.C)


def _boosted_trees(parameters: Parameters) -> tuple[Any, Any]:
    """Return the boosted trees for classes and for numbers."""
    names = {"learning_rate", "max_iter", "max_leaf_nodes", "min_samples_leaf", "l2_regularization"}
    # Early stopping would take rows from small tables; `optimize` searches max_iter instead.
    chosen = {"early_stopping": False, "random_state": parameters.seed}
    chosen |= parameters.model_dump(include=names)
    weight = parameters.class_weight
    classifier = HistGradientBoostingClassifier(class_weight=weight, **chosen)
    return classifier, HistGradientBoostingRegressor(**chosen)


def _for_linear(data: DataConfig, parameters: Parameters) -> ColumnTransformer:
    """Return columns for a linear model: no gaps, one scale, a column per category and word."""
    fill_gaps = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    encode = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=parameters.min_frequency
    )
    words = _words(parameters.max_features)
    return ColumnTransformer(
        [
            ("numeric", make_pipeline(fill_gaps, StandardScaler()), numeric_columns(data)),
            ("categorical", encode, data.named(Role.CATEGORICAL)),
            *((f"text {name}", words, name) for name in data.named(Role.TEXT)),
        ]
    )


def _for_trees(data: DataConfig, parameters: Parameters) -> ColumnTransformer:
    """Return columns for trees: gaps stay gaps, a number per category, few columns per text."""
    encode = OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=-1,
        min_frequency=parameters.min_frequency,
        max_categories=_MOST_CATEGORIES,
    )
    words = _words(min(parameters.max_features, _MOST_WORDS))
    return ColumnTransformer(
        [
            # Trees need no scale, but "passthrough" is stored as a function, which skops refuses.
            ("numeric", StandardScaler(), numeric_columns(data)),
            ("categorical", encode, data.named(Role.CATEGORICAL)),
            *((f"text {name}", words, name) for name in data.named(Role.TEXT)),
        ],
        sparse_threshold=0,
    )


def _words(max_features: int) -> TfidfVectorizer:
    """Return what counts words and pairs of words; a single letter or digit is a word, too."""
    return TfidfVectorizer(
        token_pattern=_WORD,
        ngram_range=(1, 2),
        max_features=max_features,
        sublinear_tf=True,
    )


def numeric_columns(data: DataConfig) -> list[str]:
    """Return the names of the columns with numbers, those made of dates included."""
    named = data.named(Role.NUMERIC, Role.DATE, Role.TIME)
    return [made for name in named for made in feature_columns(data, name)]

"""The recipe: how the classifier that is kept learns from the parts of a split."""

from ..config import Arguments
from ..data.labels import LabelEncoder
from ..data.split import Part, Splits
from .classifier import Classifier, fit_classifier


def fit_by_recipe(splits: Splits, encoder: LabelEncoder, arguments: Arguments) -> Classifier:
    """Fit a classifier as `train` keeps it; the test part is not looked at.

    Raises:
        DataError: there is nothing to learn from.
    """
    known = learning_part(splits)
    return fit_classifier(known.texts, encoder.encode(known.labels), arguments)


def learning_part(splits: Splits) -> Part:
    """Return the rows the kept model learns from: training and validation part.

    Parameters are chosen by then, and more rows are worth more than a second check.
    """
    train_part, validation = splits.train, splits.validation
    return Part(train_part.texts + validation.texts, train_part.labels + validation.labels)

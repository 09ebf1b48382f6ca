"""The recipe: how the classifier that is kept learns from the parts of a split."""

from ..config import Arguments
from ..data.labels import LabelEncoder
from ..data.split import Splits
from .classifier import Classifier, fit_classifier


def fit_by_recipe(splits: Splits, encoder: LabelEncoder, arguments: Arguments) -> Classifier:
    """Fit a classifier as `train` does with one worker, but in this process and without Ray.

    It learns from the training part; the validation part chooses the epoch; the test part is not
    looked at.

    Raises:
        DataError: there is nothing to learn from.
    """
    known, held_out = splits.train, splits.validation
    return fit_classifier(
        known.texts,
        encoder.encode(known.labels),
        arguments,
        validation=(held_out.texts, encoder.encode(held_out.labels)),
    )

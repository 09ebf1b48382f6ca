"""What the classifier says of texts, and whether it knows anything of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # scikit-learn takes a second to import; naming its types here should not
    from ..models.classifier import Classifier


def answer(
    classifier: "Classifier", texts: Sequence[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return probabilities of clean texts, shape (texts, classes), and which are known at all."""
    steps: dict[str, Any] = classifier.named_steps
    features = steps["vectorizer"].transform(texts)
    # CSR: the difference of two row pointers is the number of known columns in that row.
    return steps["model"].predict_proba(features), np.diff(features.indptr) > 0

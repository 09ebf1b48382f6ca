"""Put what a classifier says of rows beside the truth."""

from ..data.labels import LabelEncoder
from ..data.split import Part
from ..evaluation.metrics import Outcome
from .classifier import Classifier


def judge(classifier: Classifier, part: Part, encoder: LabelEncoder) -> Outcome:
    """Return what a fitted classifier says of a part."""
    probabilities = classifier.predict_proba(part.texts)
    return Outcome(part.texts, encoder.encode(part.labels), probabilities, encoder.classes)

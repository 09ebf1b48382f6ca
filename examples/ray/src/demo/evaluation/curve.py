"""Learning curve: would more rows help?"""

from ..config import Arguments
from ..data.labels import LabelEncoder
from ..data.split import Part, Splits
from ..models.classifier import fit_classifier
from ..models.judging import judge
from .metrics import Row, overall

SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def learning_curve(splits: Splits, arguments: Arguments) -> list[Row]:
    """Return weighted F1 on the validation part for growing numbers of training rows.

    The training part is in random order already. A share too small to hold two classes, or any
    phrase often enough, is left out.
    """
    encoder = LabelEncoder.fit(splits.train.labels)
    points: list[Row] = []
    for share in SHARES:
        rows = round(share * len(splits.train))
        part = Part(splits.train.texts[:rows], splits.train.labels[:rows])
        if len(set(part.labels)) < len(encoder):
            continue
        classifier = fit_classifier(part.texts, encoder.encode(part.labels), arguments)
        point: Row = {"rows": rows}
        for name, judged in (("train", part), ("validation", splits.validation)):
            point[name] = overall(judge(classifier, judged, encoder))["weighted_f1"]
        points.append(point)
    return points

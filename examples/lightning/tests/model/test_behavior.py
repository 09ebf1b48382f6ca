"""What holds for a model of any data: it is trained on some rows of the project's own."""

import numpy as np
import pytest

from demo.data.load import Rows
from demo.inference.predict import predict
from demo.models.runs import Run


def test_probabilities_sum_to_one_and_the_best_class_is_predicted(own: Run, rows: Rows) -> None:
    for made in predict(rows.X[:20], own):
        shares = made["probabilities"]
        assert sum(shares.values()) == pytest.approx(1)
        assert shares[made["prediction"]] == max(shares.values())


def test_a_prediction_does_not_depend_on_the_other_rows(own: Run, rows: Rows) -> None:
    together = [made["probabilities"] for made in predict(rows.X[:10], own)]
    alone = [predict(rows.X[row : row + 1], own)[0]["probabilities"] for row in range(10)]
    for first, second in zip(together, alone, strict=True):
        assert first == pytest.approx(second, abs=1e-4)


def test_a_single_pixel_or_a_small_change_moves_no_confident_prediction(
    own: Run, rows: Rows
) -> None:
    some = rows.X[:50]
    changed = some.copy()
    changed.reshape(len(some), -1)[:, 0] += np.array(1, some.dtype)
    pairs = zip(predict(some, own, 0.99), predict(changed, own), strict=True)
    sure = [(first["prediction"], second["prediction"]) for first, second in pairs]
    moved = [pair for pair in sure if pair[0] is not None and pair[0] != pair[1]]
    assert len(moved) <= len(some) / 20


def test_the_model_is_not_worse_than_the_baseline(own: Run) -> None:
    scores = own.facts["scores"]
    assert scores["model"]["accuracy"] >= scores["baseline"]["accuracy"]

"""What holds for a model of any table: it is trained on the first rows of the project's own."""

import pytest

from demo.config import DataConfig
from demo.data.load import Table
from demo.inference.predict import (
    predict,
    predict_cells,
)
from demo.models.runs import Run


def test_examples_can_be_predicted(own: Run, data: DataConfig) -> None:
    predictions = predict(data.examples, own)
    assert len(predictions) == len(data.examples)
    if data.task == "classification":
        assert {each["prediction"] for each in predictions} <= set(data.classes)
        assert all(sum(each["probabilities"].values()) == pytest.approx(1) for each in predictions)
    else:
        assert all(each["low"] <= each["high"] for each in predictions)


def test_a_prediction_does_not_depend_on_the_other_rows(own: Run, table: Table) -> None:
    some = table.cells.head(20)
    forward, backward = predict_cells(some, own), predict_cells(some[::-1], own)
    alone = [predict_cells(some.iloc[[row]], own)[0] for row in range(len(some))]
    for one, other, single in zip(forward, backward[::-1], alone, strict=True):
        assert one["prediction"] == pytest.approx(other["prediction"])
        assert one["prediction"] == pytest.approx(single["prediction"])


def test_unknown_values_and_gaps_are_predicted(own: Run, data: DataConfig) -> None:
    assert predict([{}], own)[0]["prediction"] is not None
    for name, column in data.columns.items():
        if column.role in ("categorical", "text"):
            assert predict([{name: "a value that no row has"}], own)[0]["prediction"] is not None


def test_the_choice_is_not_worse_than_the_baseline(own: Run) -> None:
    scores, metric = own.facts["scores"], own.facts["chosen_by"]
    assert scores[own.candidate][metric] <= scores["dummy"][metric]

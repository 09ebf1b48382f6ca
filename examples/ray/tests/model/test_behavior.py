"""What holds for a model of any texts: it is trained on some rows of the project's own."""

import pytest

from demo.config import DataConfig
from demo.data.clean import join_texts
from demo.data.load import Table
from demo.inference.predict import predict
from demo.models.runs import Run


def test_examples_can_be_predicted(own: Run, data: DataConfig) -> None:
    predictions = predict(data.examples, own)
    assert len(predictions) == len(data.examples)
    assert {each["prediction"] for each in predictions} <= {*data.classes, None}
    assert all(sum(each["probabilities"].values()) == pytest.approx(1) for each in predictions)


def test_a_prediction_does_not_depend_on_the_other_texts(
    own: Run, table: Table, data: DataConfig
) -> None:
    texts = join_texts(table.cells.head(20), data)
    alone = [predict([text], own)[0] for text in texts]
    for made in (predict(texts, own), predict(texts[::-1], own)[::-1]):
        assert [each["prediction"] for each in made] == [each["prediction"] for each in alone]
        for one, other in zip(made, alone, strict=True):
            assert one["probabilities"] == pytest.approx(other["probabilities"], abs=1e-5)


@pytest.mark.parametrize("around", ["<b>{}</b>", "{} !?", "  {}\n", "https://example.org {}"])
def test_what_cleaning_removes_changes_no_prediction(
    own: Run, table: Table, data: DataConfig, around: str
) -> None:
    texts = join_texts(table.cells.head(20), data)
    assert predict([around.format(text) for text in texts], own) == predict(texts, own)


def test_the_model_abstains_where_it_knows_nothing(own: Run) -> None:
    assert predict(["\u2603 \u2603"], own)[0]["prediction"] is None


def test_the_model_is_not_worse_than_the_baseline(own: Run) -> None:
    scores = own.facts["scores"]
    assert scores["model"]["f1_weighted"] >= scores["baseline"]["f1_weighted"]

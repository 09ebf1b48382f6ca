"""Training with Ray: what it keeps, what it leaves when it fails, and the same model again."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demo.config import Arguments, Paths
from demo.data.dataset import load_labeled, preprocess
from demo.data.rows import prepare
from demo.data.split import stratified_splits
from demo.errors import DataError, RunError
from demo.inference.artifacts import (
    Artifacts,
    load_artifacts,
)
from demo.inference.batch import predict_batches
from demo.inference.latest import latest_run_id
from demo.inference.predict import predict
from demo.models.encoders import fit_encoder
from demo.models.encoding import (
    encode_rows,
    fit_encoder_on,
)
from demo.models.train import train_model

Trained = tuple[Paths, Artifacts]
# A part of the sample, so that the tests are quick.
SMALL = replace(Arguments(), subset=160, min_freq=10, epochs=2)


def test_the_run_is_saved_tracked_epoch_by_epoch_and_the_latest(trained: Trained) -> None:
    paths, artifacts = trained
    database = sqlite3.connect(paths.mlflow_db)
    tracked = database.execute("select name, status from runs").fetchall()
    metrics = {key for (key,) in database.execute("select key from metrics")}
    losses = database.execute("select value from metrics where key = 'val_loss' order by step")
    tracked_losses = [value for (value,) in losses]
    database.close()

    assert latest_run_id(paths) == artifacts.run_id
    assert tracked == [(artifacts.run_id, "FINISHED")]
    assert {"validation.weighted_f1", "seconds.fit", "train_loss"} <= metrics
    assert tracked_losses == [epoch["val_loss"] for epoch in artifacts.performance["epochs"]]


def test_the_best_epoch_is_kept_and_its_checkpoint_is_not(trained: Trained) -> None:
    paths, artifacts = trained
    losses = [epoch["val_loss"] for epoch in artifacts.performance["epochs"]]

    assert artifacts.performance["best_epoch"] == losses.index(min(losses))
    assert list((paths.stores / "checkpoints").iterdir()) == []


def test_performance_tells_of_data_stages_and_abstaining(trained: Trained) -> None:
    performance = trained[1].performance

    assert len(performance["data"]["sha256"]) == 64
    assert sum(performance["data"]["labels"].values()) == performance["data"]["rows"]
    assert performance["train"]["weighted_f1"] >= performance["validation"]["weighted_f1"]
    assert set(performance["seconds"]) == {"fit", "judge"}
    assert performance["abstention"][0]["coverage"] == 1.0


@pytest.mark.usefixtures("ray_session")
def test_two_trainings_by_two_workers_with_one_seed_give_the_same_model(project: Paths) -> None:
    first, second = (train_model(project, SMALL, workers=2) for _ in range(2))
    texts = ["graph neural network", "deploy a model"]

    assert first.run_id != second.run_id
    assert first.performance["epochs"] == second.performance["epochs"]
    np.testing.assert_array_equal(
        first.classifier.predict_proba(texts), second.classifier.predict_proba(texts)
    )


@pytest.mark.usefixtures("ray_session")
def test_ray_prepares_the_same_rows_as_this_process_would(sample: Paths) -> None:
    frame = load_labeled(sample)
    prepared = prepare(frame, Arguments())
    texts, labels = preprocess(frame, Arguments())
    splits = stratified_splits(texts, labels, Arguments().seed, Arguments().train_share)

    for rows, part in ((prepared.train, splits.train), (prepared.validation, splits.validation)):
        there = [(row["text"], int(row["target"])) for row in rows.take_all()]
        here = zip(part.texts, prepared.label_encoder.encode(part.labels).tolist(), strict=True)
        assert sorted(there) == sorted(here)
    assert fit_encoder_on(prepared.train, Arguments()) == fit_encoder(
        splits.train.texts, Arguments()
    )


@pytest.mark.usefixtures("ray_session")
def test_rows_are_encoded_as_in_this_process(sample: Paths) -> None:
    prepared = prepare(load_labeled(sample), SMALL)
    encoder = fit_encoder_on(prepared.train, SMALL)
    encoded = encode_rows(prepared.validation, encoder).take_all()
    texts = [row["text"] for row in prepared.validation.take_all()]

    for row, (ids, weights) in zip(encoded, encoder.encode(texts), strict=True):
        np.testing.assert_array_equal(row["ids"], ids)
        np.testing.assert_array_equal(row["weights"], weights)


def test_a_batch_is_answered_in_order_and_as_if_each_text_were_alone(trained: Trained) -> None:
    texts = [f"Translate text {number}" for number in range(300)] + ["Image segmentation"]
    answers = predict_batches(texts, trained[1], threshold=0.5)
    alone = predict(texts, trained[1], threshold=0.5)

    assert [answer["text"] for answer in answers] == texts
    assert [answer["tag"] for answer in answers] == [answer["tag"] for answer in alone]
    for answer, single in zip(answers, alone, strict=True):
        assert answer["probabilities"] == pytest.approx(single["probabilities"], abs=1e-5)


@pytest.mark.usefixtures("ray_session")
@pytest.mark.parametrize(
    ("tag", "named"),
    [pytest.param("mlops", "at least two labels", id="one class")],
)
def test_labels_that_cannot_be_learned_are_a_clear_error(
    project: Paths, tag: str, named: str
) -> None:
    frame = load_labeled(project).assign(tag=tag)
    frame.to_csv(project.labeled_csv, index=False)

    with pytest.raises(DataError, match=named):
        train_model(project, SMALL)
    assert not project.runs.exists()


def test_without_data_nothing_is_written_and_ray_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no labeled data"):
        train_model(Paths(tmp_path), Arguments(), address="127.0.0.1:1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("ray_session")
def test_a_training_that_cannot_be_tracked_leaves_no_run(
    project: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "nonsense://nowhere")

    with pytest.raises(RunError, match="tracking failed"):
        train_model(project, SMALL)
    with pytest.raises(RunError, match="no run yet"):
        load_artifacts(project)


@pytest.mark.usefixtures("ray_session")
def test_a_training_that_fails_is_tracked_as_failed(project: Paths) -> None:
    nowhere = replace(SMALL, encoder=str(project.root / "nowhere"))

    with pytest.raises(RunError, match="nowhere"):
        train_model(project, nowhere)
    database = sqlite3.connect(project.mlflow_db)
    tracked = database.execute("select status from runs").fetchall()
    database.close()
    assert tracked == [("FAILED",)]

"""Training: what it keeps, that it can be repeated, and what is left when it fails."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning.pytorch import Trainer

from demo.config import Paths
from demo.data.elt import elt_data
from demo.errors import (
    ArgumentsError,
    ProjectError,
    RunError,
)
from demo.evaluation.evaluate import (
    config_of_run,
    load_data,
)
from demo.inference.artifacts import (
    Artifacts,
    load_artifacts,
)
from demo.inference.latest import latest_run_id
from demo.models.train import begin_run
from demo.utils.composing import (
    compose_config,
    new_run_folder,
)

Trained = tuple[Paths, Artifacts]
RunTraining = Callable[..., Artifacts]
FIGURES = ("data", "train", "validation", "learning_rate", "epochs", "best_epoch", "history")


def figures(artifacts: Artifacts) -> dict[str, Any]:
    return {key: artifacts.performance[key] for key in FIGURES}


def test_a_run_stands_where_its_name_says_and_is_the_latest(trained: Trained) -> None:
    paths, artifacts = trained
    model, data, stage, runs, date, time, number = artifacts.run_id.split("/")

    assert (model, data, stage, runs, number) == ("classifier", "digits", "fit", "multiruns", "0")
    assert (len(date), len(time)) == (10, 8)
    assert latest_run_id(paths) == artifacts.run_id
    folder = paths.runs / artifacts.run_id
    assert sorted(path.name for path in folder.iterdir()) == [
        ".hydra",
        "checkpoints",
        "data.json",
        "manifest.json",
        "messages.log",
        "model.json",
        "performance.json",
        "tensorboard",
        "weights.pt",
    ]
    hydra = sorted(path.name for path in (folder / ".hydra").iterdir())
    assert hydra == ["config.yaml", "hydra.yaml", "overrides.yaml"]
    assert "network: Sequential" in (folder / "messages.log").read_text()


def test_the_committed_parameters_give_a_good_classifier(trained: Trained) -> None:
    performance = trained[1].performance

    assert performance["validation"]["accuracy"] >= 0.96
    losses = performance["history"]["loss/val"]
    assert len(losses) == performance["epochs"]
    assert losses[performance["best_epoch"]] == min(losses) < 0.5 * losses[0]
    assert performance["data"]["rows"] == sum(performance["data"]["labels"].values()) == 1797


def test_the_weights_of_the_best_epoch_are_kept(trained: Trained) -> None:
    paths, artifacts = trained
    module = load_data(config_of_run(paths, artifacts.run_id))
    part = module.splits.validation
    with torch.inference_mode():
        loss = artifacts.classifier.loss(artifacts.classifier(part.inputs), part.targets)
    assert float(loss) == pytest.approx(artifacts.performance["best"]["loss/val"], rel=1e-4)


def test_the_test_part_takes_no_part(trained: Trained) -> None:
    assert not [name for name in trained[1].performance["history"] if name.endswith("/test")]


def test_a_run_repeated_from_its_own_folder_gives_the_same_figures(
    project: Paths, run_training: RunTraining
) -> None:
    first = run_training(project, "seed=7", "model.dropout=0.3", "datamodule.batch_size=128")
    # What configs/ say by now does not matter.
    (project.configs / "model" / "classifier.yaml").write_text("{}")
    second = run_training(project, rerun=first.run_id)

    assert second.run_id != first.run_id
    assert figures(second) == figures(first)
    for name, weights in first.classifier.state_dict().items():
        assert torch.equal(second.classifier.state_dict()[name], weights), name


def test_a_run_repeated_with_another_seed_differs_and_says_so(
    project: Paths, run_training: RunTraining
) -> None:
    first = run_training(project)
    second = run_training(project, "seed=8", rerun=first.run_id)
    overrides = project.runs / second.run_id / ".hydra" / "overrides.yaml"

    assert figures(second) != figures(first)
    assert overrides.read_text().splitlines()[-1] == "- seed=8"


def test_runs_that_begin_in_the_same_second_have_folders_of_their_own(project: Paths) -> None:
    config = compose_config(project)
    config.hydra.run.dir = str(project.runs / "a" / "0")
    folders = [new_run_folder(config) for _ in range(3)]
    assert [folder.name for folder in folders] == ["0", "1", "2"]


def test_a_training_goes_on_from_a_checkpoint(project: Paths, run_training: RunTraining) -> None:
    first = run_training(project)
    last = project.runs / first.run_id / "checkpoints" / "last.ckpt"
    second = run_training(project, f"extras.resume='{last}'", "trainer.max_epochs=5")

    assert first.performance["epochs"] == 3
    assert second.performance["epochs"] == 2


def test_the_learning_rate_can_be_found_and_is_kept(
    project: Paths, run_training: RunTraining
) -> None:
    artifacts = run_training(project, "extras.find_learning_rate=true")

    assert artifacts.performance["learning_rate"] != 0.01
    assert 1e-8 < artifacts.performance["learning_rate"] < 0.3
    assert load_artifacts(project).model["learning_rate"] == artifacts.performance["learning_rate"]
    assert not list(project.root.rglob(".lr_find*"))


def test_a_table_is_learnt_like_an_image(
    project: Paths, run_training: RunTraining, resources_path: Path
) -> None:
    elt_data(project, str(resources_path / "flowers.csv"))
    artifacts = run_training(project, "datamodule=table", "model.loss=bce", "trainer.max_epochs=30")
    assert artifacts.facts.classes == ("large", "small")
    assert artifacts.performance["validation"]["accuracy"] == 1.0


def test_a_training_that_fails_leaves_the_former_run_the_latest(
    project: Paths, run_training: RunTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run_training(project)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Trainer, "fit", fail)
    with pytest.raises(KeyboardInterrupt):
        run_training(project)
    assert latest_run_id(project) == first.run_id
    unfinished = list(project.runs.rglob("messages.log"))
    assert len(unfinished) == 2
    names = [path.parent.relative_to(project.runs).as_posix() for path in unfinished]
    (other,) = set(names) - {first.run_id}
    with pytest.raises(RunError, match="is not complete"):
        load_artifacts(project, other)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        pytest.param(["model=strange"], "strange", id="an unknown choice"),
        pytest.param(["model.strange=1"], "strange", id="an unknown key"),
        pytest.param(["seed"], "seed", id="no value"),
        pytest.param(["seed=[1"], r"\[1", id="half a list"),
        pytest.param(["model.hidden_size=0"], "a hidden layer", id="a layer of nothing"),
        pytest.param(["model.hidden_size=wide"], "wide", id="a word for a number"),
        pytest.param(["model.loss=nothing"], "unknown loss 'nothing'", id="an unknown loss"),
        pytest.param(["datamodule.train_share=2"], "train_share", id="a share above one"),
        pytest.param(["trainer.accelerator=abacus"], "abacus", id="an unknown device"),
        pytest.param(["+trainer.strange=1"], "strange", id="an unknown option"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_an_error_of_the_user(
    project: Paths, run_training: RunTraining, overrides: list[str], said: str
) -> None:
    with pytest.raises(ProjectError, match=said) as caught:
        run_training(project, *overrides)
    assert "\n" not in caught.value.message
    assert not project.latest.exists()


def test_a_missing_file_of_parameters_is_named(project: Paths) -> None:
    with pytest.raises(ArgumentsError, match=r"strange\.yaml"):
        begin_run(project, [], "strange")

"""What configs/ can compute."""

from pathlib import Path

import pytest
from omegaconf import OmegaConf

from demo.config import Paths
from demo.utils.composing import compose_config
from demo.utils.resolvers import (
    class_name,
    register_resolvers,
)


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("a.b.Classifier", "classifier"),
        ("a.DigitsDataModule", "digits"),
        ("DataModule", "datamodule"),
    ],
)
def test_a_node_is_named_after_its_class(target: str, name: str) -> None:
    assert class_name({"_target_": target}) == name


def test_the_root_is_that_of_the_project_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "train.yaml").touch()
    (tmp_path / "experiments").mkdir()
    monkeypatch.chdir(tmp_path / "experiments")
    register_resolvers()
    register_resolvers()
    assert OmegaConf.create({"root": "${project_root:}"}).root == str(tmp_path.resolve())


@pytest.mark.parametrize("config_name", ["train", "optimize"])
@pytest.mark.parametrize("choice", ["model=linear", "datamodule=mnist", "trainer=gpu", "seed=3"])
def test_every_choice_can_be_put_together(project: Paths, config_name: str, choice: str) -> None:
    config = compose_config(project, [choice], config_name)
    config.paths.output = str(project.runs)
    resolved = OmegaConf.to_container(config.copy(), resolve=False)
    assert isinstance(resolved, dict)
    for key in ("model", "datamodule", "trainer", "callbacks", "logger", "extras"):
        OmegaConf.to_container(config[key], resolve=True)
    assert str(project.runs) in config.hydra.run.dir

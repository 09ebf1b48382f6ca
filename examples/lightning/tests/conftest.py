"""Fixtures of all tests: folders, the digits, and one training of them."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from demo.config import Paths
from demo.data.elt import elt_data
from demo.inference.artifacts import Artifacts
from demo.models.train import begin_run, train_model
from demo.utils.logs import show_messages

PROJECT = Path(__file__).parents[1]
# As small and as quiet as a training can be.
QUICK = (
    "trainer.max_epochs=3",
    "model.hidden_size=16",
    "model.n_layers=1",
    "logger=none",
    "tuned=none",
)


def copy_configs(paths: Paths) -> None:
    """Give a project the committed parameters, without what a search has found."""
    shutil.copytree(PROJECT / "configs", paths.configs, ignore=shutil.ignore_patterns("best.yaml"))


@pytest.fixture(autouse=True, scope="session")
def quiet() -> Iterator[None]:
    """Keep what the libraries say off the terminal."""
    show_messages()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.delenv("PROJECT_ROOT", raising=False)
        yield


@pytest.fixture(scope="session")
def data_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the labeled data: DATA_PATH, or the digits."""
    if chosen := os.environ.get("DATA_PATH"):
        return Path(chosen)
    paths = Paths(tmp_path_factory.mktemp("sample"))
    elt_data(paths)
    return paths.data


@pytest.fixture(scope="session")
def resources_path() -> Path:
    """The folder of small files that tests read: RESOURCES_PATH, or the one beside them."""
    return Path(os.environ.get("RESOURCES_PATH", PROJECT / "tests" / "resources"))


@pytest.fixture(scope="session")
def trained(data_path: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, Artifacts]:
    """A project with one run of the committed parameters; not to be changed."""
    paths = Paths(tmp_path_factory.mktemp("trained"))
    shutil.copytree(data_path, paths.data)
    copy_configs(paths)
    config, folder = begin_run(paths, ["tuned=none"])
    return paths, train_model(paths, config, folder)


@pytest.fixture(scope="session")
def run_training() -> Callable[..., Artifacts]:
    """A function that trains a small network for a few epochs."""

    def run(paths: Paths, *overrides: str, rerun: str | None = None) -> Artifacts:
        chosen = overrides if rerun else (*QUICK, *overrides)
        config, folder = begin_run(paths, chosen, rerun=rerun)
        return train_model(paths, config, folder)

    return run


@pytest.fixture
def project(data_path: Path, tmp_path: Path) -> Paths:
    """A project of its own with data and parameters."""
    paths = Paths(tmp_path)
    shutil.copytree(data_path, paths.data)
    copy_configs(paths)
    return paths


@pytest.fixture
def copied(trained: tuple[Paths, Artifacts], tmp_path: Path) -> Paths:
    """A copy of the project with one run."""
    shutil.copytree(trained[0].root, tmp_path, dirs_exist_ok=True)
    return Paths(tmp_path)

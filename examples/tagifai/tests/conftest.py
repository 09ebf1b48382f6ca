"""Fixtures of all tests: the sample data, and one training of it."""

import shutil
from pathlib import Path

import pytest

from demo.config import Arguments, Paths
from demo.data.elt import elt_data
from demo.inference.artifacts import Artifacts
from demo.models.train import train_model


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """A project with the sample data; not to be changed."""
    paths = Paths(tmp_path_factory.mktemp("sample"))
    elt_data(paths)
    return paths


@pytest.fixture(scope="session")
def trained(sample: Paths, tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, Artifacts]:
    """A project with the sample data and one run, and what that run gave; not to be changed."""
    paths = Paths(tmp_path_factory.mktemp("trained"))
    shutil.copytree(sample.data, paths.data)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        return paths, train_model(paths, Arguments())


@pytest.fixture
def project(sample: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A project of its own with the sample data, tracked in its own folder."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    shutil.copytree(sample.data, tmp_path / "data")
    return Paths(tmp_path)

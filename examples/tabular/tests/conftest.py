"""Small made-up tables for tests of the code, and the project's own table for all others."""

import os
from pathlib import Path

import pytest

# One thread: on small tables several would mostly wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from example_tables import QUICK, made_up, prepare

from demo.config import DataConfig, Paths
from demo.data.load import Table, load_table
from demo.models.runs import Run
from demo.models.train import train

ROOT = Path(__file__).parents[1]
MOST_ROWS = 1000  # of the project's own table that the tests train on


@pytest.fixture
def project(tmp_path: Path) -> Paths:
    """A project with a made-up table for classification."""
    return prepare(tmp_path, made_up())


@pytest.fixture(scope="session", params=["label", "amount"])
def trained(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Paths, Run]:
    """A project for each task, with a run."""
    paths = prepare(tmp_path_factory.mktemp("trained"), made_up(), request.param)
    return paths, train(paths, DataConfig.load(paths), QUICK)


@pytest.fixture(scope="session")
def data() -> DataConfig:
    """What is in the project's own table."""
    config = DataConfig.load(Paths(ROOT), profiled=False)
    if not config.is_profiled:
        pytest.skip("config/data.toml is not complete yet: run `profile`")
    return config


@pytest.fixture(scope="session")
def table(data: DataConfig) -> Table:
    """The project's own table."""
    if not (ROOT / data.source).is_file():
        pytest.skip(f"{data.source} is not on this machine")
    return load_table(Paths(ROOT), data)


@pytest.fixture(scope="session")
def own(data: DataConfig, table: Table, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run on some rows of the project's own table, outside of the project."""
    paths = Paths(tmp_path_factory.mktemp("own"))
    rows = table.cells.head(MOST_ROWS)
    if data.task == "classification":  # the first rows can be of one class
        rows = table.cells.groupby(data.target).head(MOST_ROWS // len(data.classes)).sort_index()
    rows.to_json(paths.root / "rows.jsonl", orient="records", lines=True)
    return train(paths, data.model_copy(update={"source": "rows.jsonl"}), QUICK)

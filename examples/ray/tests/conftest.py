"""Small made-up texts for tests of the code, and the project's own texts for all others."""

from pathlib import Path

import pytest
from example_texts import QUICK, made_up, prepare

from demo.config import DataConfig, Paths
from demo.data.load import Table, load_table
from demo.models.runs import Run
from demo.models.train import train

ROOT = Path(__file__).parents[1]
MOST_ROWS = 1000  # of the project's own texts that the tests train on


@pytest.fixture
def project(tmp_path: Path) -> Paths:
    """A project with made-up texts."""
    return prepare(tmp_path, made_up())


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, Run]:
    """A project with made-up texts and a run; not to be changed."""
    paths = prepare(tmp_path_factory.mktemp("trained"), made_up())
    return paths, train(paths, DataConfig.load(paths), QUICK)


@pytest.fixture(scope="session")
def data() -> DataConfig:
    """What is in the project's own data."""
    config = DataConfig.load(Paths(ROOT), profiled=False)
    if not config.is_profiled:
        pytest.skip("config/data.toml is not complete yet: run `elt-data`")
    return config


@pytest.fixture(scope="session")
def table(data: DataConfig) -> Table:
    """The project's own texts."""
    if missing := [file for file in data.files if not (ROOT / file).is_file()]:
        pytest.skip(f"{missing[0]} is not on this machine")
    return load_table(Paths(ROOT), data)


@pytest.fixture(scope="session")
def own(data: DataConfig, table: Table, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run on some rows of the project's own texts, outside of the project."""
    paths = Paths(tmp_path_factory.mktemp("own"))
    most = max(MOST_ROWS // len(data.classes), data.min_rows)
    rows = table.cells.groupby(data.target).head(most).sort_index()
    rows.to_json(paths.root / "rows.jsonl", orient="records", lines=True)
    return train(paths, data.model_copy(update={"source": "rows.jsonl", "labels": None}), QUICK)

"""The project's own data, as config/data.toml describes them."""

from demo.config import DataConfig, Parameters, Paths
from demo.data.load import Rows
from demo.data.split import split


def test_every_class_has_rows_of_the_right_shape(rows: Rows, data: DataConfig) -> None:
    assert set(rows.labels) == set(data.classes)
    assert rows.X.shape[1:] == data.shape


def test_the_sets_share_no_row(rows: Rows) -> None:
    parts = split(rows, Parameters.compose(Paths.find()))
    names = [set(part.names.tolist()) for part in (parts.train, parts.validation, parts.test)]
    assert sum(map(len, names)) == len(set.union(*names)) <= len(rows)

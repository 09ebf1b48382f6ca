"""The project's own data, as config/data.toml describes them."""

from demo.config import DataConfig, Parameters, Role
from demo.data.load import Table
from demo.data.split import split


def test_every_cell_fits_the_role_of_its_column(table: Table, data: DataConfig) -> None:
    # The fixture has checked each cell.
    assert len(table.cells) > sum(table.dropped.values())
    assert set(data.columns) <= set(table.cells)


def test_every_class_has_rows(table: Table, data: DataConfig) -> None:
    counts = table.cells[data.target].value_counts()
    assert set(counts.index) == set(data.classes)


def test_training_and_test_set_share_no_row_and_no_group(table: Table, data: DataConfig) -> None:
    train, test = split(table.cells, data, Parameters())
    assert not set(train.cells.index) & set(test.cells.index)
    assert len(train.cells) + len(test.cells) == len(table.cells)
    if data.named(Role.GROUP) and not data.named(Role.TIME):
        name = data.named(Role.GROUP)[0]
        assert not set(train.cells[name]) & set(test.cells[name])


def test_there_are_examples_to_try(data: DataConfig) -> None:
    assert data.examples
    assert all(example.strip() for example in data.examples)

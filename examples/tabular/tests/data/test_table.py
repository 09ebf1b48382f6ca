"""The project's own table, as config/data.toml describes it."""

from demo.config import DataConfig, Parameters, Role
from demo.data.load import Table
from demo.data.split import split


def test_every_cell_fits_the_role_of_its_column(table: Table, data: DataConfig) -> None:
    # The fixture has checked each cell.
    assert len(table.cells) > table.dropped
    assert set(data.columns) <= set(table.cells)


def test_every_class_has_rows(table: Table, data: DataConfig) -> None:
    assert set(data.classes) <= set(table.cells[data.target]) or data.task == "regression"


def test_training_and_test_set_share_no_row_and_no_group(table: Table, data: DataConfig) -> None:
    train, test = split(table.cells, data, Parameters())
    assert not set(train.cells.index) & set(test.cells.index)
    assert len(train.cells) + len(test.cells) == len(table.cells)
    if data.named(Role.GROUP) and not data.named(Role.TIME):
        name = data.named(Role.GROUP)[0]
        assert not set(train.cells[name]) & set(test.cells[name])


def test_examples_are_inputs_of_the_model(data: DataConfig) -> None:
    assert data.examples
    assert all(set(example) <= set(data.features) for example in data.examples)

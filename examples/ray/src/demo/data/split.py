"""Split rows into training and test set, and the training set into folds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import model_selection

from ..config import DataConfig, Parameters, Role
from ..errors import DataError
from .clean import clean_texts, join_texts
from .load import times

_FEWEST_ROWS = 10  # in a training set
Folds = list[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Rows:
    """Rows ready to learn from: clean texts, target, and the cells that they came from."""

    X: np.ndarray
    y: np.ndarray
    cells: pd.DataFrame

    def take(self, positions: Iterable[int]) -> "Rows":
        """Return the rows at some positions."""
        some = np.asarray(positions)
        return Rows(self.X[some], self.y[some], self.cells.iloc[some])


def split(cells: pd.DataFrame, data: DataConfig, parameters: Parameters) -> tuple[Rows, Rows]:
    """Return training and test set; in both, rows are in the order of time if there is one.

    DataError if there are too few rows, or too few of a class.
    """
    if parameters.subset and parameters.subset < len(cells):
        cells = cells.sample(parameters.subset, random_state=parameters.seed).sort_index()
    texts = clean_texts(join_texts(cells, data), parameters)
    rows = Rows(texts, cells[data.target].to_numpy(), cells)
    if named := data.named(Role.TIME):
        rows = rows.take(np.argsort(times(cells[named[0]]).to_numpy(), kind="stable"))
    try:
        train, test = draw_test_set(rows, data, parameters)
    except ValueError as error:
        raise DataError(f"`{data.target}` cannot be split: {error}", "add rows") from error
    if min(len(train) / _FEWEST_ROWS, len(test)) < 1:
        raise DataError(f"{len(rows.y)} rows are too few to learn from", "add rows")
    return rows.take(train), rows.take(test)


def draw_test_set(
    rows: Rows, data: DataConfig, parameters: Parameters
) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of the training and of the test rows.

    The test set is what comes last; or groups that are drawn; or rows that are drawn, with the same
    share of each class.
    """
    if data.named(Role.TIME):
        # Rows of the same time as the first test row belong to the test set, too.
        when = rows.cells[data.named(Role.TIME)[0]].to_numpy()
        first = int(len(when) * (1 - parameters.test_share))
        while 0 < first < len(when) and when[first - 1] == when[first]:
            first -= 1
        return np.arange(first), np.arange(first, len(when))
    if data.named(Role.GROUP):
        shuffle = model_selection.GroupShuffleSplit
    else:
        shuffle = model_selection.StratifiedShuffleSplit
    splitter = shuffle(1, test_size=parameters.test_share, random_state=parameters.seed)
    train, test = next(splitter.split(rows.X, rows.y, groups(rows.cells, data)))
    return train, test


def groups(cells: pd.DataFrame, data: DataConfig) -> np.ndarray | None:
    """Return the group of each row, if there are groups."""
    named = data.named(Role.GROUP)
    return cells[named[0]].to_numpy() if named else None


def folds(rows: Rows, data: DataConfig, parameters: Parameters) -> Folds:
    """Return the folds of a cross-validation that splits as training and test set were split.

    DataError if there are too few groups or rows, or none of a class to learn from in a fold.
    """
    number, seed = parameters.folds, parameters.seed
    splitter: Any
    if data.named(Role.TIME):
        splitter = model_selection.TimeSeriesSplit(number)
    elif data.named(Role.GROUP):
        splitter = model_selection.GroupKFold(number, shuffle=True, random_state=seed)
    else:
        number = max(2, min(number, int(pd.Series(rows.y).value_counts().min())))
        splitter = model_selection.StratifiedKFold(number, shuffle=True, random_state=seed)
    try:
        made = list(splitter.split(rows.X, rows.y, groups(rows.cells, data)))
    except ValueError as error:
        raise DataError(f"cannot make {number} folds: {error}", "use fewer `folds`") from error
    for learned, _ in made:
        if missing := set(rows.y) - set(rows.y[learned]):
            raise DataError(
                f"a fold lacks class `{min(missing)}`", "use fewer `folds`, or add rows"
            )
    return made

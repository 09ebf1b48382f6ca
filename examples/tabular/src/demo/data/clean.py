"""Check cells and turn them into features: the same for training and prediction."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from ..config import Column, DataConfig, Role
from ..errors import DataError, ProjectError

LARGEST = 1e100  # of a number; models compute with larger ones until they overflow
_EPOCH = pd.Timestamp("1970-01-01")  # not `Timestamp(0)`, whose nanoseconds end in 2262
_SHOWN = 3  # problems that an error names
_SIGNS = r"[$€£¥]\s?|\s?[€%]$"  # of a currency or a share: $5 and 5 % are the number 5


def check(
    cells: pd.DataFrame,
    data: DataConfig,
    columns: Sequence[str],
    error: type[ProjectError] = DataError,
) -> None:
    """Check that columns are there, and that every text cell in them fits the role of its column.

    Raises:
        DataError: or `error`: a column is missing or a cell is wrong, named with row and column.
    """
    if missing := [name for name in columns if name not in cells]:
        raise error(f"column `{missing[0]}` is missing", f"expected columns: {', '.join(columns)}")
    schema = pa.DataFrameSchema({name: _schema(data, name, error) for name in columns})
    try:
        schema.validate(cells, lazy=True)
    except SchemaErrors as found:
        cases = found.failure_cases.sort_values("index")
        raise error(_describe(cases), "fix the cells, or the roles in config/data.toml") from found


def _schema(data: DataConfig, name: str, error: type[ProjectError]) -> pa.Column:
    """Return what pandera checks in one column; only a training needs the time of each row."""
    column = data.columns[name]
    match column.role:
        case Role.NUMERIC:
            number = pa.Check(lambda cells: numbers(cells, data).notna(), error="is not a number")
            return pa.Column(checks=number, nullable=True)
        case Role.DATE | Role.TIME:
            date = pa.Check(lambda cells: times(cells, data, column).notna(), error="is not a date")
            needed = column.role == Role.TIME and error is DataError
            return pa.Column(checks=date, nullable=not needed)
        case Role.ID:
            return pa.Column(nullable=False, unique=True)
        case Role.GROUP:
            return pa.Column(nullable=False)
        case Role.TARGET if data.task == "regression":
            number = pa.Check(lambda cells: numbers(cells, data).notna(), error="is not a number")
            return pa.Column(checks=number)
        case Role.TARGET:
            return pa.Column(checks=pa.Check.isin(data.classes, error="is not in `classes`"))
        case _:
            return pa.Column(nullable=True)


def _describe(cases: pd.DataFrame) -> str:
    """Name the first problems with row and column, and count the others."""
    names = {"not_nullable": "the cell is empty", "field_uniqueness": "occurs more than once"}
    lines = []
    for case in cases.head(_SHOWN).itertuples():
        problem = names.get(str(case.check), str(case.check))
        value = "" if case.check == "not_nullable" else f"{str(case.failure_case)[:40]!r} "
        lines.append(f"row {case.index}, column `{case.column}`: {value}{problem}")
    more = f"; and {len(cases) - _SHOWN:,} more" if len(cases) > _SHOWN else ""
    return "; ".join(lines) + more


def numbers(cells: pd.Series, data: DataConfig) -> pd.Series:
    """Return text cells as floats; NaN where a cell is empty, not a number, or too large.

    $1,234.50 is 1234.5; where commas are decimal, so is 1.234,50 €.
    """
    has_commas = data.decimal == ","
    thousands = r"\.(?=.*,)" if has_commas else r"(?<=\d),(?=\d{3}(?!\d))"
    text = cells.str.replace(f"{_SIGNS}|{thousands}", "", regex=True)
    text = text.str.replace(",", ".") if has_commas else text
    values = pd.to_numeric(text, errors="coerce").astype(float)
    return values.where(values.abs() <= LARGEST)


def times(cells: pd.Series, data: DataConfig, column: Column) -> pd.Series:
    """Return text cells as times without time zone (UTC), or as floats; NaT or NaN if invalid."""
    if column.format == "number":
        return numbers(cells, data)
    parsed = pd.to_datetime(cells, format=column.format, errors="coerce", utc=True)
    return parsed.dt.tz_localize(None)


def features(cells: pd.DataFrame, data: DataConfig) -> pd.DataFrame:
    """Return what models learn from: one column per feature, four per date.

    Numbers are floats, categories text or NaN, texts never missing. A date becomes the days since
    1970, the month (1 to 12), the weekday (0 is Monday) and the hour.
    """
    made: dict[str, pd.Series] = {}
    for name in data.features:
        column = data.columns[name]
        match column.role:
            case Role.DATE | Role.TIME if column.format != "number":
                dates = times(cells[name], data, column)
                days = (dates - _EPOCH) / pd.Timedelta(days=1)
                parts = (days, dates.dt.month, dates.dt.day_of_week, dates.dt.hour)
                made |= zip(feature_columns(data, name), parts, strict=True)
            case Role.NUMERIC | Role.DATE | Role.TIME:
                made[name] = numbers(cells[name], data)
            case Role.TEXT:
                made[name] = cells[name].fillna("").astype(object)
            case _:
                made[name] = cells[name].where(cells[name].notna(), np.nan).astype(object)
    return pd.DataFrame(made, index=cells.index)


def feature_columns(data: DataConfig, name: str) -> list[str]:
    """Return the names of the columns that a column becomes: several for a date."""
    column = data.columns[name]
    if column.role not in (Role.DATE, Role.TIME) or column.format == "number":
        return [name]
    return [f"{name} ({part})" for part in ("days", "month", "weekday", "hour")]


def target(cells: pd.DataFrame, data: DataConfig) -> np.ndarray:
    """Return the column to predict: class names as text, or floats."""
    column = cells[data.target]
    return (numbers(column, data) if data.task == "regression" else column).to_numpy()

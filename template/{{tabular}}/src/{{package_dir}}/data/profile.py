"""Look at a table and propose roles, task and classes for config/data.toml; or say why not."""

import difflib
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from sklearn.model_selection import cross_val_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from ..config import Cell, Column, DataConfig, Role
from ..errors import DataError
from .clean import feature_columns, features, numbers, target, times
from .load import detect_format, read_cells

MOST_ROWS = 200_000  # that are looked at, so that a file of any size needs little memory
_FEWEST_PER_CLASS, _MOST_CLASSES = 3, 200
_MOST_NUMERIC_CLASSES = 10  # whole numbers with more values than this are no classes
_MOST_VALUES = 50  # of a categorical column, to be offered in the form
_EXAMPLES = 3
_LEAK, _LEAK_ROWS, _LEAK_COLUMNS = 0.995, 3000, 200
_DAYS = ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d %b %Y")
_DATES = ("ISO8601", *(day + time for time in ("", " %H:%M", " %H:%M:%S") for day in _DAYS))
_ID_NAME = re.compile(r"(^|[\W_])(id|uuid|guid|index|key)$|^unnamed: 0$|^rownames$", re.IGNORECASE)
_POSITIVE = ("1", "yes", "true", "y", "t", "positive")


@dataclass(frozen=True)
class Profile:
    """What was found in a table: a configuration, facts by column, and what to look at."""

    data: DataConfig
    rows: int
    missing: dict[str, float]  # share of empty cells
    distinct: dict[str, int]
    warnings: list[str]

    def with_role(self, name: str, role: Role) -> "Profile":
        """Return the profile with another role for a column; ValueError if it cannot have it."""
        if name not in self.data.columns:
            raise ValueError(f"unknown column `{name}`")
        values = self.data.model_dump()
        values["columns"][name]["role"] = role
        return replace(self, data=DataConfig.model_validate(values))


def profile(path: Path, known: DataConfig) -> Profile:
    """Look at a table; `known` has its source and target, and the roles that the user chose.

    DataError if the file cannot be read, or there is nothing to learn from it.
    """
    data = detect_format(path, known).model_copy()
    cells = read_cells(path, data, MOST_ROWS)
    names = [str(name) for name in cells]
    _check_names(names, data)
    data.decimal = "," if _has_decimal_commas(cells, data) else "."
    data.columns = {name: _describe(cells[name], data) for name in names}
    # One column can name the rows: the chosen one, or else the first.
    for name in sorted(data.named(Role.ID), key=lambda name: name not in known.columns)[1:]:
        data.columns[name].role = Role.IGNORED
    data = data.model_copy(update=_task(cells[data.target], data))
    if not data.features:
        raise DataError("no column is left to learn from", "all are empty, constant or ids")
    # Inputs to try. They are not rows of the table, which could be private.
    data.examples = [
        {name: _value(cells[name].dropna(), data, name, number) for name in data.features}
        for number in range(_EXAMPLES)
    ]
    data = DataConfig.model_validate(data.model_dump())
    missing = {name: float(cells[name].isna().mean()) for name in names}
    distinct = {name: int(cells[name].nunique()) for name in names}
    return Profile(data, len(cells), missing, distinct, _warnings(cells, data))


def _check_names(names: list[str], data: DataConfig) -> None:
    """Refuse a table with one column, and chosen columns that it does not have."""
    if len(names) < 2:
        raise DataError(f"the table has one column: `{names[0]}`", "check the separator")
    if unknown := [name for name in [data.target, *data.columns] if name not in names]:
        near = difflib.get_close_matches(unknown[0], names, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"it has: {', '.join(names)[:200]}"
        raise DataError(f"the table has no column `{unknown[0]}`", hint)


def _has_decimal_commas(cells: pd.DataFrame, data: DataConfig) -> bool:
    """Return whether a column consists of numbers such as 3,14; between commas, 1,000 is not."""
    comma = r"\b0,|,(?!\d{3}\b)" if data.separator == "," else ","
    return any(
        cells[name].dropna().str.fullmatch(r"[€$£¥ +-]*[\d.]+(,\d+)?[ €%]*").all()
        and cells[name].dropna().str.contains(comma).any()
        for name in cells
    )


def _describe(cells: pd.Series, data: DataConfig) -> Column:
    """Return the role of a column, chosen or guessed, and what is known about its values."""
    name, present = str(cells.name), cells.dropna()
    if name == data.target:
        return Column(role=Role.TARGET)
    role = data.columns[name].role if name in data.columns else _guess_role(cells, present, data)
    if role in (Role.DATE, Role.TIME):
        known = _time_format(present, data)
        if known is None:
            raise DataError(f"column `{name}` is not a time", f"known: ISO8601, {', '.join(_DAYS)}")
        return Column(role=role, format=known)
    if role == Role.NUMERIC:
        values = numbers(present, data)
        return Column(role=role, min=float(values.min()), max=float(values.max()))
    if role == Role.CATEGORICAL:
        return Column(role=role, values=list(present.value_counts().index[:_MOST_VALUES]))
    return Column(role=role)


def _guess_role(cells: pd.Series, present: pd.Series, data: DataConfig) -> Role:
    """Return the most likely role of a column."""
    distinct = present.nunique()
    if distinct == 0 or (distinct == 1 and len(present) == len(cells)):
        return Role.IGNORED
    unique = distinct == len(cells)
    values = numbers(present, data)
    if values.notna().all():
        return Role.ID if unique and _counts_rows(str(cells.name), values) else Role.NUMERIC
    if _time_format(present, data):
        return Role.DATE
    words = (present.str.count(r"\s+") + 1).mean()
    if unique or distinct > max(_MOST_VALUES, len(present) / 2):
        # Almost every row has another value: sentences can be learned from, single words cannot.
        return Role.TEXT if words >= 3 else Role.ID if unique else Role.IGNORED
    return Role.TEXT if words >= 4 and distinct > _MOST_VALUES else Role.CATEGORICAL


def _counts_rows(name: str, values: pd.Series) -> bool:
    """Return whether unique numbers name the rows: by the name of the column, or as 0, 1, 2, ..."""
    counts = values.iloc[0] in (0, 1) and len(values) > 20 and (values.diff().dropna() == 1).all()
    return bool(counts or (_ID_NAME.search(name) and (values % 1 == 0).all()))


def _time_format(present: pd.Series, data: DataConfig) -> str | None:
    """Return the first format that all dates or times have."""
    if numbers(present, data).notna().all():
        return "number"
    for known in _DATES:
        column = Column(role=Role.DATE, format=known)
        if all(times(rows, data, column).notna().all() for rows in (present.head(9), present)):
            return known
    return None


def _task(cells: pd.Series, data: DataConfig) -> dict[str, Any]:
    """Return task, classes and rare classes; refuse a target that fits neither task."""
    counts = cells.value_counts()
    if len(counts) < 2:
        found = f"only the value `{counts.index[0]}`" if len(counts) else "no values"
        raise DataError(f"the target `{cells.name}` has {found}", "choose another `--target`")
    values = numbers(cells.dropna(), data)
    numeric = values.notna().all()
    few = len(counts) <= (_MOST_NUMERIC_CLASSES if (values % 1 == 0).all() else 2)
    task = data.task or ("regression" if numeric and not few else "classification")
    if task == "regression":
        if not numeric:
            row = values[values.isna()].index[0]
            raise DataError(f"row {row}, column `{cells.name}`: {cells[row]!r} is not a number")
        return {"task": task}
    classes = [str(name) for name, count in counts.items() if count >= _FEWEST_PER_CLASS]
    if not 2 <= len(classes) <= _MOST_CLASSES:
        raise DataError(
            f"the target `{cells.name}` has {len(counts):,} classes in {counts.sum():,} rows, "
            f"{len(classes):,} of them with {_FEWEST_PER_CLASS} rows or more",
            "use `--task regression` for numbers, or unite classes",
        )
    rare = sorted(set(counts.index) - set(classes))
    return {"task": task, "classes": _ordered(classes), "rare_classes": rare}


def _ordered(classes: list[str]) -> list[str]:
    """Return the classes, most frequent first, in order; of two, the positive one last."""
    if len(classes) == 2:
        positive = next((name for name in classes if name.lower() in _POSITIVE), classes[1])
        return sorted(classes, key=lambda name: name == positive)
    try:
        return sorted(classes, key=float)
    except ValueError:
        return sorted(classes)


def _value(present: pd.Series, data: DataConfig, name: str, number: int) -> Cell:
    """Return a quantile, one of the most frequent categories, or frequent words."""
    column, share = data.columns[name], (number + 1) / (_EXAMPLES + 1)
    match column.role:
        case Role.NUMERIC:
            value = float(numbers(present, data).quantile(share, interpolation="nearest"))
            return int(value) if value.is_integer() else value
        case Role.DATE | Role.TIME:
            order = times(present, data, column).argsort()
            return str(present.iloc[order.iloc[int(share * len(order))]])
        case Role.TEXT:
            words = Counter(" ".join(present.head(_LEAK_ROWS)).split()).most_common(24)
            return " ".join(word for word, _ in words[number::_EXAMPLES])
        case _:
            values = (column.values or [""])[:_EXAMPLES]
            return values[number % len(values)]


def _warnings(cells: pd.DataFrame, data: DataConfig) -> list[str]:
    """Return what should be looked at before training."""
    known = [name for name in cells if name not in data.named(Role.ID)]
    rare, ignored = cells[data.target].isin(data.rare_classes), data.named(Role.IGNORED)
    shapes = Counter("".join(name.casefold().split()) for name in data.classes)
    similar = [name for name in data.classes if shapes["".join(name.casefold().split())] > 1]
    usable = cells[cells[data.target].notna() & ~rare].head(_LEAK_ROWS)
    found = [
        ("rows looked at (the first of the file)", len(cells) // MOST_ROWS * MOST_ROWS),
        ("rows without a target, which will be dropped", cells[data.target].isna().sum()),
        (f"rows of rare classes, which will be dropped ({_some(data.rare_classes)})", rare.sum()),
        (f"classes that differ by case or spaces only ({_some(similar)})", len(similar)),
        (f"ignored columns, constant or almost all different ({_some(ignored)})", len(ignored)),
        ("copies of rows, which make scores too good", cells.duplicated(subset=known).sum()),
    ]
    return [f"{text}: {count:,}" for text, count in found if count] + [
        f"`{name}` alone gives `{data.target}` away: ignore it if it is known only afterwards"
        for name in _leaks(usable, data)
    ]


def _some(names: list[str]) -> str:
    """Return the first names of a list."""
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


def _leaks(cells: pd.DataFrame, data: DataConfig) -> list[str]:
    """Return the columns from which a small tree predicts the target almost without error."""
    made, y = features(cells, data), target(cells, data)
    regression = data.task == "regression"
    tree = DecisionTreeRegressor if regression else DecisionTreeClassifier
    scoring = "r2" if regression else "balanced_accuracy"
    if len(cells) < 20 or (not regression and cells[data.target].value_counts().min() < 3):
        return []
    found = []
    # Without the time: its neighbors are alike, which gives nothing away.
    for name in data.named(Role.NUMERIC, Role.CATEGORICAL, Role.DATE, Role.TEXT)[:_LEAK_COLUMNS]:
        columns = made[feature_columns(data, name)]
        columns = columns.apply(lambda c: c if c.dtype == float else pd.factorize(c)[0])
        model = tree(min_samples_leaf=2, random_state=0)
        if cross_val_score(model, columns.to_numpy(), y, cv=3, scoring=scoring).mean() > _LEAK:
            found.append(name)
    return found

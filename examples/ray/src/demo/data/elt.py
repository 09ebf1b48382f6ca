"""Extract, load, transform: bring files here, look at them, and propose config/data.toml."""

import difflib
import re
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit
from urllib.request import urlopen

import pandas as pd

from ..config import Column, DataConfig, Paths, Role
from ..errors import DataError
from ..utils.files import build_file
from .clean import STOPWORDS, clean_text, join_texts
from .load import detect_format, read_source, replace_rare, times

MOST_ROWS = 200_000  # that are looked at, so that a file of any size needs little memory
_MOST_BYTES, _SECONDS = 200 << 20, 30  # of a download, and until a server answers
_MOST_CLASSES = 200
_FEWEST_WORDS = 3  # of a cell, on average, in a column with text
_EXAMPLES = 3
_ID_NAME = re.compile(r"(^|[\W_])(id|uuid|guid|index|key)$|^unnamed: 0$|^rownames$", re.IGNORECASE)


@dataclass(frozen=True)
class Profile:
    """What was found in the data: a configuration, facts by column, and what to look at."""

    data: DataConfig
    rows: int
    counts: dict[str, int]  # rows by class
    missing: dict[str, float]  # share of empty cells
    distinct: dict[str, int]
    warnings: list[str]

    def with_role(self, name: str, role: Role) -> "Profile":
        """Return the profile with another role for a column.

        ValueError if the column is unknown, or the role contradicts others.
        """
        if name not in self.data.columns:
            raise ValueError(f"unknown column `{name}`")
        values = self.data.model_dump()
        values["columns"][name]["role"] = role
        return replace(self, data=DataConfig.model_validate(values))


def bring(paths: Paths, source: str) -> str:
    """Return the path of a file below the root; one from elsewhere is copied to data/raw/.

    `source` is a path, or an http or https address. DataError if it cannot be read.
    """
    address = urlsplit(source)
    if address.scheme in ("http", "https"):
        return _download(paths, source, Path(address.path).name or "data.csv")
    file = Path(source).resolve()
    if not file.is_file():
        raise DataError(f"{source} not found", "check the path")
    if file.is_relative_to(paths.root):
        return file.relative_to(paths.root).as_posix()
    with file.open("rb") as stream:
        return _copy(paths, cast("IO[bytes]", stream), file.name)


def _download(paths: Paths, address: str, name: str) -> str:
    """Download a file to data/raw/; return its path below the root."""
    shown = address.partition("?")[0]  # what follows may contain a key
    try:
        with urlopen(address, timeout=_SECONDS) as answer:  # noqa: S310 - http or https
            return _copy(paths, answer, name)
    except (OSError, HTTPException) as error:
        code = getattr(error, "code", None)  # of an answer; else there was none
        reason = code or getattr(error, "reason", None) or type(error).__name__
        hint = "check the address, or download the file and give its path"
        raise DataError(f"cannot download {shown}: {reason}", hint) from error


def _copy(paths: Paths, stream: IO[bytes], name: str) -> str:
    """Write a file to data/raw/, whole or not at all; return its path below the root."""
    target = paths.raw / name
    with build_file(target) as file:
        shutil.copyfileobj(stream, file)
        if file.tell() > _MOST_BYTES:
            raise DataError(f"{name} has more than {_MOST_BYTES:,} bytes")
    return target.relative_to(paths.root).as_posix()


def profile(paths: Paths, known: DataConfig) -> Profile:
    """Look at the data; `known` has the source, the target, and the roles that the user chose.

    DataError if a file cannot be read, or there is nothing to learn from it.
    """
    data = detect_format(paths.root / known.source, known).model_copy()
    if data.labels and not data.named(Role.ID):
        data.columns = data.columns | {"id": Column(role=Role.ID)}
    cells = read_source(paths, data, MOST_ROWS)
    names = [str(name) for name in cells]
    _check_names(names, data)
    data.columns = {name: Column(role=_role(cells[name], data)) for name in names}
    # One column can name the rows: the chosen one, or else the first.
    for name in sorted(data.named(Role.ID), key=lambda name: name not in known.columns)[1:]:
        data.columns[name] = Column(role=Role.IGNORED)
    if not data.texts:
        raise DataError("no column with text found", "name it: `--text COLUMN`")
    labels = cells[data.target]
    data = data.model_copy(update=_classes(labels, data))
    labels = replace_rare(labels, data)
    examples = known.examples or _examples(cells, labels, data)
    data = DataConfig.model_validate(data.model_dump() | {"examples": examples})
    missing = {name: float(cells[name].isna().mean()) for name in names}
    distinct = {name: int(cells[name].nunique()) for name in names}
    counts = {str(name): int(rows) for name, rows in labels.value_counts().items()}
    return Profile(data, len(cells), counts, missing, distinct, _warnings(cells, data))


def _check_names(names: list[str], data: DataConfig) -> None:
    """Refuse a table with one column, and chosen columns that it does not have."""
    if len(names) < 2:
        raise DataError(f"the table has one column: `{names[0]}`", "check the separator")
    if unknown := [name for name in [data.target, *data.columns] if name not in names]:
        near = difflib.get_close_matches(unknown[0], names, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"it has: {', '.join(names)[:200]}"
        raise DataError(f"the table has no column `{unknown[0]}`", hint)


def _role(cells: pd.Series, data: DataConfig) -> Role:
    """Return the role of a column, chosen or guessed."""
    name, present = str(cells.name), cells.dropna()
    if name == data.target:
        return Role.TARGET
    if name in data.columns:
        role = data.columns[name].role
        if role == Role.TIME and times(present).isna().any():
            raise DataError(f"column `{name}` is not a time", "use ISO 8601: 2024-12-31 23:59")
        return role
    if len(cells) == present.nunique() and _ID_NAME.search(name):
        return Role.ID
    words = (present.str.count(r"\s+") + 1).mean()
    is_text = words >= _FEWEST_WORDS and present.nunique() > len(present) / 2
    # Who names a column with text names all of them.
    return Role.TEXT if is_text and not data.texts else Role.IGNORED


def _classes(labels: pd.Series, data: DataConfig) -> dict[str, list[str]]:
    """Return classes and rare classes; refuse a target that cannot be learned."""
    counts = labels.value_counts().drop(data.other or "", errors="ignore")
    classes = sorted(str(name) for name, rows in counts.items() if rows >= data.min_rows)
    rare = sorted(str(name) for name, rows in counts.items() if rows < data.min_rows)
    if data.other and (rare or data.other in set(labels)):
        classes.append(data.other)
    if not 2 <= len(classes) <= _MOST_CLASSES:
        raise DataError(
            f"the target `{data.target}` has {len(counts):,} classes in {counts.sum():,} rows, "
            f"{len(classes):,} of them with {data.min_rows} rows or more",
            "choose another `--target`, or unite classes",
        )
    return {"classes": classes, "rare_classes": rare}


def _examples(cells: pd.DataFrame, labels: pd.Series, data: DataConfig) -> list[str]:
    """Return texts to try. They are not rows of the data, which could be private.

    Each one has the words that are more frequent in a class than in all rows.
    """
    words = [
        set(clean_text(text, lower=True, stem=False, stopwords=STOPWORDS).split())
        for text in join_texts(cells, data)
    ]
    of_all, texts = Counter(word for each in words for word in each), []
    for name in labels.value_counts().index[:_EXAMPLES]:
        inside = (labels == name).to_numpy()
        counts = Counter(
            word for each, row in zip(words, inside, strict=True) if row for word in each
        )
        # Squared, so that a word of many rows counts more than one that occurs in a single row.
        best = sorted(counts, key=lambda word: (-(counts[word] ** 2) / of_all[word], word))
        texts.append(" ".join(best[:8]))
    return [text for text in texts if text] or [str(data.texts[0])]


def _warnings(cells: pd.DataFrame, data: DataConfig) -> list[str]:
    """Return what should be looked at before training."""
    labels, texts = cells[data.target], pd.Series(join_texts(cells, data))
    same = similar_labels(labels)
    result = f"become `{data.other}`" if data.other else "will be dropped"
    found = [
        ("rows looked at (the first of the file)", len(cells) // MOST_ROWS * MOST_ROWS),
        (f"rows without `{data.target}`, which will be dropped", labels.isna().sum()),
        (f"rows of {_rare(data)}, which {result}", labels.isin(data.rare_classes).sum()),
        (f"labels that differ by case or spaces only ({_some(same)})", len(same)),
        ("rows without text, which will be dropped", (texts == "").sum()),
        ("rows that repeat a text and will be dropped", texts[texts != ""].duplicated().sum()),
    ]
    return [f"{text}: {count:,}" for text, count in found if count]


def _rare(data: DataConfig) -> str:
    """Name the rare classes, and the number of rows that makes a class rare."""
    return f"rare classes ({_some(data.rare_classes)}; fewer than {data.min_rows} rows each)"


def similar_labels(labels: pd.Series) -> list[str]:
    """Return the labels that are equal if case and spaces are not counted, in order."""
    names = sorted(set(labels.dropna()))
    shapes = Counter("".join(name.casefold().split()) for name in names)
    return [name for name in names if shapes["".join(name.casefold().split())] > 1]


def _some(names: list[str]) -> str:
    """Return the first names of a list."""
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")

"""The labeled data as training wants it: clean texts and the labels that count."""

from pathlib import Path

import pandas as pd

from ..config import ACCEPTED_TAGS, OTHER, Arguments, Paths
from ..errors import DataError
from .clean import clean_texts
from .extract import fetch
from .labels import replace_minority, replace_out_of_scope
from .table import parse_table
from .validate import LABELED_COLUMNS, check_labeled


def load_labeled(paths: Paths) -> pd.DataFrame:
    """Read the labeled projects: columns id (whole numbers), title, description and tag.

    Raises:
        DataError: there is no such file yet, or it is not valid.
    """
    if not paths.labeled_csv.exists():
        raise DataError(f"no labeled data at {paths.labeled_csv}", "run elt-data first")
    return read_labeled(paths.labeled_csv, str(paths.labeled_csv))


def read_labeled(path: Path, name: str) -> pd.DataFrame:
    """Read a file of labeled projects; errors call it by this name.

    Raises:
        DataError: it cannot be read, or is not valid.
    """
    table = parse_table(fetch(str(path)), name, LABELED_COLUMNS)
    check_labeled(table)
    frame = pd.DataFrame([row.values for row in table.rows], columns=list(LABELED_COLUMNS))
    return frame.astype({"id": "int64"})


def preprocess(frame: pd.DataFrame, arguments: Arguments) -> tuple[list[str], list[str]]:
    """Return clean texts and their labels, one per row and in the order of the rows.

    With `subset` set, that many rows are drawn by seed. A tag out of scope, and then one with too
    few rows, becomes "other". The frame itself stays as it is.
    """
    frame = draw_subset(frame, arguments)
    texts = clean_texts(join_text(frame), arguments)
    labels = replace_out_of_scope(frame["tag"].tolist(), ACCEPTED_TAGS, OTHER)
    return texts, replace_minority(labels, arguments.min_freq, OTHER)


def draw_subset(frame: pd.DataFrame, arguments: Arguments) -> pd.DataFrame:
    """Return `subset` rows drawn by seed, or all."""
    if arguments.subset is None or arguments.subset >= len(frame):
        return frame
    return frame.sample(n=arguments.subset, random_state=arguments.seed)


def join_text(frame: pd.DataFrame) -> list[str]:
    """Return title and description of each row as one text, as a user would type it."""
    return (frame["title"] + " " + frame["description"]).tolist()

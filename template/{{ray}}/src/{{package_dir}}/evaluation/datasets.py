"""Scores of a run on data of its own project, by the name of a file: what a service may be asked.

Bounded, and away from every other file: a service measures while others wait for it.
"""

from typing import TypedDict

from ..config import OTHER, Paths
from ..data.clean import clean_texts
from ..data.dataset import join_text, read_labeled
from ..data.labels import replace_out_of_scope
from ..data.split import Part
from ..errors import DataError
from ..inference.artifacts import Artifacts
from ..models.judging import judge
from .evaluate import split_of_run
from .metrics import PartialRow, Row, by_class, overall
from .slices import slice_metrics

LARGEST_BYTES = 10 * 1024 * 1024
_TOO_LARGE = "measure it with the command evaluate"


class MissingDataError(DataError):
    """A file that is not there, or that is none of the folder itself."""


class Scores(TypedDict):
    """What was measured, and on which file."""

    dataset: str
    overall: Row
    classes: dict[str, Row]
    slices: dict[str, PartialRow]


def score_run(paths: Paths, artifacts: Artifacts, dataset: str | None = None) -> Scores:
    """Measure a run on the rows of a file in the folder data, or on its own test rows.

    Raises:
        MissingDataError: there is no such file.
        DataError: it is too large, or it holds no labeled rows.
        RunError: the labeled data changed since the run was trained: its test rows are gone.
    """
    name = paths.labeled_csv.name if dataset is None else dataset
    check_size(paths, name)
    if dataset is None:
        part = split_of_run(paths, artifacts).test
    else:
        part = read_part(paths, artifacts, name)
    outcome = judge(artifacts.classifier, part, artifacts.label_encoder)
    return Scores(
        dataset=name,
        overall=overall(outcome),
        classes=by_class(outcome),
        slices=slice_metrics(outcome),
    )


def check_size(paths: Paths, name: str) -> None:
    """Refuse what is not a file in the folder, or is too large to be evaluated during serving.

    Raises:
        MissingDataError: there is no such file.
        DataError: it is too large.
    """
    path = paths.data / name
    if path not in paths.data.glob("*.csv") or path.is_symlink() or not path.is_file():
        raise MissingDataError(f"no file {name} in the folder data", "name one that is there")
    if path.stat().st_size > LARGEST_BYTES:
        raise DataError(f"{name} has more than {LARGEST_BYTES:,} bytes", _TOO_LARGE)


def read_part(paths: Paths, artifacts: Artifacts, name: str) -> Part:
    """Return all rows of a file, cleaned as the run wants it.

    A tag that the run has no class for counts as the class of all others, if it has that.

    Raises:
        DataError: the rows cannot be read, or have a tag that the run cannot tell.
    """
    frame = read_labeled(paths.data / name, name)
    labels, known = frame["tag"].tolist(), artifacts.label_encoder.classes
    if OTHER in known:
        labels = replace_out_of_scope(labels, known, OTHER)
    return Part(clean_texts(join_text(frame), artifacts.arguments), labels)

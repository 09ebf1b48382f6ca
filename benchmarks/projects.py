"""The labelled projects, as the generated project's own code reads and cleans them.

Here `demo` is the package of the project in whose environment this runs: see `in_project.py`.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from demo.config import DataConfig, Parameters, Paths
from demo.data.clean import STOPWORDS, clean_texts, join_texts
from demo.data.elt import bring, profile
from demo.data.load import load_table

from benchmarks.lesson import clean_as_lesson

VARIABLE = "SCAFFOLD_DATASETS"


@dataclass(frozen=True, slots=True)
class Projects:
    """Texts and labels of all labelled projects, row by row.

    Attributes:
        source: Where they are from, for the heading.
        real: They are not the sample that ships with a project.
        raw: Title and description as one text.
        clean: The same, cleaned by the project.
        lesson_clean: The same, cleaned as in the lesson, with the project's stop words.
        labels: The tags, with those out of scope or too rare as "other".
    """

    source: str
    real: bool
    raw: list[str]
    clean: list[str]
    lesson_clean: list[str]
    labels: list[str]


def read_projects(parameters: Parameters) -> Projects:
    """Run the project's own `elt-data` on the folder that SCAFFOLD_DATASETS names, or its sample.

    The folder holds projects.csv and tags.csv.
    """
    named = os.environ.get(VARIABLE)
    paths = Paths.find()
    data = DataConfig.load(paths)
    if named:
        with tempfile.TemporaryDirectory() as folder:
            paths = Paths(Path(folder))
            files = [bring(paths, str(Path(named, name))) for name in ("projects.csv", "tags.csv")]
            brought = {"source": files[0], "labels": files[1]}
            data = profile(paths, data.model_copy(update=brought)).data
            table = load_table(paths, data)
    else:
        table = load_table(paths, data)
    raw, labels = join_texts(table.cells, data), table.cells[data.target].tolist()
    clean = clean_texts(raw, parameters).tolist()
    stopwords = sorted(STOPWORDS)
    return Projects(
        source=f"{len(raw)} rows of {f'${VARIABLE}' if named else 'the sample of a project'}",
        real=bool(named),
        raw=raw,
        clean=clean,
        lesson_clean=[clean_as_lesson(text, stopwords) for text in raw],
        labels=labels,
    )

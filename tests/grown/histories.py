"""Five projects of the first release with forty commits and more, as teams make them in a year."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from tests.grown.editing import (
    PACKAGE,
    append,
    change,
    delete,
    files_below,
    move_module,
    rename_words,
    write,
)
from tests.grown.light_edits import EDITS, rename
from tests.grown.tickets import WORDS

Act = Callable[[Path], object]
Commit = tuple[str, Act]

_SOURCE = f"src/{PACKAGE}"


@dataclass(frozen=True, slots=True)
class History:
    """The commits of a project.

    Attributes:
        name: What happened, in a few words.
        before: Commits at the first release.
        after: Commits at the second one.
    """

    name: str
    before: tuple[Commit, ...]
    after: tuple[Commit, ...]


def format_code(project: Path, *settings: str) -> None:
    """Format all code with ruff and other settings than the template's."""
    options = [f"--config={setting}" for setting in settings]
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--isolated", *options]
    folders = [folder for folder in ("src", "tests") if (project / folder).exists()]
    subprocess.run([*command, *folders], cwd=project, check=True)


def raise_requirement(project: Path, name: str) -> None:
    """Raise the lower bound of a requirement by one minor version, as a bot does."""
    text = (project / "pyproject.toml").read_text("utf-8")
    raised, number = re.subn(
        rf'"{name}>=(\d+)(?:\.(\d+))?[\d.]*"',
        lambda found: f'"{name}>={found[1]}.{int(found[2] or 0) + 1}"',
        text,
        count=1,
    )
    assert number, name
    write(project, "pyproject.toml", raised)


def raise_action(project: Path, name: str, number: int) -> None:
    """Raise an action to a later commit, with its release in the comment."""
    for path in files_below(project, ".github", suffixes=(".yml",)):
        text = (project / path).read_text("utf-8")
        pin = f"{name}@{number:040x} # v{90 + number}.0.0"
        write(project, path, re.sub(rf"{name}@[0-9a-f]{{40}} # v[\d.]+", pin, text))


def raise_hook(project: Path, repository: str, release: str) -> None:
    """Raise a hook, as `pre-commit autoupdate` does."""
    text = (project / ".pre-commit-config.yaml").read_text("utf-8")
    pattern = rf"({repository}\n    rev: )\S+"
    assert re.search(pattern, text), repository
    write(project, ".pre-commit-config.yaml", re.sub(pattern, rf"\g<1>{release}", text))


def add_notebook(project: Path, name: str, *cells: str) -> None:
    """Add a notebook with some cells of code."""
    made: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": cell,
            "outputs": [],
            "execution_count": None,
        }
        for number, cell in enumerate(cells)
    ]
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    write(project, f"notebooks/{name}.ipynb", json.dumps(content, indent=1) + "\n")


def add_module(project: Path, path: str, name: str) -> None:
    """Add a module of one's own with one function."""
    text = (
        f'"""Our own {name}."""\n\n\ndef {name}(rows: int) -> int:\n'
        f'    """Return the rows of {name}."""\n    return rows + {len(name)}\n'
    )
    write(project, path, text)


def replace_module(project: Path, path: str) -> None:
    """Replace a module by another one with the same purpose, or delete what is not needed."""
    name = Path(path).stem
    if name in {"__init__", "conftest"}:
        return
    if len((project / path).read_text("utf-8")) % 3:
        add_module(project, path, f"our_{name}")
    else:
        delete(project, path)


def _edits(*names: str) -> Iterator[Commit]:
    for name in names:
        yield name, EDITS[name]


def _bots(names: str, number: int) -> Iterator[Commit]:
    for name in names.split():
        yield f"Bump {name}", partial(raise_requirement, name=name)
    for name in ("actions/checkout", "actions/setup-python"):
        yield f"Bump {name}", partial(raise_action, name=name, number=number)


def _format(*settings: str) -> Commit:
    return f"Format with {', '.join(settings)}", lambda project: format_code(project, *settings)


def _write(path: str, text: str) -> Commit:
    return f"Write {path}", partial(write, path=path, text=text)


def _change(path: str, old: str, new: str) -> Commit:
    return f"Change {path}", partial(change, path=path, old=old, new=new)


def _append(path: str, text: str) -> Commit:
    return f"Extend {path}", partial(append, path=path, text=text)


def _move(old: str, new: str) -> Commit:
    paths = f"{_SOURCE}/{old}", f"{_SOURCE}/{new}"
    return f"Move {old} to {new}", lambda project: move_module(project, *paths)


def _rename(old: str, new: str) -> Commit:
    return f"Rename {old} to {new}", partial(rename, old=old, new=new)


def _formatted() -> History:
    """A team with its own formatter, and bots that raise all they can."""
    before: tuple[Commit, ...] = (
        *_edits("links without a scheme", "a stop word", "a class", "more findings"),
        *_bots("numpy pandas rich typer pytest mypy", 1),
        _format("line-length=88"),
        *_edits("a metric", "finer bins", "longer ids", "larger cache of stems"),
        ("Update hooks", partial(raise_hook, repository="ruff-pre-commit", release="v0.17.2")),
        *_bots("scikit-learn optuna skops", 2),
        _append(f"{_SOURCE}/errors.py", "\n\nclass TeamError(ProjectError):\n    pass\n"),
    )
    after: tuple[Commit, ...] = (
        _format("line-length=88", "format.quote-style='single'"),
        *_bots("numpy pandas matplotlib pytest coverage", 3),
        _append(
            f"{_SOURCE}/utils/files.py",
            "\n\ndef size(path: Path) -> int:\n    return path.stat().st_size\n",
        ),
        _append(f"{_SOURCE}/data/table.py", "\n\nLARGEST_ROWS = 1_000_000\n"),
        _append(f"{_SOURCE}/evaluation/metrics.py", "\n\nSTEPS = 40\n"),
        ("Update hooks", partial(raise_hook, repository="codespell", release="v2.5.0")),
        *_bots("rich typer ruff", 4),
        _format("line-length=88", "format.quote-style='single'"),
    )
    return History("formatter and bots", before, after)


def _moved() -> History:
    """A team with other names for the parts of the package."""
    parts = ("charts", "drawing", "markup", "page", "curve")
    before: tuple[Commit, ...] = (
        *(_move(f"evaluation/{part}.py", f"reports/{part}.py") for part in parts),
        (
            "Move the page",
            lambda project: (project / _SOURCE / "evaluation/report.html").rename(
                project / _SOURCE / "reports/report.html"
            ),
        ),
        _move("utils/files.py", "common/files.py"),
        _move("utils/parameters.py", "common/parameters.py"),
        _move("utils/seeds.py", "common/seeds.py"),
        _move("models/tracking.py", "tracking/records.py"),
        _move("models/tracking_store.py", "tracking/store.py"),
        *_edits("a stop word", "more findings", "longer texts", "finer bins"),
        _rename("replace_minority", "merge_rare_labels"),
        _rename("Findings", "Problems"),
        *_bots("numpy pandas", 1),
    )
    after: tuple[Commit, ...] = (
        _move("data/table.py", "data/reading/table.py"),
        _move("data/validate.py", "data/reading/validate.py"),
        _move("data/extract.py", "data/reading/extract.py"),
        _move("models/folds.py", "models/splitting/folds.py"),
        _move("inference/texts.py", "inference/reading/texts.py"),
        _rename("stratified_splits", "split_by_class"),
        _rename("LabelEncoder", "Labels"),
        _change(
            f"{_SOURCE}/models/classifier.py",
            'solver="liblinear",',
            'solver="liblinear",\n            max_iter=300,',
        ),
        _change(f"{_SOURCE}/data/clean.py", "maxsize=100_000", "maxsize=500_000"),
        _append(f"{_SOURCE}/common/files.py", "\n\nNEWEST_FIRST = True\n"),
        _append(f"{_SOURCE}/reports/markup.py", "\n\nWIDE = 1200\n"),
        *_bots("rich typer pytest", 2),
        *(
            (f"Add {name}", partial(add_module, path=f"{_SOURCE}/reports/{name}.py", name=name))
            for name in ("weekly", "monthly", "yearly")
        ),
    )
    return History("moved modules", before, after)


def _explored() -> History:
    """A team that explores in notebooks, and changes the tooling more than the code."""
    numbers = count(2)
    cells = ("import pandas as pd", "frame = pd.read_csv('data/projects.csv')", "frame.head()")
    notebook = [
        (f"Add notebook {number}", partial(_notebook, number=number, cells=cells))
        for number in (next(numbers) for _ in range(12))
    ]
    before: tuple[Commit, ...] = (
        *notebook[:6],
        _append("README.md", "\n## Team\n\nAsk in the channel of the data team.\n"),
        _append(
            "justfile",
            '\n# Copy the data of the team\n[group("data")]\npull:\n'
            "    rsync data.example.org:projects/ data/\n",
        ),
        _append(".gitignore", "\n/exports/\n"),
        _append(".env.example", "\n# Where exports go\nEXPORTS=exports\n"),
        _change("pyproject.toml", '"pandas>=2.2",', '"pandas>=2.2",\n  "pyarrow>=18",'),
        _change("pyproject.toml", 'log_level = "INFO"', 'log_level = "WARNING"'),
        _write("scripts/export.py", '"""Export predictions."""\n\nprint("nothing yet")\n'),
        *_edits("a longer time limit", "a slice", "words of the report", "seeds of hashes"),
        *_bots("numpy", 1),
    )
    after: tuple[Commit, ...] = (
        *notebook[6:],
        _append("README.md", "\n## Exports\n\nRun `python scripts/export.py`.\n"),
        _change(".dockerignore", "!src/\n", "!src/\n!scripts/\n"),
        _write("docs/decisions.md", "# Decisions\n\nWe export weekly.\n"),
        _write("scripts/notify.py", '"""Notify the team."""\n\nprint("done")\n'),
        _append(
            "justfile",
            '\n# Export predictions\n[group("data")]\nexport:\n    python scripts/export.py\n',
        ),
        _change("pyproject.toml", "line-length = 100", "line-length = 110"),
        *_edits("a metric", "help of the command", "a parameter"),
        *_edits("the parameter is used", "links are followed to the root"),
        *_bots("pandas rich", 2),
    )
    return History("notebooks and tooling", before, after)


def _notebook(project: Path, number: int, cells: tuple[str, ...]) -> None:
    add_notebook(project, f"{number:02}_look", *cells, f"frame.sample({number})")


def _renamed() -> History:
    """A team with other words for its data, changed file by file."""
    words = {old: new for old, new in WORDS.items() if "-" not in old and old != "mlops"}

    def renamed(folder: str, stem: str) -> Commit:
        def act(project: Path) -> None:
            paths = [p for p in files_below(project, folder) if Path(p).stem == stem]
            rename_words(project, paths, words)

        return f"Use our words in {stem}", act

    source = "cli config printing dataset elt labels validate evaluate slices predict train tune"
    tests = "cli elt extract predict report slices tune validate labeled behaviour"
    names = {
        "SplitOutcome": "SplitResult",
        "SlicedRow": "TextRow",
        "fit_classifier": "fit_model",
        "build_vectorizer": "make_vectorizer",
        "learning_part": "known_part",
        "repeated_splits": "many_splits",
        "load_artifacts": "read_artifacts",
        "save_artifacts": "write_artifacts",
        "new_run_id": "make_run_id",
        "calibration_error": "confidence_gap",
        "stratified_splits": "split_by_class",
        "LabelEncoder": "Labels",
        "preprocess": "prepare",
        "join_text": "join_columns",
    }
    renames = [_rename(old, new) for old, new in names.items()]
    before: tuple[Commit, ...] = (
        *(renamed("src", stem) for stem in source.split()),
        *renames[:7],
        *_bots("numpy", 1),
    )
    after: tuple[Commit, ...] = (
        *(renamed("tests", f"test_{stem}") for stem in tests.split()),
        *renames[7:],
        *_bots("pandas", 2),
    )
    return History("renamed words", before, after)


def _replaced() -> History:
    """A team that replaces the model and its tests, module by module."""

    def replaced(folder: str, stem: str) -> Commit:
        def act(project: Path) -> None:
            for path in files_below(project, folder):
                if Path(path).stem == stem:
                    replace_module(project, path)

        return f"Replace {stem}", act

    source = [
        "make_sample",
        "sample_writer",
        "classifier",
        "folds",
        "study",
        "tune",
        "validation",
        "charts",
        "curve",
        "drawing",
        "markup",
        "page",
        "slices",
        "splits",
        "evaluate",
        "metrics",
        "estimators",
        "manifest",
        "train",
        "artifacts",
        "predict",
    ]
    tests = [
        "test_classifier",
        "test_tune",
        "test_report",
        "test_slices",
        "test_splits",
        "test_metrics",
        "test_train",
        "test_artifacts",
        "test_predict",
        "test_sample",
        "test_behaviour",
        "test_tracking",
        "test_labels",
    ]
    before: tuple[Commit, ...] = (*(replaced("src", stem) for stem in source), *_bots("numpy", 1))
    after: tuple[Commit, ...] = (
        *(replaced("tests", stem) for stem in tests),
        *(
            (f"Add {name}", partial(add_module, path=f"{_SOURCE}/models/{name}.py", name=name))
            for name in ("boosting", "forest", "ensemble", "ranking")
        ),
        *_bots("pandas", 2),
    )
    return History("replaced model", before, after)


HISTORIES = (_formatted(), _moved(), _explored(), _renamed(), _replaced())

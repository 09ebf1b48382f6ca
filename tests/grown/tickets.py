"""Support tickets instead of projects: the same task with other words, classes and data."""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.grown.editing import (
    PACKAGE,
    append,
    change,
    delete,
    files_below,
    rename_words,
)

_SOURCE = f"src/{PACKAGE}"
# Columns, classes and names. All stages use them, from the raw files to the answer of `predict`.
WORDS = {
    "tags": "categories",
    "tag": "category",
    "projects": "tickets",
    "untagged": "uncategorized",
    "computer-vision": "billing",
    "graph-learning": "access",
    "natural-language-processing": "hardware",
    "mlops": "delivery",
}
# The lessons' words in texts, in the sample as in the tests of the model's behavior.
TEXT_WORDS = {
    "image": "invoice",
    "images": "invoices",
    "satellite": "quarterly",
    "segmentation": "correction",
    "translation": "replacement",
    "sentiment": "battery",
    "graph": "account",
    "deployment": "shipment",
}
_NOT_RENAMED = ("tracking", "markup", "drawing", "clean", "report.html")


def make_tickets(project: Path) -> None:
    """Turn a project of the first release into one for tickets."""
    delete(
        project,
        f"{_SOURCE}/data/make_sample.py",
        f"{_SOURCE}/data/sample_writer.py",
        f"{_SOURCE}/data/sample/words.toml",
        "tests/data/test_sample.py",
    )
    code = files_below(project, "src", "tests", suffixes=(".py",))
    renamed = [path for path in code if not any(part in path for part in _NOT_RENAMED)]
    rename_words(project, renamed, WORDS)
    for module, key in (("train", "run_id"), ("tune", "study")):  # These are MLflow's tags.
        path = f"{_SOURCE}/models/{module}.py"
        change(project, path, f'categories={{"{key}"', f'tags={{"{key}"')
    tune = "tests/code/test_tune.py"
    change(
        project,
        tune,
        "categories.value from runs join categories",
        "tags.value from runs join tags",
    )
    change(project, tune, "where categories.key", "where tags.key")
    rename_words(project, ["notebooks/01_explore.ipynb"], {"tag": "category"})
    _replace_sample(project)
    texts = [path for path in renamed if path.startswith("tests/")]
    _rename_texts(project, texts, TEXT_WORDS)
    _change_page(project)
    _change_shared(project)


def _replace_sample(project: Path) -> None:
    folder = project / _SOURCE / "data" / "sample"
    for name in ("projects", "tags"):
        path = folder / f"{name}.csv"
        path.rename(folder / f"{WORDS[name]}.csv")
    rows = f"{_SOURCE}/data/sample/categories.csv"
    rename_words(project, [rows], WORDS)
    _rename_texts(project, [f"{_SOURCE}/data/sample/tickets.csv"], TEXT_WORDS)


def _rename_texts(project: Path, paths: list[str], words: Mapping[str, str]) -> None:
    """Replace words one by one, so that rows, lengths and shares of classes stay the same."""
    pattern = re.compile(rf"\b({'|'.join(words)})\b", re.IGNORECASE)
    for path in paths:
        text = (project / path).read_text("utf-8")

        def replaced(found: re.Match[str]) -> str:
            old = found[0]
            new = words[old.lower()]
            return new.upper() if old.isupper() else new.capitalize() if old[0].isupper() else new

        (project / path).write_text(pattern.sub(replaced, text), encoding="utf-8")


def _change_page(project: Path) -> None:
    page = f"{_SOURCE}/evaluation/page.py"
    change(project, page, "What the splits say", "How sure we are")
    change(project, page, '"Confusion matrix"', '"Tickets in the wrong queue"')
    change(project, page, '"Learning curve"', '"More tickets, better routing"')


def _change_shared(project: Path) -> None:
    change(project, "README.md", "A machine-learning project.", "Routes support tickets.")
    rename_words(project, ["README.md"], WORDS)
    change(project, "pyproject.toml", '"pandas>=2.2",', '"pandas>=2.2",\n  "pyarrow>=18",')
    append(project, ".gitignore", "\n# exports of the ticket system\n/exports/\n")
    append(
        project,
        "justfile",
        '\n# Export the tickets of last month\n[group("data")]\nexport:\n'
        "    python scripts/export.py\n",
    )

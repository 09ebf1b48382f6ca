"""Realistic small edits of the first release's reference code, and projects with one to ten."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.grown.editing import PACKAGE, append, change, files_below, write

Edit = Callable[[Path], None]

_SOURCE = f"src/{PACKAGE}"


def _edit(path: str, old: str, new: str) -> Edit:
    return partial(change, path=f"{_SOURCE}/{path}", old=old, new=new)


def _test(name: str, text: str) -> Edit:
    return partial(append, path=f"tests/code/test_{name}.py", text=f"\n\n{text}")


def rename(project: Path, old: str, new: str) -> None:
    """Rename a function or class in all code and tests."""
    for path in files_below(project, "src", "tests"):
        text = (project / path).read_text("utf-8")
        renamed = re.sub(rf"\b{old}\b", new, text)
        if renamed != text:
            write(project, path, renamed)


def move_function(project: Path) -> None:
    """Move the function that joins texts to a module of one's own."""
    old = (
        "\n\ndef join_text(frame: pd.DataFrame) -> list[str]:\n"
        '    """Return title and description of each row as one text, '
        'as a person would type it."""\n'
        '    return (frame["title"] + " " + frame["description"]).tolist()\n'
    )
    change(project, f"{_SOURCE}/data/dataset.py", old, "")
    change(
        project,
        f"{_SOURCE}/data/dataset.py",
        "from .labels import",
        "from .joining import join_text\nfrom .labels import",
    )
    text = f'"""Join the columns of a row to one text."""\n\nimport pandas as pd\n{old}'
    write(project, f"{_SOURCE}/data/joining.py", text)


# A bug fixed, a parameter, a column, a metric, a renamed function, a moved one.
EDITS: dict[str, Edit] = {
    "links without a scheme": _edit(
        "data/clean.py", "(?:https?://|www\\.)", "(?:https?://|ftp://|www\\.)"
    ),
    "soft hyphens": _edit(
        "data/clean.py",
        '.replace("\\u2019", "\'")',
        '.replace("\\u2019", "\'").replace("\\u00ad", "")',
    ),
    "larger cache of stems": _edit("data/clean.py", "maxsize=100_000", "maxsize=500_000"),
    "a stop word": _edit("config.py", "    a about above", "    a project about above"),
    "a class": _edit(
        "config.py", '("computer-vision", ', '("computer-vision", "reinforcement-learning", '
    ),
    "a place": _edit(
        "config.py",
        "    @property\n    def stores(",
        "    @property\n    def exports(self) -> Path:\n"
        '        """Folder of what other teams read."""\n'
        '        return self.root / "exports"\n\n    @property\n    def stores(',
    ),
    "another variable for the root": _edit(
        "config.py", 'ROOT_VARIABLE = "PROJECT_ROOT"', 'ROOT_VARIABLE = "TAGGER_ROOT"'
    ),
    "links are followed to the root": _edit(
        "config.py",
        "    start = (start or Path.cwd()).resolve()\n",
        "    start = (start or Path.cwd()).expanduser().resolve()\n",
    ),
    "a parameter": _edit(
        "config.py",
        "    # Dampen repeated words",
        "    # Most columns of words; null for all.\n"
        "    max_words: Annotated[int | None, Between(100, 10_000_000)] = None\n"
        "    # Dampen repeated words",
    ),
    "the parameter is used": _edit(
        "models/classifier.py",
        "        token_pattern=_WORD,\n",
        "        token_pattern=_WORD,\n        max_features=arguments.max_words,\n",
    ),
    "more steps of the solver": _edit(
        "models/classifier.py",
        'solver="liblinear",',
        'solver="liblinear",\n            max_iter=300,',
    ),
    "a column": _edit(
        "data/validate.py",
        'PROJECT_COLUMNS = ("id", "title", "description")',
        'PROJECT_COLUMNS = ("id", "title", "description")\nOPTIONAL_COLUMNS = ("language",)',
    ),
    "longer ids": _edit("data/validate.py", "_LONGEST_ID = 18", "_LONGEST_ID = 15"),
    "more findings": _edit("data/table.py", "MOST_FINDINGS = 5", "MOST_FINDINGS = 25"),
    "semicolons in tables": _edit(
        "data/table.py",
        '    reader = csv.reader(io.StringIO(text, newline=""), strict=True)',
        '    head = text.partition("\\n")[0]\n'
        '    separator = ";" if head.count(";") > head.count(",") else ","\n'
        '    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)',
    ),
    "a longer time limit": _edit(
        "data/extract.py", "TIMEOUT_SECONDS = 30.0", "TIMEOUT_SECONDS = 120.0"
    ),
    "a larger download": _edit(
        "data/extract.py", "LARGEST_BYTES = 200 * 1024", "LARGEST_BYTES = 800 * 1024"
    ),
    "labels without blanks": _edit(
        "data/labels.py",
        "    return [label if label in accepted else other for label in labels]",
        "    stripped = (label.strip() for label in labels)\n"
        "    return [label if label in accepted else other for label in stripped]",
    ),
    "a hint of one's own": _edit(
        "data/split.py", '_HINT = "add rows, or', '_HINT = "ask the data team for rows, or'
    ),
    "a metric": _edit(
        "evaluation/metrics.py",
        "BINS = 10\n",
        "BINS = 10\n\n\ndef error_rate(truth: Indices, predicted: Indices) -> float:\n"
        '    """Return the share of rows that were predicted wrongly."""\n'
        "    return float((truth != predicted).mean())\n",
    ),
    "finer bins": _edit("evaluation/metrics.py", "BINS = 10", "BINS = 20"),
    "a slice": partial(
        append,
        path=f"{_SOURCE}/evaluation/slices.py",
        text="\n\n@slicing\ndef about_video(row: SlicedRow) -> bool:\n"
        '    """Texts about video, which are new to us."""\n    return "video" in row.text\n',
    ),
    "shorter short texts": _edit("evaluation/slices.py", "SHORT_WORDS = 8", "SHORT_WORDS = 5"),
    "words of the report": _edit(
        "evaluation/page.py", '"What the splits say"', '"How stable the scores are"'
    ),
    "a title of the report": _edit(
        "evaluation/evaluate.py", 'labelled projects", performance', 'of our projects", performance'
    ),
    "another experiment": _edit("models/train.py", '"tagging"', '"team-tagging"'),
    "a tag of a run": _edit(
        "models/train.py", '        tags={"run_id"', '        tags={"team": "search", "run_id"'
    ),
    "rounder seconds": _edit(
        "models/train.py", "perf_counter() - start, 4)", "perf_counter() - start, 2)"
    ),
    "longer texts": _edit(
        "inference/predict.py", "MAX_CHARACTERS = 10_000", "MAX_CHARACTERS = 20_000"
    ),
    "fewer digits": _edit(
        "inference/predict.py", "np.round(probabilities, 6)", "np.round(probabilities, 4)"
    ),
    "seeds of hashes": _edit(
        "utils/seeds.py", "    random.seed(seed)\n", "    random.seed(seed)\n    random.random()\n"
    ),
    "a line of a table": _edit(
        "printing.py",
        'typer.echo(f"run: {artifacts.run_id}")',
        'typer.echo(f"saved run {artifacts.run_id}")',
    ),
    "help of the command": _edit(
        "cli.py", "Tag machine-learning projects by title", "Tag our projects by title"
    ),
    "a function renamed": partial(rename, old="replace_minority", new="merge_rare_labels"),
    "a class renamed": partial(rename, old="Findings", new="Problems"),
    "a function moved": move_function,
    "a test of labels": _test(
        "labels",
        "def test_no_labels_have_no_numbers() -> None:\n"
        "    assert len(LabelEncoder.fit([])) == 0\n",
    ),
    "a test of seeds": partial(
        write,
        path="tests/code/test_seeds.py",
        text='"""Seeds."""\n\nfrom demo.utils.seeds import set_seeds\n\n\n'
        "def test_a_seed_can_be_set_twice() -> None:\n    set_seeds(1)\n    set_seeds(1)\n",
    ),
}
PROJECTS = 20


def edits_of(number: int) -> list[str]:
    """Return the names of the edits of a project, from 0: one to ten, different for each."""
    names = list(EDITS)
    count = number % 10 + 1
    return [names[(7 * number + 11 * step) % len(names)] for step in range(count)]


def edit_lightly(project: Path, number: int) -> None:
    """Edit a project; an edit that another one contradicts is made first."""
    for name in sorted(set(edits_of(number)), key=list(EDITS).index):
        EDITS[name](project)

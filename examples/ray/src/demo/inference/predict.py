"""Predict texts: of a request, of the command line, of a file, or of the test set."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..config import Paths, Role
from ..data.clean import clean_texts, join_texts
from ..data.load import detect_format, read_cells
from ..data.split import split
from ..errors import DataError, InputError
from ..evaluation.report import load_same
from ..models.runs import Run
from ..utils.files import write_text

MOST_CHARACTERS = 20_000  # of a text
Prediction = dict[str, Any]
Predictor = Callable[[Sequence[str], Run, float | None], list[Prediction]]


def predict(texts: Sequence[str], run: Run, threshold: float | None = None) -> list[Prediction]:
    """Return the class of each text, with the probability of every class.

    It is None, the model abstains, where its probability is below the threshold, and where the
    model knows nothing of a text, neither a word nor a piece of one. InputError if a text is empty,
    too long or not valid; named with its row.
    """
    check_texts(texts)
    if not texts:
        return []
    made = []
    for values, evident in zip(*run.judge(clean_texts(texts, run.parameters)), strict=True):
        shares = {str(n): float(p) for n, p in zip(run.model.classes_, values, strict=True)}
        best = max(shares, key=lambda name: shares[name])
        sure = bool(evident) and shares[best] >= (threshold or 0)
        made.append({"prediction": best if sure else None, "probabilities": shares})
    return made


def check_texts(texts: Sequence[object]) -> None:
    """Refuse what is not a text.

    InputError if a text is empty, too long or not valid; named with its row.
    """
    for row, text in enumerate(texts, start=1):
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"row {row}: the text is empty")
        if len(text) > MOST_CHARACTERS:
            raise InputError(f"row {row}: the text has more than {MOST_CHARACTERS:,} characters")
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise InputError(f"row {row}: the text is not valid Unicode", "save it as UTF-8")


def predict_file(
    path: Path, run: Run, threshold: float | None = None, predictor: Predictor = predict
) -> list[Prediction]:
    """Predict the rows of a table, or the lines of a text file; each with its row, and its id.

    InputError if the file cannot be read, a column is missing, or a row has no text.
    """
    try:
        if path.suffix.lower() == ".txt":
            lines = path.read_text(encoding="utf-8-sig").splitlines()
            cells = pd.DataFrame({run.data.texts[0]: lines})
        else:
            cells = read_cells(path, detect_format(path, run.data))
    except DataError as error:
        raise InputError(error.message, error.hint) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}", "save it as UTF-8") from error
    named = [name for name in run.data.texts if name in cells]
    if not named:
        columns = ", ".join(run.data.texts)
        raise InputError(f"{path.name} has no column with text", f"expected: {columns}")
    only = {name: run.data.columns[name] for name in named}
    texts = join_texts(cells, run.data.model_copy(update={"columns": only}))
    ids = [name for name in run.data.named(Role.ID) if name in cells]
    return [
        {"row": row, **{name: cells[name].iloc[row - 1] for name in ids}, **made}
        for row, made in enumerate(predictor(texts, run, threshold), start=1)
    ]


def predict_held_out(
    paths: Paths, run: Run, number: int, threshold: float | None = None
) -> list[Prediction]:
    """Predict the first rows of the test set; each prediction is followed by what is true."""
    _, test = split(load_same(paths, run).cells, run.data, run.parameters)
    some = test.take(range(min(number, len(test.y))))
    texts = join_texts(some.cells, run.data)
    rows = zip(texts, predict(texts, run, threshold), some.y.tolist(), strict=True)
    return [{"text": text, **made, "true": true} for text, made, true in rows]


def write_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    """Write predictions as CSV or, by the ending of the file's name, as JSON Lines."""
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        lines = (json.dumps(prediction, ensure_ascii=False) + "\n" for prediction in predictions)
        write_text(path, "".join(lines))
    else:
        write_text(path, pd.json_normalize(list(predictions), sep=" of ").to_csv(index=False))

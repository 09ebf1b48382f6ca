"""The cross-validation behind the choice of the classifier; no test part is ever scored.

Run it as `python -m benchmarks.in_project benchmarks.choose_model`. For each split of the project's
`evaluate --splits 11`, the candidates are cross-validated within the training and validation part.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from demo.config import Arguments
from demo.data.labels import LabelEncoder
from demo.data.split import Part, stratified_splits
from demo.evaluation.metrics import Outcome, calibration_error, overall
from demo.models.recipe import learning_part
from sklearn.model_selection import StratifiedKFold
from skops.io import dumps, get_untrusted_types

from benchmarks.candidates import Features, list_candidates
from benchmarks.model_cost import split_seeds
from benchmarks.projects import Projects, read_projects

FOLDS = 5
PRECISION = 0.95
Rows: TypeAlias = npt.NDArray[np.int64]


@dataclass(slots=True)
class Record:
    """What is known of one candidate: a figure for each fit, and an outcome for each fit.

    Attributes:
        weighted: Weighted F1.
        macro: Macro F1.
        seconds: CPU of the fit, vectorizing included.
        outcomes: What was said of the held-out rows.
        untrusted: Types that skops would not load again without being told to trust them.
    """

    weighted: list[float] = field(default_factory=list)
    macro: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    untrusted: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome, seconds: float) -> None:
        """Add one fold."""
        metrics = overall(outcome)
        self.weighted.append(metrics["weighted_f1"])
        self.macro.append(metrics["macro_f1"])
        self.seconds.append(seconds)
        self.outcomes.append(outcome)


Records = dict[tuple[str, str], Record]


def cross_validate(projects: Projects, arguments: Arguments) -> Records:
    """Cross-validate every candidate in the learning part of every split."""
    encoder = LabelEncoder.fit(projects.labels)
    records: Records = defaultdict(Record)
    for seed in split_seeds(arguments):
        splits = stratified_splits(projects.clean, projects.labels, seed, arguments.train_share)
        known = learning_part(splits)
        for learned, held_out in _folds(known, encoder, seed):
            for features in list_candidates(arguments):
                _try_fold(records, features, learned, held_out, encoder)
    return records


def _folds(known: Part, encoder: LabelEncoder, seed: int) -> Iterator[tuple[Part, Part]]:
    """Yield parts to learn from and to judge on; the seed shuffles."""
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for learned, held_out in splitter.split(known.texts, encoder.encode(known.labels)):
        yield _take(known, learned), _take(known, held_out)


def _take(part: Part, rows: Rows) -> Part:
    return Part([part.texts[row] for row in rows], [part.labels[row] for row in rows])


def _try_fold(
    records: Records, features: Features, learned: Part, held_out: Part, encoder: LabelEncoder
) -> None:
    """Fit the models of one kind of features, each charged with the vectorizing."""
    start = time.process_time()
    vectorizer = features.build()
    columns = vectorizer.fit_transform(learned.texts)
    vectorizing = time.process_time() - start
    held_out_columns = vectorizer.transform(held_out.texts)
    classes, truth = encoder.encode(learned.labels), encoder.encode(held_out.labels)
    for name, build in features.models.items():
        start = time.process_time()
        model = build().fit(columns, classes)
        seconds = vectorizing + time.process_time() - start
        probabilities = model.predict_proba(held_out_columns)
        outcome = Outcome(held_out.texts, truth, probabilities, encoder.classes)
        record = records[features.name, name]
        if not record.outcomes:
            record.untrusted = get_untrusted_types(data=dumps(model))
        record.add(outcome, seconds)


def format_choices(records: Records) -> str:
    """Return the candidates as a Markdown table, the best mean of weighted F1 first."""
    heading = (
        "| features | model | weighted F1 | sd of folds | sd of seeds | macro F1 | CPU s "
        f"| calibration error | coverage at {PRECISION:g} | not trusted by skops |\n"
    )
    ordered = sorted(records.items(), key=lambda item: -float(np.mean(item[1].weighted)))
    lines = [_format_line(*names, record) for names, record in ordered]
    return heading + "| --- " * heading.count(" | ") + "| --- |\n" + "".join(lines)


def _format_line(features: str, model: str, record: Record) -> str:
    by_seed = np.reshape(record.weighted, (-1, FOLDS)).mean(axis=1)
    pooled = _pool(record.outcomes)
    figures = (
        np.mean(record.weighted),
        np.std(record.weighted, ddof=1),
        np.std(by_seed, ddof=1),
        np.mean(record.macro),
        np.mean(record.seconds),
        calibration_error(pooled),
        coverage(pooled),
    )
    cells = [features, model, *(f"{figure:.4f}" for figure in figures)]
    trusted = ", ".join(record.untrusted) or "-"
    return f"| {' | '.join([*cells, trusted])} |\n"


def _pool(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcomes of all folds of all splits as one."""
    return Outcome(
        texts=[text for outcome in outcomes for text in outcome.texts],
        truth=np.concatenate([outcome.truth for outcome in outcomes]),
        probabilities=np.concatenate([outcome.probabilities for outcome in outcomes]),
        classes=outcomes[0].classes,
    )


def coverage(outcome: Outcome) -> float:
    """Return the largest share of rows, surest first, of which PRECISION are right."""
    surest_first = np.argsort(-outcome.confidence, kind="stable")
    right = np.cumsum(outcome.correct[surest_first])
    enough = np.flatnonzero(right / np.arange(1, len(right) + 1) >= PRECISION)
    return float(enough[-1] + 1) / len(right) if len(enough) else 0.0


def main() -> None:
    """Cross-validate and print the table."""
    arguments = Arguments()
    projects = read_projects(arguments)
    fits = len(split_seeds(arguments)) * FOLDS
    sys.stdout.write(f"{projects.source}; mean of {fits} fits of each candidate\n\n")
    sys.stdout.write(format_choices(cross_validate(projects, arguments)))


if __name__ == "__main__":
    main()

"""The cross-validation behind the choice of the classifier; no test part is ever scored.

Run it as `python -m benchmarks.in_project benchmarks.choose_model`. For each split of the project's
`evaluate --splits 11`, the candidates are cross-validated within the training and validation part.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from demo.config import Parameters
from demo.evaluation.metrics import Predictions, calibration, measure
from sklearn.model_selection import StratifiedKFold
from skops.io import dumps, get_untrusted_types

from benchmarks.candidates import Features, list_candidates
from benchmarks.model_cost import split_seeds
from benchmarks.parts import Part, stratified_splits
from benchmarks.projects import Projects, read_projects

FOLDS = 5
PRECISION = 0.95


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
    outcomes: list[Predictions] = field(default_factory=list)
    untrusted: list[str] = field(default_factory=list)

    def add(self, outcome: Predictions, seconds: float) -> None:
        """Add one fold."""
        scores = measure(outcome)
        self.weighted.append(scores["f1_weighted"])
        self.macro.append(scores["f1_macro"])
        self.seconds.append(seconds)
        self.outcomes.append(outcome)


Records = dict[tuple[str, str], Record]


def cross_validate(projects: Projects, parameters: Parameters) -> Records:
    """Cross-validate every candidate in the learning part of every split."""
    records: Records = defaultdict(Record)
    for seed in split_seeds(parameters):
        splits = stratified_splits(projects.clean, projects.labels, seed)
        known = splits.learning
        for learned, held_out in _folds(known, seed):
            for features in list_candidates(parameters):
                _try_fold(records, features, learned, held_out)
    return records


def _folds(known: Part, seed: int) -> Iterator[tuple[Part, Part]]:
    """Yield parts to learn from and to judge on; the seed shuffles."""
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for learned, held_out in splitter.split(known.texts, known.labels):
        yield known.take(learned), known.take(held_out)


def _try_fold(records: Records, features: Features, learned: Part, held_out: Part) -> None:
    """Fit the models of one kind of features, each charged with the vectorizing."""
    start = time.process_time()
    vectorizer = features.build()
    columns = vectorizer.fit_transform(learned.texts)
    vectorizing = time.process_time() - start
    held_out_columns = vectorizer.transform(held_out.texts)
    truth = np.array(held_out.labels, object)
    for name, build in features.models.items():
        start = time.process_time()
        model = build().fit(columns, learned.labels)
        seconds = vectorizing + time.process_time() - start
        probabilities = model.predict_proba(held_out_columns)
        outcome = Predictions(truth, probabilities, list(model.classes_))
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


def _pool(outcomes: Sequence[Predictions]) -> Predictions:
    """Return the outcomes of all folds of all splits as one."""
    return Predictions(
        np.concatenate([outcome.y for outcome in outcomes]),
        np.concatenate([outcome.probabilities for outcome in outcomes]),
        outcomes[0].classes,
    )


def calibration_error(outcome: Predictions, bins: int = 10) -> float:
    """Return by how much confidence and share of right answers differ, on the mean of all rows."""
    groups = calibration(outcome, bins)
    off = sum(group["rows"] * abs(group["confidence"] - group["right"]) for group in groups)
    return float(off / sum(group["rows"] for group in groups))


def coverage(outcome: Predictions) -> float:
    """Return the largest share of rows, surest first, of which PRECISION are right."""
    surest_first = np.argsort(-outcome.confidence, kind="stable")
    right = np.cumsum((outcome.y == outcome.predicted)[surest_first])
    enough = np.flatnonzero(right / np.arange(1, len(right) + 1) >= PRECISION)
    return float(enough[-1] + 1) / len(right) if len(enough) else 0.0


def main() -> None:
    """Cross-validate and print the table."""
    parameters = Parameters()
    projects = read_projects(parameters)
    fits = len(split_seeds(parameters)) * FOLDS
    sys.stdout.write(f"{projects.source}; mean of {fits} fits of each candidate\n\n")
    sys.stdout.write(format_choices(cross_validate(projects, parameters)))


if __name__ == "__main__":
    main()

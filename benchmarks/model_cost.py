"""CPU of fitting and predicting: the project's own functions and the lesson's, in turn."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from demo.config import DataConfig, Parameters
from demo.data.clean import STOPWORDS
from demo.inference.predict import predict
from demo.models.runs import Run
from demo.models.train import cross_validation, fit
from sklearn.preprocessing import LabelEncoder

from benchmarks.comparison import Comparison, take_turns
from benchmarks.lesson import Lesson, clean_as_lesson, decide, fit_lesson
from benchmarks.parts import Part, stratified_splits
from benchmarks.projects import Projects

FIT_AT_MOST = 1 / 8
PREDICT_AT_MOST = 1 / 1.5
PREDICTED_TEXTS = 10_000
PREDICTION_ROUNDS = 5
SPLITS = 11


@dataclass(frozen=True, slots=True)
class SplitFits:
    """CPU seconds of all fits on one split, and the lesson's classifier for it."""

    seed: int
    lesson: Lesson
    of_lesson: float
    of_train_part: float
    of_kept_model: float
    of_command: float


def split_seeds(parameters: Parameters) -> list[int]:
    """Return the seeds of the project's `evaluate --splits 11`: its own, then 0, 1, 2, ..."""
    others = (seed for seed in range(SPLITS) if seed != parameters.seed)
    return [parameters.seed, *islice(others, SPLITS - 1)]


def fit_splits(projects: Projects, parameters: Parameters) -> list[SplitFits]:
    """Fit everything on each split, after one round that is not counted."""
    first, *others = split_seeds(parameters)
    return [_fit_split(projects, parameters, seed) for seed in (first, first, *others)][1:]


def compare_fits(fits: Sequence[SplitFits]) -> Iterator[Comparison]:
    """Yield the comparisons of what was fitted; a pair is one split."""
    lesson = [fit.of_lesson for fit in fits]
    train_part = [fit.of_train_part for fit in fits]
    kept = [fit.of_kept_model for fit in fits]
    command = [fit.of_command for fit in fits]
    yield Comparison("fit on the training part", train_part, lesson, FIT_AT_MOST)
    yield Comparison("fit on training and validation part (kept)", kept, lesson, FIT_AT_MOST)
    yield Comparison("fit and cross-validation: 6 fits", command, lesson)


def compare_predictions(
    projects: Projects, parameters: Parameters, lesson: Lesson
) -> Iterator[Comparison]:
    """Yield the comparisons of predicting: from raw texts to tags, and without the cleaning."""
    model = fit(Part(projects.clean, projects.labels).rows(), parameters)
    own = Run("", model, DataConfig(source="", target=""), parameters, {})
    raw, clean, lesson_clean = (
        list(islice(cycle(texts), PREDICTED_TEXTS))
        for texts in (projects.raw, projects.clean, projects.lesson_clean)
    )
    stopwords = sorted(STOPWORDS)

    def tag_as_lesson() -> list[int]:
        texts = [clean_as_lesson(text, stopwords) for text in raw]
        return decide(lesson.probabilities(texts), lesson.threshold, other=0)

    yield take_turns(
        f"predict {PREDICTED_TEXTS:,} texts, cleaning included",
        lambda: cpu_seconds(lambda: predict(raw, own)),
        lambda: cpu_seconds(tag_as_lesson),
        PREDICTION_ROUNDS,
        PREDICT_AT_MOST,
    )
    yield take_turns(
        f"features and model alone, {PREDICTED_TEXTS:,} clean texts",
        lambda: cpu_seconds(lambda: model.predict_proba(clean)),
        lambda: cpu_seconds(lambda: lesson.probabilities(lesson_clean)),
        PREDICTION_ROUNDS,
        PREDICT_AT_MOST,
    )


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds of this process, all its threads, that a call takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


def _fit_split(projects: Projects, parameters: Parameters, seed: int) -> SplitFits:
    """Fit everything on one split; cleaning is not part of it, vectorizing is."""
    encoder = LabelEncoder().fit(projects.labels)
    ours, theirs = (
        stratified_splits(texts, projects.labels, seed)
        for texts in (projects.clean, projects.lesson_clean)
    )
    train_classes, validation_classes = (
        encoder.transform(part.labels) for part in (theirs.train, theirs.validation)
    )
    kept, data = ours.learning.rows(), DataConfig(source="", target="")
    train_part = cpu_seconds(lambda: fit(ours.train.rows(), parameters))
    start = time.process_time()
    lesson = fit_lesson(
        theirs.train.texts, train_classes, theirs.validation.texts, validation_classes, seed
    )
    of_lesson = time.process_time() - start
    return SplitFits(
        seed=seed,
        lesson=lesson,
        of_lesson=of_lesson,
        of_train_part=train_part,
        of_kept_model=cpu_seconds(lambda: fit(kept, parameters)),
        of_command=cpu_seconds(
            lambda: (fit(kept, parameters), cross_validation(kept, data, parameters))
        ),
    )

"""CPU of fitting and predicting: the project's own functions and the lesson's, in turn."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from demo.config import STOPWORDS, Arguments
from demo.data.labels import LabelEncoder
from demo.data.split import stratified_splits
from demo.inference.predict import predict
from demo.models.classifier import fit_classifier
from demo.models.recipe import learning_part
from demo.models.train import train

from benchmarks.comparison import Comparison, take_turns
from benchmarks.lesson import Lesson, clean_as_lesson, decide, fit_lesson
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


def split_seeds(arguments: Arguments) -> list[int]:
    """Return the seeds of the project's `evaluate --splits 11`: its own, then 0, 1, 2, ..."""
    others = (seed for seed in range(SPLITS) if seed != arguments.seed)
    return [arguments.seed, *islice(others, SPLITS - 1)]


def fit_splits(projects: Projects, arguments: Arguments) -> list[SplitFits]:
    """Fit everything on each split, after one round that is not counted."""
    first, *others = split_seeds(arguments)
    return [_fit_split(projects, arguments, seed) for seed in (first, first, *others)][1:]


def compare_fits(fits: Sequence[SplitFits]) -> Iterator[Comparison]:
    """Yield the comparisons of what was fitted; a pair is one split."""
    lesson = [fit.of_lesson for fit in fits]
    train_part = [fit.of_train_part for fit in fits]
    kept = [fit.of_kept_model for fit in fits]
    command = [fit.of_command for fit in fits]
    yield Comparison("fit on the training part", train_part, lesson, FIT_AT_MOST)
    yield Comparison("fit on training and validation part (kept)", kept, lesson, FIT_AT_MOST)
    yield Comparison("all of `train`: 7 fits, with cross-validation", command, lesson)


def compare_predictions(
    projects: Projects, arguments: Arguments, lesson: Lesson
) -> Iterator[Comparison]:
    """Yield the comparisons of predicting: from raw texts to tags, and without the cleaning."""
    artifacts = train(projects.clean, projects.labels, arguments)
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
        lambda: cpu_seconds(lambda: predict(raw, artifacts)),
        lambda: cpu_seconds(tag_as_lesson),
        PREDICTION_ROUNDS,
        PREDICT_AT_MOST,
    )
    yield take_turns(
        f"features and model alone, {PREDICTED_TEXTS:,} clean texts",
        lambda: cpu_seconds(lambda: artifacts.classifier.predict_proba(clean)),
        lambda: cpu_seconds(lambda: lesson.probabilities(lesson_clean)),
        PREDICTION_ROUNDS,
        PREDICT_AT_MOST,
    )


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds of this process, all its threads, that a call takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


def _fit_split(projects: Projects, arguments: Arguments, seed: int) -> SplitFits:
    """Fit everything on one split; cleaning is not part of it, vectorizing is."""
    encoder = LabelEncoder.fit(projects.labels)
    ours, theirs = (
        stratified_splits(texts, projects.labels, seed, arguments.train_share)
        for texts in (projects.clean, projects.lesson_clean)
    )
    train_classes, validation_classes = (
        encoder.encode(part.labels) for part in (theirs.train, theirs.validation)
    )
    kept = learning_part(ours)
    kept_classes = encoder.encode(kept.labels)
    train_part = cpu_seconds(lambda: fit_classifier(ours.train.texts, train_classes, arguments))
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
        of_kept_model=cpu_seconds(lambda: fit_classifier(kept.texts, kept_classes, arguments)),
        of_command=cpu_seconds(lambda: train(projects.clean, projects.labels, arguments)),
    )

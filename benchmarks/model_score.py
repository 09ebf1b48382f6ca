"""F1 of the project's recipe and of the lesson's, on the same test parts."""

from collections.abc import Callable, Iterator, Sequence
from statistics import mean, stdev
from typing import Any

from demo.config import OTHER, Arguments
from demo.data.labels import LabelEncoder
from demo.data.split import Splits, stratified_splits
from demo.evaluation.splits import repeated_splits
from demo.evaluation.spread import summarize
from demo.models.classifier import fit_classifier
from sklearn.metrics import f1_score

from benchmarks.comparison import Row
from benchmarks.lesson import decide
from benchmarks.model_cost import SPLITS, SplitFits
from benchmarks.projects import Projects

WEIGHTED_F1_AT_LEAST = 0.885
AVERAGES = ("weighted", "macro")

# F1 of each split, by the kind of average.
Scores = dict[str, list[float]]
# From the split of a seed to the classes of its test part.
Tagger = Callable[[Splits, SplitFits], Sequence[int]]


def compare_scores(
    projects: Projects, arguments: Arguments, fits: Sequence[SplitFits]
) -> Iterator[Row]:
    """Yield the rows of F1: the project's own figures first, then fitted on fewer rows."""
    encoder = LabelEncoder.fit(projects.labels)

    def as_lesson(splits: Splits, fit: SplitFits) -> Sequence[int]:
        return decide(fit.lesson.probabilities(splits.test.texts), 0.0, other=0)

    def as_lesson_with_threshold(splits: Splits, fit: SplitFits) -> Sequence[int]:
        probabilities = fit.lesson.probabilities(splits.test.texts)
        return decide(probabilities, fit.lesson.threshold, int(encoder.encode([OTHER])[0]))

    def on_train_part(splits: Splits, _fit: SplitFits) -> Sequence[int]:
        classes = encoder.encode(splits.train.labels)
        tagged = fit_classifier(splits.train.texts, classes, arguments).predict(splits.test.texts)
        return [int(number) for number in tagged]

    def score(texts: Sequence[str], tag: Tagger) -> Scores:
        return _score(texts, projects.labels, arguments, fits, tag)

    here = _own_scores(projects, arguments)
    lesson = score(projects.lesson_clean, as_lesson)
    cut = score(projects.lesson_clean, as_lesson_with_threshold)
    fewer = score(projects.clean, on_train_part)
    yield from _rows("", here, lesson, WEIGHTED_F1_AT_LEAST if projects.real else None)
    yield from _rows(", the lesson with its threshold", here, cut)
    yield from _rows(", fitted on the training part alone", fewer, lesson)


def _own_scores(projects: Projects, arguments: Arguments) -> Scores:
    """Return what the project's `evaluate --splits 11` measures."""
    outcomes = list(repeated_splits(projects.clean, projects.labels, arguments, SPLITS))
    splits: list[dict[str, Any]] = summarize(outcomes)["splits"]
    return {average: [split[f"{average}_f1"] for split in splits] for average in AVERAGES}


def _score(
    texts: Sequence[str],
    labels: Sequence[str],
    arguments: Arguments,
    fits: Sequence[SplitFits],
    tag: Tagger,
) -> Scores:
    encoder = LabelEncoder.fit(labels)
    scores: Scores = {average: [] for average in AVERAGES}
    for fit in fits:
        splits = stratified_splits(texts, labels, fit.seed, arguments.train_share)
        tagged, truth = tag(splits, fit), encoder.encode(splits.test.labels)
        for average in AVERAGES:
            scores[average].append(float(f1_score(truth, tagged, average=average)))
    return scores


def _rows(
    note: str, here: Scores, peer: Scores, weighted_at_least: float | None = None
) -> Iterator[Row]:
    for average in AVERAGES:
        ours, theirs = here[average], peer[average]
        gains = [our - their for our, their in zip(ours, theirs, strict=True)]
        target = weighted_at_least if average == "weighted" else None
        yield Row(
            what=f"{average} F1, {len(ours)} splits{note}",
            here=f"{mean(ours):.3f} ± {stdev(ours):.3f}",
            peer=f"{mean(theirs):.3f} ± {stdev(theirs):.3f}",
            ratio=f"{mean(gains):+.3f} ({min(gains):+.3f} to {max(gains):+.3f})",
            target="" if target is None else f"at least {target:.3f}",
            met=None if target is None else mean(ours) >= target,
        )

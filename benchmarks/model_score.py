"""F1 of the project's recipe and of the lesson's, on the same test parts."""

from collections.abc import Callable, Iterator, Sequence
from statistics import mean, stdev

from demo.config import Parameters
from demo.models.train import fit
from sklearn.metrics import f1_score
from sklearn.preprocessing import LabelEncoder

from benchmarks.comparison import Row
from benchmarks.lesson import decide
from benchmarks.model_cost import SplitFits
from benchmarks.parts import Part, Splits, stratified_splits
from benchmarks.projects import Projects

WEIGHTED_F1_AT_LEAST = 0.900
OTHER = "other"
AVERAGES = ("weighted", "macro")

# F1 of each split, by the kind of average.
Scores = dict[str, list[float]]
# From the split of a seed to the classes of its test part.
Tagger = Callable[[Splits, SplitFits], Sequence[int]]


def compare_scores(
    projects: Projects, parameters: Parameters, fits: Sequence[SplitFits]
) -> Iterator[Row]:
    """Yield the rows of F1: the project's own figures first, then fitted on fewer rows."""
    encoder = LabelEncoder().fit(projects.labels)

    def as_lesson(splits: Splits, split: SplitFits) -> Sequence[int]:
        return decide(split.lesson.probabilities(splits.test.texts), 0.0, other=0)

    def as_lesson_with_threshold(splits: Splits, split: SplitFits) -> Sequence[int]:
        probabilities = split.lesson.probabilities(splits.test.texts)
        return decide(probabilities, split.lesson.threshold, int(encoder.transform([OTHER])[0]))

    def tag(learned: Part, splits: Splits) -> Sequence[int]:
        tagged = fit(learned.rows(), parameters).predict(splits.test.texts)
        return [int(number) for number in encoder.transform(tagged)]

    def on_learning_part(splits: Splits, _fit: SplitFits) -> Sequence[int]:
        return tag(splits.learning, splits)

    def on_train_part(splits: Splits, _fit: SplitFits) -> Sequence[int]:
        return tag(splits.train, splits)

    def score(texts: Sequence[str], tagger: Tagger) -> Scores:
        return _score(texts, projects.labels, fits, tagger)

    here = score(projects.clean, on_learning_part)
    lesson = score(projects.lesson_clean, as_lesson)
    cut = score(projects.lesson_clean, as_lesson_with_threshold)
    fewer = score(projects.clean, on_train_part)
    yield from _rows("", here, lesson, WEIGHTED_F1_AT_LEAST if projects.real else None)
    yield from _rows(", the lesson with its threshold", here, cut)
    yield from _rows(", fitted on the training part alone", fewer, lesson)


def _score(
    texts: Sequence[str],
    labels: Sequence[str],
    fits: Sequence[SplitFits],
    tagger: Tagger,
) -> Scores:
    encoder = LabelEncoder().fit(labels)
    scores: Scores = {average: [] for average in AVERAGES}
    for split in fits:
        splits = stratified_splits(texts, labels, split.seed)
        tagged, truth = tagger(splits, split), encoder.transform(splits.test.labels)
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

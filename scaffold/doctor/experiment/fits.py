"""What calls learn from rows: fits of preprocessors and models, resampling, statistics."""

import ast
from dataclasses import replace

from scaffold.doctor.experiment.called import (
    HELD_OUT,
    Called,
    follow_other,
    is_preprocessor,
    roles_of,
    stops_early,
)
from scaffold.doctor.experiment.library_names import (
    EXPLAINERS,
    PIPELINES,
    RESAMPLERS,
    TRANSFORMER_GROUPS,
    UNSUPERVISED,
    VALIDATED,
)
from scaffold.doctor.experiment.rows import Kind, Mark, Role, Value, join


def construct(call: Called) -> Value:
    """Return a pipeline, or another group of preprocessors."""
    steps = call.arguments if call.name == "make_pipeline" else call.first.parts
    parts = tuple(step.parts[-1] if step.parts else step for step in steps)
    stopping = [Mark(Kind.STOPS_EARLY)] if stops_early(call) else []
    name = "ColumnTransformer" if call.name in TRANSFORMER_GROUPS else call.name
    return Value(made_by=name, parts=parts if name in PIPELINES else (), marks=frozenset(stopping))


def fit(call: Called) -> Value:
    """Follow the fit of a preprocessor or of a model."""
    rows, fitted = call.first, call.receiver
    if is_preprocessor(fitted):
        return call.rebind(fitted.marked(*_fit_preprocessor(call)))
    _see_fit(call)
    made = fitted.made_by
    known = frozenset() if made in UNSUPERVISED | VALIDATED else rows.rows
    is_supervised = len(call.arguments) + len({"y"} & set(call.keywords)) > 1
    return call.rebind(
        replace(
            fitted,
            role=Role.UNKNOWN,
            rows=frozenset(),
            fitted_on=known if is_supervised else frozenset(),
        )
    )


def _fit_preprocessor(call: Called) -> list[Mark]:
    """Return the mark of what learned from all rows, and report what learned from others."""
    rows, name = call.first, call.receiver.made_by
    if rows.role in HELD_OUT and call.follower.program.has_training_rows:
        call.follower.judge.see_fit_on_held_out(name, rows.role, call.line)
    if rows.role or not rows.rows:
        return []
    return [Mark(Kind.FITTED, call.line, f"`{name}` is fitted on all rows")]


def _see_fit(call: Called) -> None:
    judge, rows = call.follower.judge, call.first
    if call.receiver.made_by in VALIDATED:
        judge.is_scored_elsewhere = True
        judge.see_split(rows, call.line, "the folds")
    if "validation_split" in call.keywords:
        judge.see_split(rows, call.line)
    has_labels = len(call.arguments) > 1 or "y" in call.keywords
    is_of_target = call.receiver.made_by not in UNSUPERVISED | EXPLAINERS
    if rows.role == Role.TEST and has_labels and is_of_target:
        judge.see_test_rows(call.line, "a model is fitted on test rows")
    _see_watched(call)


def _see_watched(call: Called) -> None:
    """Report test rows that stop a training, or choose the state that is kept."""
    names = ("eval_set", "validation_data", "evals", "valid_sets", "val_dataloaders")
    watched = [call.keywords[name] for name in (*names, "eval_dataset") if name in call.keywords]
    if call.receiver.made_by == "Trainer":
        watched += call.arguments[2:3]
    is_watching = stops_early(call) or call.receiver.made_by.startswith("CatBoost")
    shown = [item for value in watched for item in (value.parts or (value,))]
    if is_watching and any(Role.TEST in roles_of(item) for item in shown):
        call.follower.judge.see_test_rows(call.line, "the test set decides when training stops")


def make_trainer(call: Called) -> Value:
    """Follow a trainer of `transformers`, which gets its rows when it is created."""
    _see_watched(call)
    return follow_other(call)


def fit_transform(call: Called) -> Value:
    """Follow a fit on rows that are changed, too."""
    if not is_preprocessor(call.receiver):
        return follow_other(call)
    marks = _fit_preprocessor(call)
    call.rebind(call.receiver.marked(*marks))
    return replace(call.first, parts=(), made_by="").marked(*marks)


def transform(call: Called) -> Value:
    """Follow a change of rows by a preprocessor that was fitted."""
    marks = call.receiver.find(Kind.FITTED)
    return replace(call.first, parts=(), made_by="").marked(*marks)


def fit_resample(call: Called) -> Value:
    """Follow a sampler of imbalanced-learn."""
    name = call.receiver.made_by or call.name
    both = call.arguments[:2]
    if name not in RESAMPLERS:
        return replace(join(both), parts=both)
    if call.first.role in HELD_OUT:
        call.follower.judge.see_resampled_held_out(name, call.first.role, call.line)
    marks = [] if call.first.role else [Mark(Kind.RESAMPLED, call.line, name)]
    parts = tuple(value.marked(*marks) for value in both)
    return replace(join(parts), parts=parts)


def bootstrap(call: Called) -> Value:
    """Follow `sklearn.utils.resample`, which repeats rows unless told otherwise."""
    if not call.origin.startswith("sklearn.") or call.is_true("replace") is False:
        return follow_other(call)
    marks = [] if call.first.role else [Mark(Kind.RESAMPLED, call.line, "resample")]
    parts = tuple(value.marked(*marks) for value in call.arguments)
    return replace(join(parts), parts=parts if len(parts) > 1 else ())


def sample(call: Called) -> Value:
    """Follow `sample` of a table, which repeats rows if told so."""
    if not call.is_true("replace") or call.receiver.role:
        return follow_other(call)
    return call.receiver.marked(Mark(Kind.RESAMPLED, call.line, "sample"))


def train(call: Called) -> Value:
    """Follow the functions `train` of XGBoost and LightGBM."""
    _see_watched(call)
    return follow_other(call)


def take_statistic(call: Called) -> Value:
    """Follow `mean` and others: a mean of right predictions of test rows is a score of them."""
    return take_sum(call).marked(Mark(Kind.STATISTIC, call.line, call.name))


def fill(call: Called) -> Value:
    """Follow `fillna`, which learns from all rows if it is given a statistic of them."""
    filled = join([call.receiver, *call.arguments])
    statistics = [mark for value in call.arguments for mark in value.find(Kind.STATISTIC)]
    if statistics and not filled.role:
        filled = filled.marked(
            Mark(Kind.FITTED, call.line, f"`{statistics[0].name}` of all rows fills gaps")
        )
    if call.is_true("inplace") and isinstance(call.node.func, ast.Attribute):
        call.follower.add_to(call.node.func.value, filled)
    return filled


def collect(call: Called) -> Value:
    """Follow `append` and similar methods."""
    if isinstance(call.node.func, ast.Attribute):
        call.follower.add_to(call.node.func.value, join(call.arguments))
    return follow_other(call)


def take_sum(call: Called) -> Value:
    """Follow `sum`: a sum of right predictions of test rows is a score of them."""
    compared = [call.receiver, *call.arguments]
    value = call.everything
    if any(each.made_by == "comparison" and each.role == Role.TEST for each in compared):
        return value.marked(Mark(Kind.TEST_SCORE, call.line))
    return value

"""What calls measure: splits, folds, predictions, scores, and choices by them."""

import ast
from dataclasses import replace

from scaffold.doctor.experiment.called import Called, follow_other, roles_of
from scaffold.doctor.experiment.fits import take_statistic
from scaffold.doctor.experiment.library_names import CURVES
from scaffold.doctor.experiment.rows import NOTHING, Kind, Mark, Role, Value


def split(call: Called) -> Value:
    """Follow a split at random into training and test rows."""
    parts: list[Value] = []
    arrays = call.arguments or tuple(
        value for key, value in call.keywords.items() if key in {"X", "y", "arrays"}
    )
    for number, value in enumerate(arrays):
        call.follower.judge.see_split(value, call.line)
        call.follower.splits_parameters |= any(row.startswith("parameter") for row in value.rows)
        for role in (Role.TRAINING, Role.TEST):
            rows = frozenset({f"{role} {call.line}.{call.node.col_offset}.{number}"})
            parts.append(Value(_within(value.role, role), rows))
    return Value(parts=tuple(parts), made_by="split")


def _within(given: Role, role: Role) -> Role:
    """Return the role of a part of rows: what is split off from training validates."""
    return Role.VALIDATION if given == Role.TRAINING and role == Role.TEST else role


def split_in_folds(call: Called) -> Value:
    """Follow `split` of a splitter of scikit-learn: rows of a fold are chosen by index."""
    if not call.arguments or isinstance(call.node.args[0], ast.Constant):
        return follow_other(call)
    if not call.receiver.made_by.endswith(("Fold", "Split", "Out", "CV")):
        return follow_other(call)
    call.follower.judge.see_split(call.first, call.line, "the folds")
    parts = tuple(Value(role, made_by="fold") for role in (Role.TRAINING, Role.VALIDATION))
    return Value(parts=parts, made_by="folds")


def cross_validate(call: Called) -> Value:
    """Follow a cross-validation, which splits the rows that it is given."""
    rows = call.arguments[1] if len(call.arguments) > 1 else call.keywords.get("X", NOTHING)
    call.follower.judge.see_split(rows, call.line, "the folds")
    call.follower.judge.is_scored_elsewhere = True
    return NOTHING


def predict(call: Called) -> Value:
    """Follow a prediction, which remembers the rows that its model was fitted on."""
    return replace(
        call.first,
        parts=(),
        made_by="prediction",
        fitted_on=call.receiver.fitted_on,
        marks=frozenset(call.first.find(Kind.FITTED)),
    )


def score(call: Called) -> Value:
    """Follow `model.score(rows, labels)`."""
    _see_score(call, call.first, call.receiver.fitted_on)
    return mark_score(call)


def measure(call: Called) -> Value:
    """Follow a metric, which compares labels with predictions."""
    predicted = next((each for each in call.arguments if each.fitted_on), None)
    predicted = predicted or next((v for v in call.keywords.values() if v.fitted_on), NOTHING)
    _see_score(call, predicted, predicted.fitted_on)
    return mark_score(call)


def _see_score(call: Called, rows: Value, fitted_on: frozenset[str]) -> None:
    judge = call.follower.judge
    if rows.rows and rows.rows <= fitted_on:
        judge.see_score(call.line, call.name, is_training=True)
    else:
        judge.see_score(call.line, call.name, is_training=False)


def mark_score(call: Called) -> Value:
    """Return a score; it is marked if it is one of test rows."""
    given = [*call.arguments, *call.keywords.values()]
    marks = (
        [Mark(Kind.TEST_SCORE, call.line)] if any(Role.TEST in roles_of(v) for v in given) else []
    )
    if call.name in CURVES and marks:
        part = Value(marks=frozenset({Mark(Kind.TEST_CURVE, call.line)}))
        return Value(parts=(part, part, part), marks=part.marks)
    return Value(marks=frozenset(marks))


def find_best(call: Called) -> Value:
    """Follow `argmax` and similar functions."""
    given = call.everything
    if given.find(Kind.TEST_CURVE, Kind.TEST_SCORE):
        call.follower.judge.see_test_rows(call.line, "the best score on the test set decides")
    return NOTHING


def find_most(call: Called) -> Value:
    """Follow `max` and `min`: with a key, they choose what has the best score."""
    if call.origin or isinstance(call.node.func, ast.Attribute) or "key" not in call.keywords:
        return take_statistic(call)
    return find_best(call)


def enumerate_folds(call: Called) -> Value:
    """Follow `enumerate`, which counts folds."""
    if call.first.made_by != "folds":
        return follow_other(call)
    return Value(parts=(NOTHING, call.first), made_by="folds")

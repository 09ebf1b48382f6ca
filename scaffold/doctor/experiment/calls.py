"""What is known of the results of calls, by the names of functions and methods."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from scaffold.doctor.experiment import fits, measures
from scaffold.doctor.experiment.called import HELD_OUT, Called, follow_other
from scaffold.doctor.experiment.following import Follower, Summary
from scaffold.doctor.experiment.library_names import (
    ARGUMENTS_OF_BEST,
    CROSS_VALIDATIONS,
    CURVES,
    METRICS,
    PIPELINES,
    PREDICTIONS,
    SCORES,
    SPLITS,
    STATISTICS,
    TRANSFORMER_GROUPS,
)
from scaffold.doctor.experiment.program import dotted, full_name
from scaffold.doctor.experiment.rows import NOTHING, Kind, Value, join

_MEASURES = re.compile(
    r"(?:^|_)(?:score|acc|accuracy|eval|evaluate|valid|validate|metrics?|loss|error|auc|f1|test)"
)
_Handler = Callable[[Called], Value]


def value_of_call(follower: Follower, node: ast.Call) -> Value:
    """Return what is known of the result of a call."""
    call = _read(follower, node)
    is_method = isinstance(node.func, ast.Attribute) and not call.origin
    if not is_method and call.name in follower.program.by_name and not call.origin:
        summary = follower.summarize(call.name)
        return _apply(call, summary) if summary else _follow_unknown(call)
    return _HANDLERS.get(call.name, _follow_unknown)(call)


def _read(follower: Follower, node: ast.Call) -> Called:
    origin = full_name(node.func, follower.program.names)
    is_method = isinstance(node.func, ast.Attribute)
    written = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
    receiver = node.func.value if isinstance(node.func, ast.Attribute) and not origin else None
    return Called(
        follower,
        node,
        origin.rpartition(".")[2] or written,
        origin,
        follower.value(receiver) if is_method else NOTHING,
        tuple(follower.value(each) for each in node.args[:50]),
        {each.arg or "**": follower.value(each.value) for each in node.keywords[:50]},
    )


def _apply(call: Called, summary: Summary) -> Value:
    """Return the result of a function of the program, by its summary."""
    given = join([*call.arguments, *call.keywords.values()])
    learned = summary.returned.find(Kind.FITTED)
    judge = call.follower.judge
    if summary.splits:
        judge.see_split(given, call.line)
    if learned and given.role in HELD_OUT and call.follower.program.has_training_rows:
        judge.see_fit_on_held_out(call.name, given.role, learned[0].line)
    returned = summary.returned
    if learned and given.role:
        returned = replace(returned, marks=returned.marks - set(learned))
    passed = given.find(Kind.FITTED, Kind.RESAMPLED, Kind.TEST_SCORE)
    returned = replace(returned, role=returned.role or given.role, rows=returned.rows | given.rows)
    return _follow_measure(call, returned.marked(*passed))


def _follow_unknown(call: Called) -> Value:
    return _follow_measure(call, follow_other(call))


def _follow_measure(call: Called, value: Value) -> Value:
    """Let the result of a function that is named after a score be one."""
    is_measure = _MEASURES.search(call.name.lower()) and "split" not in call.name
    return value.marked(*measures.mark_score(call).marks) if is_measure else value


def _take_size(_: Called) -> Value:
    """Return nothing: how many rows or columns there are gives none of them away."""
    return NOTHING


_HANDLERS: Mapping[str, _Handler] = {
    **dict.fromkeys(("len", "numel", "size", "dim"), _take_size),
    **dict.fromkeys(STATISTICS, fits.take_statistic),
    **dict.fromkeys(PIPELINES | TRANSFORMER_GROUPS, fits.construct),
    **dict.fromkeys(("append", "extend", "insert", "update", "add"), fits.collect),
    **dict.fromkeys(CROSS_VALIDATIONS, measures.cross_validate),
    **dict.fromkeys(PREDICTIONS, measures.predict),
    **dict.fromkeys(SCORES, measures.score),
    **dict.fromkeys(METRICS | CURVES, measures.measure),
    **dict.fromkeys(SPLITS, measures.split),
    **dict.fromkeys(ARGUMENTS_OF_BEST, measures.find_best),
    **dict.fromkeys(("max", "min"), measures.find_most),
    "sum": fits.take_sum,
    "Trainer": fits.make_trainer,
    "Seq2SeqTrainer": fits.make_trainer,
    "fit": fits.fit,
    "train": fits.train,
    "sample": fits.sample,
    "fit_transform": fits.fit_transform,
    "transform": fits.transform,
    "fit_resample": fits.fit_resample,
    "fit_sample": fits.fit_resample,
    "resample": fits.bootstrap,
    "fillna": fits.fill,
    "split": measures.split_in_folds,
    "enumerate": measures.enumerate_folds,
}

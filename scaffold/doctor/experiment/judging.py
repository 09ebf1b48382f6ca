"""What is wrong with the way a program uses its rows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.doctor.experiment.program import dotted
from scaffold.doctor.experiment.rows import Kind, Mark, Role, Value, role_of_name

if TYPE_CHECKING:
    from scaffold.doctor.experiment.following import Follower

_UNSEEDED, _FITTED, _RESAMPLED, _CHOSEN = "ML104", "ML501", "ML502", "ML503"
_HELD_OUT = (Role.TEST, Role.VALIDATION)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line.

    Attributes:
        code: Code of the check that reports it.
        line: Its line.
        message: The problem, phrased to follow the path of the file.
    """

    code: str
    line: int
    message: str


@dataclass
class Judge:
    """Collects the problems of a program.

    Attributes:
        problems: What was found, by check and line.
        on_training: Scores of rows that the model was fitted on.
        is_scored_elsewhere: Whether other rows are scored, too.
    """

    problems: dict[tuple[str, int], Problem] = field(default_factory=dict)
    on_training: dict[int, str] = field(default_factory=dict)
    is_scored_elsewhere: bool = False

    def report(self, code: str, line: int, message: str) -> None:
        """Collect a problem, unless the line has one already."""
        self.problems.setdefault((code, line), Problem(code, line, message))

    def see_split(self, value: Value, line: int, how: str = "the split") -> None:
        """Report what was learned from all rows before these are split."""
        for mark in value.find(Kind.FITTED, Kind.RESAMPLED):
            if mark.kind == Kind.FITTED:
                message = f"{mark.name} before {how} ({{at {line}}})"
                self.report(_FITTED, mark.line, message)
            else:
                message = f"`{mark.name}` resamples all rows before {how} ({{at {line}}})"
                self.report(_RESAMPLED, mark.line, message)

    def see_fit_on_held_out(self, name: str, role: Role, line: int) -> None:
        """Report a preprocessor that is fitted on rows that are held out."""
        self.report(_FITTED, line, f"`{name}` is fitted on {role} rows")

    def see_resampled_held_out(self, name: str, role: Role, line: int) -> None:
        """Report rows that are held out and resampled."""
        self.report(_RESAMPLED, line, f"`{name}` resamples {role} rows")

    def see_test_rows(self, line: int, what: str) -> None:
        """Report a choice that depends on test rows."""
        self.report(_CHOSEN, line, what)

    def see_score(self, line: int, name: str, *, is_training: bool) -> None:
        """Remember whether a score is of rows that the model was fitted on."""
        if is_training:
            self.on_training.setdefault(line, name)
        else:
            self.is_scored_elsewhere = True

    def marks_of_operation(self, node: ast.BinOp, left: Value, right: Value) -> Iterator[Mark]:
        """Yield what makes an operation a standardization with statistics of all rows."""
        statistics = right.find(Kind.STATISTIC)
        is_scaling = isinstance(node.op, ast.Sub | ast.Div) and not left.find(Kind.STATISTIC)
        is_own = not left.rows.isdisjoint(right.rows)
        if statistics and is_scaling and is_own and not right.role:
            yield Mark(Kind.FITTED, node.lineno, f"`{statistics[0].name}` of all rows is used")

    def see_assignment(self, target: ast.expr, node: ast.expr, value: Value) -> None:
        """Report rows that are cut off as test rows after something was learned from all."""
        role = role_of_name(dotted(target).rpartition(".")[2])
        if role and _samples_by_chance(node):
            message = "`sample` has no `random_state`: the split differs in every run"
            self.report(_UNSEEDED, node.lineno, message)
        if role in _HELD_OUT and isinstance(node, ast.Subscript) and _is_cut(node.slice):
            self.see_split(value, node.lineno)

    def see_subscript(self, node: ast.Subscript, base: Value, index: Value) -> None:
        """Report rows that folds divide after something was learned from all."""
        # Index -1 is an operation on 1.
        is_one = isinstance(node.slice, ast.Constant | ast.UnaryOp)
        is_best = is_one and _is_sorted(node.value)
        if is_best and base.find(Kind.TEST_SCORE):
            self.see_test_rows(node.lineno, "the best score on the test set decides")
        if index.made_by == "fold":
            self.see_split(base, node.lineno, "the folds")

    def see_choice(self, follower: "Follower", statement: ast.If | ast.While) -> None:
        """Report a branch that keeps what scores best on test rows."""
        test = statement.test
        compared = test.values[0] if isinstance(test, ast.BoolOp) else test
        if not isinstance(compared, ast.Compare) or not _is_ordering(compared):
            return
        sides = [compared.left, *compared.comparators]
        scored = [side for side in sides if follower.value(side).find(Kind.TEST_SCORE)]
        kept = {dotted(target) for target in _assigned(statement)}
        others = {dotted(side) for side in sides} - {dotted(side) for side in scored[:1]}
        if scored and kept & {name for name in others if name}:
            self.see_test_rows(statement.lineno, "the test set decides what is kept")


def _samples_by_chance(node: ast.expr) -> bool:
    """Return whether a table of pandas is sampled without a seed."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    given = {keyword.arg for keyword in node.keywords}
    return node.func.attr == "sample" and "frac" in given and not {"random_state", None} & given


def _is_sorted(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "sorted"


def _is_cut(index: ast.expr) -> bool:
    """Return whether a subscript chooses rows, and not columns."""
    first = index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index
    if isinstance(first, ast.Slice):
        return bool(first.lower or first.upper)
    return not isinstance(first, ast.Constant | ast.List)


def _is_ordering(node: ast.Compare) -> bool:
    return isinstance(node.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE)


def _assigned(statement: ast.If | ast.While) -> Iterator[ast.expr]:
    for each in statement.body:
        for target in each.targets if isinstance(each, ast.Assign) else ():
            yield from target.elts if isinstance(target, ast.Tuple) else [target]

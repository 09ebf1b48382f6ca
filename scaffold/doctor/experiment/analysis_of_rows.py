"""Examine how a program uses its rows."""

import ast
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field

from scaffold.doctor.experiment.expressions import read_expression
from scaffold.doctor.experiment.following import Follower, Summary, Variables
from scaffold.doctor.experiment.judging import Judge, Problem
from scaffold.doctor.experiment.program import Program, Scope, read_program
from scaffold.doctor.experiment.rows import Value, join

# Functions are followed into functions that they call, and so on, so far.
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class RowUse:
    """How a program uses its rows.

    Attributes:
        problems: What is wrong.
        on_training: Scores of rows that the model was fitted on: their lines and names.
        is_scored_elsewhere: Whether other rows are scored, too.
    """

    problems: tuple[Problem, ...] = ()
    on_training: Mapping[int, str] = field(default_factory=dict)
    is_scored_elsewhere: bool = False


NOTHING = RowUse()


def read_row_use(tree: ast.Module, names: Mapping[str, str]) -> RowUse:
    """Return how a program uses its rows.

    Args:
        tree: The program.
        names: Local names of imports, with the full names.
    """
    judge = Judge()
    try:
        _Examination(read_program(tree, names), judge).run()
    except RecursionError:  # No one writes expressions that are so deep.
        return NOTHING
    return RowUse(tuple(judge.problems.values()), judge.on_training, judge.is_scored_elsewhere)


@dataclass
class _Examination:
    """The scopes of a program, each followed once."""

    program: Program
    judge: Judge
    variables: Variables = field(default_factory=dict)
    of_classes: dict[str, Variables] = field(default_factory=dict)
    summaries: dict[int, Summary | None] = field(default_factory=dict)
    depth: int = 0

    def run(self) -> None:
        top = self._follower(self.variables)
        top.run(self.program.top)
        for scope in self.program.functions:
            self._summarize(scope)

    def _follower(self, variables: Variables) -> Follower:
        return Follower(
            self.program, self.judge, read_expression, variables, summarize=self._summarize_named
        )

    def _summarize_named(self, name: str) -> Summary | None:
        return self._summarize(self.program.by_name[name])

    def _summarize(self, scope: Scope) -> Summary | None:
        """Follow a function once; None while it is being followed, where it calls itself."""
        if id(scope) not in self.summaries:
            if self.depth >= _DEEPEST:
                return None
            self.depth += 1
            self.summaries[id(scope)] = None
            shared = self.of_classes.setdefault(scope.owner, {}) if scope.owner else {}
            own: Variables = {}
            follower = self._follower(ChainMap(own, shared, self.variables))
            follower.run(scope)
            shared.update({name: value for name, value in own.items() if name.startswith("self.")})
            self.summaries[id(scope)] = _sum_up(follower)
            self.depth -= 1
        return self.summaries[id(scope)]


def _sum_up(follower: Follower) -> Summary:
    if len(follower.returned) == 1:
        return Summary(follower.returned[0], follower.splits_parameters)
    return Summary(
        join(follower.returned) if follower.returned else Value(), follower.splits_parameters
    )

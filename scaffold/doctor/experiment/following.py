"""Follow the rows of a program through its statements, without running any of them."""

import ast
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field, replace

from scaffold.doctor.experiment.judging import Judge
from scaffold.doctor.experiment.program import Program, Scope, dotted
from scaffold.doctor.experiment.rows import (
    MOST_PARTS,
    NOTHING,
    Kind,
    Mark,
    Role,
    Value,
    join,
    role_of_name,
)

# Expressions that are nested deeper say nothing about rows.
_DEEPEST = 50
Variables = MutableMapping[str, Value]


@dataclass
class Follower:
    """Values of the variables of a scope, statement by statement.

    Attributes:
        program: The program.
        judge: Collects what is wrong.
        read: What is known of the value of an expression.
        variables: The values; those of the enclosing scopes behind them.
        returned: The values that a function returns.
        splits_parameters: Whether a function splits the rows that it is given.
        test_loop_end: The last line of the last loop over test rows: what it sums up is a score.
        summarize: What a function of the program does; None where that is not known.
    """

    program: Program
    judge: Judge
    read: Callable[["Follower", ast.expr], Value]
    variables: Variables = field(default_factory=dict)
    returned: list[Value] = field(default_factory=list)
    splits_parameters: bool = False
    test_loop_end: int = 0
    summarize: Callable[[str], "Summary | None"] = lambda _: None
    _depth: int = 0

    def run(self, scope: Scope) -> None:
        """Follow the statements of a scope."""
        if scope.function:
            arguments = scope.function.args
            for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                rows = frozenset({f"parameter {each.arg} {scope.function.lineno}"})
                self.variables[each.arg] = Value(role_of_name(each.arg), rows)
        for statement in scope.statements:
            self._follow(statement)

    def value(self, node: ast.expr | None) -> Value:
        """Return what is known of the value of an expression."""
        if node is None or self._depth > _DEEPEST:
            return NOTHING
        self._depth += 1
        try:
            return self.read(self, node)
        finally:
            self._depth -= 1

    def join_children(self, node: ast.AST) -> Value:
        """Return what is known of a value that is made of all expressions in a node."""
        children = ast.iter_child_nodes(node)
        return join(self.value(child) for child in children if isinstance(child, ast.expr))

    def bind(self, target: ast.expr, value: Value) -> None:
        """Give a value to the target of an assignment."""
        if isinstance(target, ast.Tuple | ast.List):
            for number, each in enumerate(target.elts):
                item = value.parts[number] if number < len(value.parts) else whole(value)
                self.bind(each, _of_split(item, dotted(each)) if value.made_by == "split" else item)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value)
        elif isinstance(target, ast.Subscript):
            self.add_to(target.value, value)
        elif name := dotted(target):
            self.variables[name] = _named(value, name.rpartition(".")[2])

    def add_to(self, container: ast.expr, value: Value) -> None:
        """Let a container hold a value as well."""
        while isinstance(container, ast.Subscript | ast.Attribute) and not dotted(container):
            container = container.value
        name = dotted(container).removesuffix(".loc").removesuffix(".iloc")
        if not name:
            return
        before = self.variables.get(name, Value(role_of_name(name), frozenset({f"name {name}"})))
        marks = value.find(Kind.FITTED, Kind.RESAMPLED, Kind.TEST_SCORE, Kind.STOPS_EARLY)
        self.variables[name] = before.marked(*marks) if marks else before

    def _follow(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Assign):
            value = self.value(statement.value)
            for target in statement.targets:
                self.judge.see_assignment(target, statement.value, value)
                self.bind(target, value)
        elif isinstance(statement, ast.AnnAssign):
            self.bind(statement.target, self.value(statement.value))
        elif isinstance(statement, ast.AugAssign):
            self._add(statement)
        elif isinstance(statement, ast.For | ast.AsyncFor):
            self._loop(statement)
        elif isinstance(statement, ast.If | ast.While):
            self.value(statement.test)
            self.judge.see_choice(self, statement)
        elif isinstance(statement, ast.With | ast.AsyncWith):
            for item in statement.items:
                value = self.value(item.context_expr)
                if item.optional_vars:
                    self.bind(item.optional_vars, value)
        elif isinstance(statement, ast.Return):
            self.returned.append(self.value(statement.value))
        elif isinstance(statement, ast.Expr):
            self.value(statement.value)

    def _add(self, statement: ast.AugAssign) -> None:
        value = self.value(statement.value)
        before = self.value(statement.target)
        after = join([before, value])
        if statement.lineno <= self.test_loop_end and not isinstance(statement.value, ast.Constant):
            after = after.marked(Mark(Kind.TEST_SCORE, statement.lineno))
        parts = (before.parts + value.parts)[:MOST_PARTS]
        self.bind(statement.target, replace(after, parts=parts))

    def _loop(self, statement: ast.For | ast.AsyncFor) -> None:
        iterated = self.value(statement.iter)
        if iterated.role == Role.TEST:
            self.test_loop_end = max(self.test_loop_end, statement.end_lineno or 0)
        if len(iterated.parts) == 2 and iterated.made_by == "folds":
            self.bind(statement.target, iterated)
        else:  # Each item is one row, or one of several objects.
            self.bind(statement.target, replace(whole(iterated), role=Role.UNKNOWN))
            self._bind_items(statement.target, iterated)

    def _bind_items(self, target: ast.expr, iterated: Value) -> None:
        """Remember the models of a loop over a list of them."""
        items = [part for part in iterated.parts if part.made_by]
        if items and isinstance(target, ast.Name):
            self.variables[target.id] = items[0]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a function of the program does with the rows that it is given.

    Attributes:
        returned: What it returns.
        splits: Whether it splits them.
    """

    returned: Value
    splits: bool


def whole(value: Value) -> Value:
    """Return what is known of any item of a value."""
    return replace(value, parts=(), made_by="" if value.parts else value.made_by)


def _of_split(value: Value, name: str) -> Value:
    """Return a part of a split; its name says what it is for, unless training rows were split."""
    stated = role_of_name(name)
    return value.with_role(stated) if stated and value.role != Role.VALIDATION else value


def _named(value: Value, name: str) -> Value:
    """Return a value as a variable: its name says what its rows are for, if nothing else does."""
    stated = role_of_name(name)
    if value.role or not stated or value.find(Kind.TEST_SCORE):
        return value
    return replace(value, role=stated)

"""Names of a Python file, renamed so that each is assigned once. Pure.

`names["all"] = x` becomes a new name with the value `{**names, "all": x}`, so that the value of a
name is the same wherever it is read, and nothing has to run in order. A name whose value may
change in another way is unknown.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import count

from scaffold.adoption.dependencies.changing_statements import (
    Change,
    global_names,
    mutated_names,
    names_in,
    read_change,
    stored_names,
)

_MARK = "\N{MIDDLE DOT}"
_NUMBERS = count(1)
# Their results share no list with what they get.
_COPIES = frozenset({"dict", "list", "set", "sorted"})
_READERS = frozenset({*_COPIES, "chain", "len", "open", "str", "sum", "tuple"})
_TEXT_METHODS = frozenset({"read", "read_text", "readlines", "split", "splitlines", "strip"})
_Loop = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
_COPYING = (ast.BinOp, ast.Constant, ast.Dict, ast.JoinedStr, ast.List, ast.ListComp, ast.Set)


def without_marks(text: str) -> str:
    """Return a text with the names as they are written in the file."""
    return re.sub(rf"{_MARK}\d+", "", text)


class SingleAssignment(ast.NodeTransformer):
    """The values of names that are assigned once.

    Attributes:
        values: The expression of each new name.
        versions: The new names of each name, in their order.
        unknown: New names whose value may change.
    """

    def __init__(self) -> None:
        self.values = dict[str, ast.expr]()
        self.versions = dict[str, list[str]]()
        self.unknown = set[str]()
        self._shared = set[str]()
        self._hidden = list[set[str]]()
        self._mutating = dict[str, set[str]]()
        self._global = set[str]()

    def note(self, statement: ast.stmt) -> None:
        """Read a statement; those before it have been read."""
        for name in global_names(statement):
            self._global.add(name)
            self._forget(name)
        if isinstance(statement, ast.FunctionDef):
            mutated = {*mutated_names(statement)} - {*stored_names(statement)}
            self._mutating[statement.name] = mutated
            return
        change = read_change(statement)
        known = {change.name} if change else _targets(statement)
        for name in {*stored_names(statement)} - known:
            self._forget(name)
        for name in {*mutated_names(statement), *self._mutated_by_calls(statement)} - known:
            self._forget_shared(name)
        if change:
            self._change(change)
        elif isinstance(statement, ast.Assign):
            statement.value = self.visit(statement.value)
            self._assign(statement.targets, statement.value)
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            statement.value = self.visit(statement.value)
            self._assign([statement.target], statement.value)
        elif isinstance(statement, ast.With):
            for item in statement.items:
                item.context_expr = self.visit(item.context_expr)
                self._assign([item.optional_vars], item.context_expr)
        elif not isinstance(statement, ast.Try | ast.ClassDef):
            self.generic_visit(statement)

    def include(self, others: "SingleAssignment") -> None:
        """Add the names of a module around a function, where the function has none."""
        self.values = {**others.values, **self.values}
        self.versions = {**others.versions, **self.versions}
        self.unknown |= others.unknown

    def _assign(self, targets: Sequence[ast.expr | None], value: ast.expr) -> None:
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        for name in names:
            self._set(name, value)
            if names[1:]:  # `a = b = []`
                self._forget(name)

    def _set(self, name: str, value: ast.expr) -> None:
        version = f"{name}{_MARK}{next(_NUMBERS)}"
        self.versions.setdefault(name, []).append(version)
        self.values[version] = value
        if name in self._global:
            self.unknown.add(version)

    def _change(self, change: Change) -> None:
        """Assign the changed value, unless another value may have changed with it."""
        before = self.versions.get(change.name, [""])[-1]
        value = self.visit(change.value)
        origin = self.values.get(before)
        if origin is not None and before not in self._shared and _is_copy(origin):
            self._set(change.name, value)
            return
        self._forget_shared(change.name)

    def _mutated_by_calls(self, statement: ast.stmt) -> Iterator[str]:
        """Yield the names that functions of the file may change in place."""
        for node in ast.walk(statement):
            function = node.func if isinstance(node, ast.Call) else None
            mutated = self._mutating.get(function.id) if isinstance(function, ast.Name) else None
            if mutated:
                yield from {*mutated, *names_in(node)}

    def _forget_shared(self, name: str) -> None:
        """Make a name unknown, and those whose values it may share."""
        waiting = [*self.versions.get(name, ())]
        self._forget(name)
        while waiting:
            origin = self.values[waiting.pop()]
            if isinstance(origin, ast.BinOp | ast.ListComp):
                continue
            called = [each.func for each in ast.walk(origin) if isinstance(each, ast.Call)]
            is_own = any(
                isinstance(each, ast.Name) and each.id in self._mutating for each in called
            )
            found = {*self.values} if is_own else {*names_in(origin)} & {*self.values}
            waiting += found - self.unknown
            self.unknown |= found

    def _forget(self, name: str) -> None:
        """Make a name unknown, and everything that was computed from it."""
        self.unknown.update(self.versions.get(name, ()))
        self._set(name, ast.Constant(None))
        self.unknown.add(self.versions[name][-1])

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return the current name, whose value is then a part of another one."""
        found = self._rename(node)
        self._shared.add(found.id)
        return found

    def _rename(self, node: ast.Name) -> ast.Name:
        is_hidden = any(node.id in names for names in self._hidden)
        versions = [] if is_hidden else self.versions.get(node.id, [])
        return ast.copy_location(ast.Name(versions[-1], node.ctx), node) if versions else node

    def _read(self, node: ast.expr) -> ast.expr:
        """Return an expression whose value is copied, or only looked at."""
        return self._rename(node) if isinstance(node, ast.Name) else self.visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Rename in `names[key]`."""
        node.value, node.slice = self._read(node.value), self.visit(node.slice)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Rename in `names.values`."""
        node.value = self._read(node.value)
        return node

    def visit_Starred(self, node: ast.Starred) -> ast.expr:
        """Rename in `*names`."""
        node.value = self._read(node.value)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Rename in `names + others`."""
        node.left, node.right = self._read(node.left), self._read(node.right)
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        """Rename in `{**names, "key": value}`."""
        node.keys = [self.visit(key) if key else None for key in node.keys]
        pairs = zip(node.keys, node.values, strict=True)
        node.values = [self.visit(value) if key else self._read(value) for key, value in pairs]
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Rename in `sorted(names)`; a function of the file may keep what it gets."""
        is_harmless = isinstance(node.func, ast.Attribute) or (
            isinstance(node.func, ast.Name) and node.func.id in _READERS
        )
        node.func = node.func if isinstance(node.func, ast.Name) else self.visit(node.func)
        read = self._read if is_harmless else self.visit
        node.args = [read(each) for each in node.args]
        node.keywords = [self.visit(each) for each in node.keywords]
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        """Leave its own names alone."""
        return node

    def _visit_loop(self, node: _Loop) -> ast.expr:
        """Rename in loops in a list, whose own names stay."""
        for number, each in enumerate(node.generators):
            each.iter = self._read(each.iter)
            if number == 0:  # The first list does not see the names of the loops.
                targets = [loop.target for loop in node.generators]
                self._hidden.append({name for each in targets for name in names_in(each)})
            each.ifs = [self.visit(condition) for condition in each.ifs]
        for field in {"elt", "key", "value"}.intersection(node._fields):
            setattr(node, field, self.visit(getattr(node, field)))
        self._hidden.pop()
        return node

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _visit_loop  # noqa: N815


def _targets(statement: ast.stmt) -> set[str]:
    """Return the names that a statement assigns as a whole."""
    targets: list[ast.expr | None] = []
    if isinstance(statement, ast.Assign):
        targets = [*statement.targets]
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    elif isinstance(statement, ast.With):
        targets = [item.optional_vars for item in statement.items]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _is_copy(value: ast.expr) -> bool:
    """Return whether no other name has the same list or table."""
    if not isinstance(value, ast.Call):
        return isinstance(value, _COPYING)
    if isinstance(value.func, ast.Attribute):
        return value.func.attr in _TEXT_METHODS
    return isinstance(value.func, ast.Name) and value.func.id in _COPIES

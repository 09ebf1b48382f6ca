"""Which names a function, lambda or class reads from outside its own scope."""

import ast
from collections.abc import Iterable, Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Scope = Function | ast.ClassDef | ast.Lambda | Comprehension
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = (*_SCOPES, *_COMPREHENSIONS)


def free_names(node: ast.AST) -> set[str]:
    """Return the names that the body of a scope reads, or declares `global`, from outside.

    Args:
        node: A function, lambda, class or comprehension; its decorators, defaults, annotations,
            bases and first iterable belong to the scope around it, and are not looked at.
    """
    scope = _Scope()
    for part in _body(node):
        scope.visit(part)
    bound = (scope.bound | set(arguments(node))) - scope.outer
    return (
        ((scope.loads - bound) | scope.declared)
        if not isinstance(node, ast.ClassDef)
        else ((scope.loads - bound) | scope.nested | scope.declared)
    )


def local_names(node: ast.AST) -> frozenset[str]:
    """Return the names that belong to a scope; those of a class are not seen by its methods."""
    if isinstance(node, ast.ClassDef):
        return frozenset()
    scope = _Scope()
    for part in _body(node):
        scope.visit(part)
    return frozenset((scope.bound | set(arguments(node))) - scope.outer)


def outside_parts(node: Scope) -> list[ast.AST]:
    """Return the parts of a scope that are evaluated in the scope around it."""
    if isinstance(node, Comprehension):
        return [node.generators[0].iter]
    return list(immediate_parts(node))


def global_writes(node: ast.AST) -> set[str]:
    """Return the names that functions in a node declare `global`: calls can rebind them."""
    return {name for each in ast.walk(node) if isinstance(each, ast.Global) for name in each.names}


def arguments(node: ast.AST) -> Iterator[str]:
    """Yield the parameters of a function or lambda."""
    spec = getattr(node, "args", None)
    if isinstance(spec, ast.arguments):
        every = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg]
        yield from (each.arg for each in every if each)


def immediate_parts(node: Function | ast.ClassDef | ast.Lambda) -> Iterator[ast.expr]:
    """Yield the expressions of a scope that are evaluated where it is defined."""
    yield from getattr(node, "decorator_list", [])
    if isinstance(node, ast.ClassDef):
        yield from (*node.bases, *(keyword.value for keyword in node.keywords))
        return
    spec = node.args
    yield from spec.defaults
    yield from (default for default in spec.kw_defaults if default)
    every = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg]
    yield from (each.annotation for each in every if each and each.annotation)
    returns = getattr(node, "returns", None)
    if returns:
        yield returns


def bound_names(node: ast.AST) -> Iterator[str]:
    """Yield the names that one node binds in its scope, without those below it."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.id
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (imported_name(alias) for alias in node.names)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def imported_name(alias: ast.alias) -> str:
    """Return the name that an import binds."""
    return alias.asname or alias.name.partition(".")[0]


def _body(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.Lambda):
        return [node.body]
    if isinstance(node, _COMPREHENSIONS):
        first, *others = node.generators
        inner = [first.target, *first.ifs, *others]
        value = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        return [*inner, *value]
    return getattr(node, "body", [])


class _Scope(ast.NodeVisitor):
    """Collects the names of one scope; scopes inside it add the names that they leave free."""

    def __init__(self) -> None:
        self.loads: set[str] = set()
        self.bound: set[str] = set()
        self.declared: set[str] = set()
        self.outer: set[str] = set()
        self.nested: set[str] = set()

    def generic_visit(self, node: ast.AST) -> None:
        self.bound.update(bound_names(node))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            self.loads.add(node.id)
        if isinstance(node, ast.Global):
            self.declared.update(node.names)
            self.outer.update(node.names)
        if isinstance(node, ast.Nonlocal):
            self.outer.update(node.names)
            self.loads.update(node.names)
        if isinstance(node, _SCOPES):
            for part in immediate_parts(node):
                self.visit(part)
            self._enter(node)
        elif isinstance(node, _COMPREHENSIONS):
            self.visit(node.generators[0].iter)
            self.bound.update(_walrus(node))
            self._enter(node)
        else:
            super().generic_visit(node)

    def _enter(self, node: ast.AST) -> None:
        free = free_names(node)
        self.loads |= free
        self.nested |= free


def _walrus(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.NamedExpr) and isinstance(each.target, ast.Name):
            yield each.target.id

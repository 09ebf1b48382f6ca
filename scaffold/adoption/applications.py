"""The web applications in the modules of a repository, and the folder to import each from. Pure."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from scaffold.adoption.kinds_of_files import BESIDE
from scaffold.files.parsing import UnparsableError, parse, parse_python

# The classes of applications, and the framework of each.
_CLASSES: Mapping[str, str] = {"FastAPI": "FastAPI", "Flask": "Flask"}
# Names of modules that start an application.
STARTS = frozenset({"__init__", "api", "app", "asgi", "main", "serve", "server", "wsgi"})


@dataclass(frozen=True, slots=True)
class Application:
    """An application that a server can import.

    Attributes:
        framework: `FastAPI` or `Flask`.
        path: The module.
        root: The folder from which it is imported, relative to the repository; `.` for that.
        module: Its dotted name there.
        name: The variable with the application, or the function that returns it.
        is_factory: Whether the name is one of a function.
    """

    framework: str
    path: str
    root: str
    module: str
    name: str
    is_factory: bool = False


def find_applications(modules: Mapping[str, str], files: Collection[str]) -> list[Application]:
    """Return the applications that modules define, the likeliest first.

    Args:
        modules: The texts of modules, by path.
        files: All files of the repository.
    """
    known = _list_places(files)
    found = (_read_module(path, text, known) for path, text in modules.items())
    return sorted((each for each in found if each), key=likelihood)


def likelihood(application: Application) -> tuple[bool, bool, int]:
    """Return what orders applications: the names of their modules, and how deep these are."""
    path = PurePosixPath(application.path)
    return path.parts[0] in BESIDE, path.stem not in STARTS, len(path.parts)


def _list_places(files: Collection[str]) -> frozenset[str]:
    """Return the files, and the folders that they are in."""
    folders = {str(folder) for path in files for folder in PurePosixPath(path).parents}
    return frozenset(folders.union(files))


def _read_module(path: str, text: str, known: frozenset[str]) -> Application | None:
    try:
        tree = parse(text, parse_python)
    except UnparsableError:
        return None
    factories = dict(_list_factories(tree))
    variables = list(_list_variables(tree, factories))
    if variables:
        (name, framework), is_factory = variables[0], False
    elif factories:
        (name, framework), is_factory = next(iter(factories.items())), True
    else:
        return None
    root = _find_root(path, tree, known)
    module = _import_name(path, root)
    return Application(framework, path, root, module, name, is_factory) if module else None


def _list_factories(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the functions that create an application and need no argument for it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and _needs_nothing(node.args):
            created = (_class_of(each, {}) for each in ast.walk(node))
            framework = next(filter(None, created), "")
            if framework:
                yield node.name, framework


def _needs_nothing(arguments: ast.arguments) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    return positional == len(arguments.defaults) and None not in arguments.kw_defaults


def _list_variables(tree: ast.Module, factories: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        framework = _class_of(value, factories) if value else ""
        if framework:
            yield from ((each.id, framework) for each in targets if isinstance(each, ast.Name))


def _class_of(node: ast.AST, factories: Mapping[str, str]) -> str:
    """Return the framework of what a call creates."""
    if not isinstance(node, ast.Call):
        return ""
    name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
    return _CLASSES.get(name) or factories.get(name, "")


def _find_root(path: str, tree: ast.Module, known: frozenset[str]) -> str:
    """Return the folder from which a module is imported: most of its own imports are found there.

    Of several, it is the nearest to the top, without `src`.
    """
    names = {name for node in ast.walk(tree) for name in _imported(node)}
    roots = [str(each) for each in PurePosixPath(path).parents][::-1]
    if len(roots) > 1 and roots[1] == "src":
        roots = roots[1:]
    return max(roots, key=lambda root: sum(_has_module(root, name, known) for name in names))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        return [node.module.partition(".")[0]]
    return []


def _has_module(root: str, name: str, known: frozenset[str]) -> bool:
    start = name if root == "." else f"{root}/{name}"
    return f"{start}.py" in known or start in known


def _import_name(path: str, root: str) -> str:
    """Return the dotted name of a module; empty if one of its folders has no name for imports."""
    parts = PurePosixPath(path).relative_to(root).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else ""

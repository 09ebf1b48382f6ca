"""The command that starts what a repository is, as its files show it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from scaffold.adoption.applications import Application, find_applications, likelihood
from scaffold.adoption.clues import Clues
from scaffold.adoption.kinds_of_files import BESIDE
from scaffold.adoption.structure import find_packages
from scaffold.answers.project_names import normalize_package

# What can be written into a Dockerfile without quotes.
_PLAIN = re.compile(r"[\w.][\w./-]*", re.A)
# Scripts that start the work, where there are several.
_MAIN_SCRIPTS = ("main", "app", "run", "cli", "serve", "server")
_STREAMLIT_SCRIPTS = frozenset({"app", "dashboard", "home", "main", "streamlit_app"})
# Only the port that is published can be reached from outside of a container.
_ANY = "0.0.0.0"  # noqa: S104
_PORT = 8000
# Where these listen if nothing else is said.
_STREAMLIT_PORT, _GRADIO_PORT = 8501, 7860


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A command that starts a repository.

    Attributes:
        command: The command and its arguments.
        source: The file that shows it.
        root: The folder from which its modules are imported; `.` for the repository.
        port: Where it listens; 0 for a command that does not.
        environment: The variables that it needs.
        needs_install: Whether only an installed distribution has the command.
    """

    command: tuple[str, ...]
    source: str
    root: str = "."
    port: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    needs_install: bool = False


class NoEntryPointError(Exception):
    """No file shows which command starts a repository."""


def find_entry_point(
    clues: Clues,
    modules: Mapping[str, str],
    shown: Mapping[str, str],
    declared: str,
) -> EntryPoint:
    """Return the command: an installed one, a package, an application or a script, in this order.

    Args:
        clues: The repository.
        modules: The texts of the modules that can be run or served, those nearest to the top first.
        shown: Frameworks, each with the module nearest to the top that imports it.
        declared: The texts of all files that declare dependencies.

    Raises:
        NoEntryPointError: There is none, or several are alike.
    """
    runnable = tuple(modules)
    found = (
        _installed(clues)
        or _package(clues, runnable)
        or _django(clues, runnable, declared)
        or _served(find_applications(modules, clues.files), declared)
        or _streamlit(shown)
        or _with_address(_script(clues, runnable), shown)
    )
    words = (*found.command, found.source, found.root)
    if any(not _PLAIN.fullmatch(word.lstrip("-").replace(":", ".").rstrip("()")) for word in words):
        raise NoEntryPointError(f"`{found.source}` has a name that needs quotes in a command")
    return found


def _installed(clues: Clues) -> EntryPoint | None:
    """Return the only command that the distribution installs, or the one of its name."""
    for path, made in clues.metadata:
        names = [name for name in made.scripts if normalize_package(name)]
        own = [name for name in names if normalize_package(name) == normalize_package(made.name)]
        chosen = own or names
        if len(chosen) == 1:
            return EntryPoint((chosen[0],), path, needs_install=True)
        if chosen:
            raise NoEntryPointError(f"`{path}` installs several commands: {_list(chosen)}")
    return None


def _package(clues: Clues, runnable: tuple[str, ...]) -> EntryPoint | None:
    """Return the only package that `python -m` runs."""
    packages = {f"{package}/__main__.py": package for package in find_packages(clues)}
    found = [path for path in runnable if path in packages]
    if len(found) > 1:
        raise NoEntryPointError(f"several packages can be run: {_list(found)}")
    for path in found:
        parent, _, name = packages[path].rpartition("/")
        return EntryPoint(("python", "-m", name), path, parent or ".")
    return None


def _django(clues: Clues, runnable: tuple[str, ...], declared: str) -> EntryPoint | None:
    found = [path for path in runnable if PurePosixPath(path).name == "manage.py"]
    own = [path for path in found if path.partition("/")[0] not in BESIDE]
    if len(own) > 1:
        raise NoEntryPointError(f"there are several Django projects: {_list(own)}")
    for path in own:
        folder = PurePosixPath(path).parent
        servers = [str(p) for p in _wsgi_modules(clues, folder)]
        if len(servers) == 1 and _declares(declared, "gunicorn"):
            module = ".".join(PurePosixPath(servers[0]).relative_to(folder).with_suffix("").parts)
            command = ("gunicorn", "--bind", f"{_ANY}:{_PORT}", module)
            return EntryPoint(command, servers[0], str(folder), _PORT)
        command = ("python", path, "runserver", f"{_ANY}:{_PORT}")
        return EntryPoint(command, path, port=_PORT)
    return None


def _wsgi_modules(clues: Clues, folder: PurePosixPath) -> Iterator[PurePosixPath]:
    for path in sorted(clues.files):
        each = PurePosixPath(path)
        if each.name == "wsgi.py" and each.parent.parent == folder:
            yield each


def _served(applications: list[Application], declared: str) -> EntryPoint | None:
    if not applications:
        return None
    first = applications[0]
    if first.path.partition("/")[0] in BESIDE:
        return None
    alike = [each.path for each in applications if likelihood(each) == likelihood(first)]
    if len(alike) > 1:
        raise NoEntryPointError(f"several applications are alike: {_list(alike)}")
    return (
        _serve_fastapi(first, declared)
        if first.framework == "FastAPI"
        else _serve_flask(first, declared)
    )


def _serve_fastapi(application: Application, declared: str) -> EntryPoint:
    if not _declares(declared, "uvicorn", r"fastapi(-slim)?\s*\[\s*[\"']?(all|standard)"):
        raise NoEntryPointError(
            f"`{application.path}` is for FastAPI, and no server such as `uvicorn` is declared"
        )
    factory = ("--factory",) if application.is_factory else ()
    served = f"{application.module}:{application.name}"
    command = ("uvicorn", *factory, "--host", _ANY, "--port", str(_PORT), served)
    return EntryPoint(command, application.path, application.root, _PORT)


def _serve_flask(application: Application, declared: str) -> EntryPoint:
    served = f"{application.module}:{application.name}"
    called = f"{served}()" if application.is_factory else served
    place = (application.path, application.root, _PORT)
    if _declares(declared, "gunicorn"):
        return EntryPoint(("gunicorn", "--bind", f"{_ANY}:{_PORT}", called), *place)
    if _declares(declared, "waitress"):
        call = ("--call",) if application.is_factory else ()
        return EntryPoint(("waitress-serve", *call, "--listen", f"{_ANY}:{_PORT}", served), *place)
    command = ("flask", "run", "--host", _ANY, "--port", str(_PORT))
    return EntryPoint(command, *place, environment={"FLASK_APP": served})


def _streamlit(shown: Mapping[str, str]) -> EntryPoint | None:
    path = shown.get("Streamlit", "")
    if not path or PurePosixPath(path).parts[0] in BESIDE:
        return None
    if PurePosixPath(path).stem.lower() not in _STREAMLIT_SCRIPTS:
        raise NoEntryPointError(f"`{path}` imports Streamlit, but may not be its main script")
    address = ("--server.address", _ANY, "--server.port", str(_STREAMLIT_PORT))
    return EntryPoint(("streamlit", "run", path, *address), path, port=_STREAMLIT_PORT)


def _with_address(found: EntryPoint, shown: Mapping[str, str]) -> EntryPoint:
    """Return a script of Gradio with the address where it can be reached."""
    if found.source != shown.get("Gradio"):
        return found
    return replace(found, port=_GRADIO_PORT, environment={"GRADIO_SERVER_NAME": _ANY})


def _script(clues: Clues, runnable: tuple[str, ...]) -> EntryPoint:
    """Return the only script at the top, or the only one with the name of a main program.

    A file with such a name is one even without the guard `if __name__ == "__main__"`.
    """
    scripts = [path for path in runnable if "/" not in path and path != "manage.py"]
    named = [f"{name}.py" for name in _MAIN_SCRIPTS if clues.has(f"{name}.py")]
    chosen = [path for path in named if path in scripts] or scripts or named
    if not chosen:
        raise NoEntryPointError("no file shows the command that starts your code")
    if len(chosen) > 1:
        raise NoEntryPointError(f"several scripts can be run: {_list(chosen)}")
    return EntryPoint(("python", chosen[0]), chosen[0])


def _declares(declared: str, *names: str) -> bool:
    return any(re.search(rf"(?i)(?<![\w-]){name}(?![\w-])", declared) for name in names)


def _list(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown

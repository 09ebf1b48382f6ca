"""The layers of an image that install what a repository declares. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.adoption.clues import Clues
from scaffold.adoption.entry_point import EntryPoint, NoEntryPointError
from scaffold.adoption.kinds_of_files import DECLARES_DEPENDENCIES

_PIP = "python -m pip install"
_REQUIREMENTS = re.compile(r"requirements(/(base|main|prod|production|requirements))?\.txt")
# Lines of requirements that need other files of the repository.
_NEEDS_FILES = re.compile(r"^[ \t]*(-[^-\s]|--(?!extra-index-url|index-url)|\.|/)|file:", re.M)


@dataclass(frozen=True, slots=True)
class Layer:
    """Files that are copied into an image, and the commands that run then.

    Attributes:
        copied: The files and folders.
        run: The commands.
        tool: What has to be installed for the commands; empty if that is in the image.
    """

    copied: tuple[str, ...]
    run: tuple[str, ...] = ()
    tool: str = ""


_CODE = (".",)


def declares(path: str) -> bool:
    """Return whether a file near the top can declare dependencies."""
    if path in ("pyproject.toml", "setup.cfg", "setup.py"):
        return True
    is_near = path.count("/") <= 1 and not path.endswith("setup.py")
    return is_near and bool(DECLARES_DEPENDENCIES.fullmatch(path))


def list_layers(clues: Clues, texts: Mapping[str, str], entry: EntryPoint) -> tuple[Layer, ...]:
    """Return what installs the dependencies, with the locked versions where there is a lock.

    Args:
        clues: The repository.
        texts: The texts of the files that declare dependencies, by path.
        entry: The command of the image, which may be one of the installed distribution.

    Raises:
        NoEntryPointError: Nothing that pip can install is declared.
    """
    tables = {table for _, made in clues.metadata for table in made.tables}
    lists_requirements = any(made.lists_requirements for _, made in clues.metadata)
    if clues.has("uv.lock") and clues.has("pyproject.toml"):
        return _with_uv(entry)
    if "poetry" in tables and not lists_requirements:
        return _with_poetry(clues, entry)
    if clues.has("Pipfile"):
        return _with_pipenv(clues)
    return _with_pip(clues, texts)


def _with_uv(entry: EntryPoint) -> tuple[Layer, ...]:
    sync = "uv sync --locked --no-dev"
    first = Layer(("pyproject.toml", "uv.lock"), (f"{sync} --no-install-project",), "uv")
    return first, Layer(_CODE, (sync,) if entry.needs_install else ())


def _with_poetry(clues: Clues, entry: EntryPoint) -> tuple[Layer, ...]:
    install = "poetry install --only main --no-interaction"
    commands = ("poetry config virtualenvs.create false", f"{install} --no-root")
    first = Layer(_present(clues, "pyproject.toml", "poetry.lock"), commands, "poetry")
    return first, Layer(_CODE, (install,) if entry.needs_install else ())


def _with_pipenv(clues: Clues) -> tuple[Layer, ...]:
    has_lock = clues.has("Pipfile.lock")
    install = "pipenv sync --system" if has_lock else "pipenv install --system --skip-lock"
    first = Layer(_present(clues, "Pipfile", "Pipfile.lock"), (install,), "pipenv")
    return first, Layer(_CODE)


def _with_pip(clues: Clues, texts: Mapping[str, str]) -> tuple[Layer, ...]:
    project = (f"{_PIP} .",) if any(made.packaged for _, made in clues.metadata) else ()
    if project and any(made.dependencies for _, made in clues.metadata):
        return (Layer(_CODE, project),)
    requirements = min((path for path in clues.files if _REQUIREMENTS.fullmatch(path)), default="")
    if not requirements:
        raise NoEntryPointError(_missing(texts))
    install = f"{_PIP} --requirement {requirements}"
    if "/" in requirements or _NEEDS_FILES.search(texts.get(requirements, "")):
        return (Layer(_CODE, (install, *project)),)
    return Layer((requirements,), (install,)), Layer(_CODE, project)


def _missing(texts: Mapping[str, str]) -> str:
    found = [path for path in sorted(texts) if path.endswith((".yml", ".yaml"))]
    if found:
        return f"`{found[0]}` is for conda: run `scaffold dependencies` first"
    return "no file at the top declares the dependencies"


def _present(clues: Clues, *names: str) -> tuple[str, ...]:
    return tuple(name for name in names if clues.has(name))

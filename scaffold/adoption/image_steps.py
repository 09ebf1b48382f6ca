"""What an image of a repository is made of: its Python, its dependencies, its command."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.adoption.clues import Clues
from scaffold.adoption.contents import Contents
from scaffold.adoption.entry_point import EntryPoint, NoEntryPointError, find_entry_point
from scaffold.adoption.facts import allowed_minors, declared_pythons
from scaffold.adoption.image_layers import Layer, declares, list_layers
from scaffold.errors import UnreadableFileError
from scaffold.files.reading import read_regular

# The answer with these steps.
CONTAINER = "container"
_LARGEST = 4_000_000
_MOST_MODULES = 200
# What the code of a repository does not need to run.
_OF_DEVELOPMENT = re.compile(
    r"(?i)\..*|docs?|notebooks?|tests?|examples?|tox\.ini|noxfile\.py|mkdocs\.yml|conftest\.py"
    r"|justfile|makefile|(dockerfile|docker-compose|compose).*|.*\.ipynb"
)
# Shows what a file of variables has to contain.
_ENV_EXAMPLE = re.compile(r"\.env\.(example|sample|template|dist)|(example|sample)\.env")
_PLAIN = re.compile(r"\w[\w .-]*", re.A)
# Backends that read the version from Git, which the image does not have.
_VERSION_FROM_GIT = re.compile(r"setuptools[_-]scm|hatch-vcs")
_INSTALLS_PROJECT = re.compile(r"pip install \.|(uv sync|poetry install)(?!.*--no-)")


@dataclass(frozen=True, slots=True)
class ImageSteps:
    """What an image of a repository is made of.

    Attributes:
        python: The version of Python.
        files: Files and folders at the top that the image contains.
        layers: What is copied, and the commands that run then.
        entry: The command of the image.
        packages: System packages.
        environment: Variables of the image.
        mounts: Files with secrets, which the image does not contain.
    """

    python: str
    files: tuple[str, ...]
    layers: tuple[Layer, ...]
    entry: EntryPoint
    packages: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    mounts: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The file that shows the command, and the version of Python."""
        return f"{self.entry.source}; Python {self.python}"

    def as_answer(self) -> dict[str, Any]:
        """Return the answer `container`."""
        return {
            "python": self.python,
            "packages": [*self.packages],
            "tools": [each.tool for each in self.layers if each.tool],
            "files": [*self.files],
            "layers": [{"copy": [*each.copied], "run": [*each.run]} for each in self.layers],
            "environment": dict(self.environment),
            "mounts": [*self.mounts],
            "ports": [self.entry.port] if self.entry.port else [],
            "command": [*self.entry.command],
        }


def find_image(folder: Path, clues: Clues, contents: Contents) -> ImageSteps:
    """Return what an image of a repository is made of.

    Args:
        folder: The repository.
        clues: What is seen of it.
        contents: What its files say.

    Raises:
        NoEntryPointError: No command, no version of Python or no declaration is known.
    """
    texts = {path: _read(folder, path) for path in sorted(clues.files) if declares(path)}
    modules = {path: _read(folder, path) for path in contents.entries[:_MOST_MODULES]}
    declared = "\n".join(texts.values())
    entry = find_entry_point(clues, modules, dict(contents.frameworks), declared)
    python = _choose_python(clues, contents)
    layers = list_layers(clues, texts, entry)
    return ImageSteps(
        python,
        tuple(_choose_files(clues, entry)),
        layers,
        entry,
        ("git",) if "git+" in declared else (),
        tuple(_list_variables(entry, layers, declared)),
        (".env",) if any(map(_ENV_EXAMPLE.fullmatch, clues.files)) else (),
    )


def _choose_python(clues: Clues, contents: Contents) -> str:
    """Return the pinned version, else the newest that is tested, else the oldest allowed one.

    Versions that are newer than a repository often have no wheels of what it pins.
    """
    said = [set(allowed_minors(text)) for _, text in declared_pythons(clues)]
    listed = [each for _, text in contents.pythons for each in text.split(",")]
    tested = {minor for text in listed for minor in allowed_minors(text)}
    allowed = set.intersection(*said) if said else tested
    pinned = (set(allowed_minors(text)) & allowed for _, text in clues.pins)
    exact = next((pin for pin in pinned if len(pin) == 1), set[int]())
    chosen = exact or (tested & allowed) or allowed
    if not chosen:
        raise NoEntryPointError("your files do not name one version of Python")
    return f"3.{max(chosen) if chosen <= tested else min(chosen)}"


def _choose_files(clues: Clues, entry: EntryPoint) -> Iterator[str]:
    """Yield the names at the top that are copied: all but those for development."""
    needed = PurePosixPath(entry.source).parts[0]
    for name in sorted({path.partition("/")[0] for path in clues.files}):
        if _PLAIN.fullmatch(name) and (name == needed or not _OF_DEVELOPMENT.fullmatch(name)):
            yield name


def _list_variables(
    entry: EntryPoint, layers: tuple[Layer, ...], declared: str
) -> Iterator[tuple[str, str]]:
    commands = [command for layer in layers for command in layer.run]
    if any(command.startswith("uv ") for command in commands):
        yield "PATH", "/srv/project/.venv/bin:$PATH"
    if entry.root != ".":
        yield "PYTHONPATH", f"/srv/project/{entry.root}"
    if _VERSION_FROM_GIT.search(declared) and any(map(_INSTALLS_PROJECT.search, commands)):
        yield "SETUPTOOLS_SCM_PRETEND_VERSION", "0"
    yield from entry.environment.items()


def _read(folder: Path, path: str) -> str:
    try:
        return read_regular(folder / path, limit=_LARGEST).content.decode(errors="replace")
    except (OSError, UnreadableFileError):
        return ""

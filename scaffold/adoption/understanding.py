"""What is known about a repository, each fact with its evidence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.adoption import facts
from scaffold.adoption.clues import Clues, choose_own, read_clues
from scaffold.adoption.contents import APPLICATIONS, Contents, read_contents
from scaffold.adoption.imports import read_imports
from scaffold.adoption.kinds_of_files import BESIDE, CI, CONTAINER, DECLARES_DEPENDENCIES, HOOKS
from scaffold.adoption.license_names import identify_license
from scaffold.adoption.structure import Structure, describe_structure
from scaffold.errors.wording import count

_LINTERS = frozenset({"autopep8", "black", "flake8", "isort", "mypy", "pylint", "ruff", "yapf"})
# Names of modules that start an application.
_STARTS = frozenset({"__init__", "api", "app", "asgi", "main", "manage", "serve", "server", "wsgi"})
_NO_TESTS = frozenset({"__init__.py", "conftest.py"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact about a repository.

    Attributes:
        topic: What it is about.
        values: The fact, in one or more texts; none if the repository does not state it.
        evidence: The files where it was found, or another source.
    """

    topic: str
    values: tuple[str, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """All facts about a repository, or about one of its projects.

    Attributes:
        path: The folder of the project in the repository; `.` for the repository.
        findings: The facts.
        projects: The same for each project of a repository with several.
    """

    path: str
    findings: tuple[Finding, ...]
    projects: tuple["Understanding", ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "path": self.path,
            "findings": [
                {"topic": each.topic, "values": [*each.values], "evidence": [*each.evidence]}
                for each in self.findings
            ],
            "projects": [each.as_json() for each in self.projects],
        }


def understand(folder: Path, name: str = ".") -> Understanding:
    """Read a repository, and each of its projects if there are several."""
    clues = read_clues(folder)
    structure = describe_structure(clues)
    findings = tuple(_find_all(folder, clues, structure))
    projects = tuple(understand(folder / path, path) for path in structure.projects)
    return Understanding(name, findings, projects)


def _find_all(folder: Path, clues: Clues, structure: Structure) -> Iterator[Finding]:
    contents = read_contents(folder, clues)
    yield _kind(structure, contents)
    yield Finding(
        "packages", structure.packages, tuple(f"{p}/__init__.py" for p in structure.packages)
    )
    yield _entry_points(clues, contents)
    yield from _tests(contents)
    yield _dependencies(folder, clues)
    yield _python(clues, contents)
    yield find_license(clues)
    yield _stated("author", facts.author_of(clues))
    yield _stated("description", facts.description_of(clues))
    yield _stated("default branch", (clues.branch, "Git"))
    yield from _tools(clues, contents)


def _stated(topic: str, stated: tuple[str, str]) -> Finding:
    value, source = stated
    return Finding(topic, (value,), (source,)) if value else Finding(topic, ())


def _pairs(topic: str, pairs: Iterable[tuple[str, str]]) -> Finding:
    """Return the values of pairs with their files, each once."""
    found = list(pairs)
    values, files = (
        tuple(dict.fromkeys(each)) for each in ([v for v, _ in found], [f for _, f in found])
    )
    return Finding(topic, values, files)


def _kind(structure: Structure, contents: Contents) -> Finding:
    """Return the kind; the framework of an application comes first."""
    framework, served = next(_served(contents, structure), ("", ""))
    if not framework or structure.projects or structure.kind == "notebooks":
        return Finding("kind", (structure.kind,), structure.evidence)
    kind = f"application ({framework}), {structure.kind}"
    return Finding("kind", (kind,), tuple(dict.fromkeys([served, *structure.evidence])))


def _served(contents: Contents, structure: Structure) -> Iterator[tuple[str, str]]:
    """Yield the frameworks of applications, with the modules that start them."""
    shown = dict(contents.frameworks)
    # What is deep in a folder beside the package is not what the repository is about.
    packages = tuple(f"{each}/" for each in structure.packages)
    for name in (each for each in APPLICATIONS if each in shown):
        path = PurePosixPath(shown[name])
        is_own = path.parts[0] not in BESIDE
        is_near = len(path.parts) <= 2
        is_start = path.stem in _STARTS and (not packages or str(path).startswith(packages))
        if is_own and (is_near or is_start):
            yield name, str(path)


def _entry_points(clues: Clues, contents: Contents) -> Finding:
    commands = [(name, path) for path, made in clues.metadata for name in made.scripts]
    return _pairs("entry points", [*commands, *((path, path) for path in contents.entries)])


def _tests(contents: Contents) -> Iterator[Finding]:
    tests = tuple(path for path in contents.tests if path.rpartition("/")[2] not in _NO_TESTS)
    yield Finding("tests", (count(len(tests), "file"),) if tests else (), tests)
    command, source = contents.test_command if tests else ("", "")
    yield Finding(
        "test command", (command,) if command else (), (source or "usual",) if command else ()
    )


def _dependencies(folder: Path, clues: Clues) -> Finding:
    """Return the files that declare dependencies; if there are none, what the code imports."""
    declared = {path for path, made in clues.declarations if made.dependencies}
    declared |= {path for path in clues.files if _declares(path)}
    if declared:
        nearest = tuple(sorted(choose_own(declared), key=lambda path: (path.count("/"), path)))
        return Finding("dependencies", nearest, ("declared",))
    imported = read_imports(folder, clues.files)
    names = imported.distributions if imported else ()
    return Finding("dependencies", names, ("imports; nothing is declared",) if names else ())


def _declares(path: str) -> bool:
    is_near = path.count("/") <= 2 and "{{" not in path
    return is_near and not path.endswith("setup.py") and bool(DECLARES_DEPENDENCIES.fullmatch(path))


def _python(clues: Clues, contents: Contents) -> Finding:
    """Return all declarations of Python versions, packaging metadata first."""
    said = [(made.python, path) for path, made in clues.declarations if made.python]
    return _pairs("python", [*said, *((v, path) for path, v in [*clues.pins, *contents.pythons])])


def find_license(clues: Clues) -> Finding:
    """Return the SPDX identifier of the license; other words if it is not common."""
    texts = [(name, text) for name, text in clues.licenses if text.strip()]
    if texts:
        names = ((identify_license(text) or "another license", name) for name, text in texts)
        return _pairs("license", names)
    said = ((made.license, path) for path, made in clues.metadata if made.license)
    return _stated("license", next(said, facts.NOTHING))


def _tools(clues: Clues, contents: Contents) -> Iterator[Finding]:
    for topic, pattern in (("ci", CI), ("containers", CONTAINER), ("hooks", HOOKS)):
        found = sorted(path for path in clues.files if pattern.fullmatch(path))
        yield _pairs(topic, ((path, path) for path in found))
    yield _pairs("data tools", _data_tools(clues, contents))
    yield _pairs("frameworks", contents.frameworks)
    tools = ((name, path) for path, made in clues.metadata for name in made.tables)
    yield _pairs("linters", (each for each in tools if each[0] in _LINTERS))


def _data_tools(clues: Clues, contents: Contents) -> Iterator[tuple[str, str]]:
    files = (path for path in clues.files if path.startswith(".dvc/") or path.endswith(".dvc"))
    dvc = "dvc.yaml" if clues.has("dvc.yaml") else min(files, default="")
    if dvc:
        yield "DVC", dvc
    if contents.uses_lfs:
        yield "Git LFS", ".gitattributes"

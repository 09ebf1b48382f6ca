"""What kind of repository this is: where its code is, and how many projects it has. Pure."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from scaffold.adoption.clues import Clues
from scaffold.adoption.kinds_of_files import BESIDE, DECLARES_DEPENDENCIES, TEST
from scaffold.answers.project_names import normalize_package
from scaffold.project.stage_names import STAGES

# Folders of the same meaning as the stages, in older templates.
_STAGE_FOLDERS = STAGES | {"features", "visualization", "dataset", "model", "modeling", "training"}
# Folders at the top that collect projects.
_COLLECTIONS = frozenset({"apps", "components", "libs", "packages", "projects", "services"})
_MOST_PROJECTS = 20
_IN_NAMESPACE = re.compile(r"(?P<package>src/(?P<top>\w+)/\w+)/__init__\.py")


@dataclass(frozen=True, slots=True)
class Structure:
    """Where the code of a repository is.

    Attributes:
        kind: In words, such as `package at the top`.
        evidence: The files and folders that show it.
        packages: The folders of its packages.
        projects: The folders of its projects, if there are several.
    """

    kind: str
    evidence: tuple[str, ...]
    packages: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


def describe_structure(clues: Clues) -> Structure:
    """Return the kind of a repository and its packages."""
    packages, projects = tuple(find_packages(clues)), tuple(find_projects(clues))
    if projects:
        return Structure("several packages", projects, packages, projects)
    stages = sorted(name for name in _STAGE_FOLDERS if _has_code(clues, f"src/{name}/"))
    own = [package for package in packages if package.startswith("src/")]
    own = [package for package in own if package.removeprefix("src/") not in _STAGE_FOLDERS]
    if own:
        return Structure("package under src", tuple(own), packages)
    if stages:
        return Structure("stages under src", tuple(f"src/{name}/" for name in stages), packages)
    scripts = _scripts(clues)
    if packages and (not scripts or is_built(clues, packages)):
        return Structure("package at the top", packages, packages)
    return Structure(*_without_package(clues, scripts), packages)


def is_built(clues: Clues, packages: Collection[str]) -> bool:
    """Tell whether a distribution is of a package; else the packages belong to scripts.

    It is of the package that has its name. A setup script, which builds what it finds, is also of
    the only one; other metadata can just list what the scripts need.
    """
    names = {normalize_package(made.name) for _, made in clues.metadata if made.name}
    has_script = any(path.startswith("setup.") for path, made in clues.metadata if made.packaged)
    return (has_script and len(packages) == 1) or not names.isdisjoint(map(str.lower, packages))


def _without_package(clues: Clues, scripts: list[str]) -> tuple[str, tuple[str, ...]]:
    notebooks = sorted(path for path in clues.files if path.endswith(".ipynb"))
    modules = sorted(path for path in clues.files if path.endswith(".py") and path[0] != ".")
    if modules == ["setup.py"]:
        return "packaging alone", ("setup.py",)
    if len(notebooks) > len(modules):
        return "notebooks", tuple(notebooks)
    return ("scripts", tuple(scripts or modules)) if modules else ("no Python code", ())


def find_packages(clues: Clues) -> Iterator[str]:
    """Yield the folders of the packages, under `src/` and at the top."""
    for parent in ("src/", ""):
        for name in clues.packages(parent):
            is_package = clues.has(f"{parent}{name}/__init__.py")
            if is_package and name not in BESIDE | {"src"}:
                yield f"{parent}{name}"
    yield from _in_namespaces(clues)


def _in_namespaces(clues: Clues) -> list[str]:
    """Return the packages in folders under `src/` that are no packages, as `src/google/cloud`."""
    if clues.has("src/__init__.py"):
        return []
    found = (match for match in map(_IN_NAMESPACE.fullmatch, clues.files) if match)
    return sorted(
        match["package"]
        for match in found
        if match["top"] not in _STAGE_FOLDERS | BESIDE
        and not clues.has(f"src/{match['top']}/__init__.py")
    )


def find_projects(clues: Clues) -> list[str]:
    """Return the folders with declarations of their own, if there are several."""
    packaged = (PurePosixPath(path).parent for path, made in clues.declarations if made.packaged)
    nested = {str(each) for each in packaged if each.parts and each.parts[0] not in BESIDE}
    # The `setup.py` of numpy.distutils is in each package, and the package is no project.
    nested = {each for each in nested if not clues.has(f"{each}/__init__.py")}
    several = sorted((nested - {"src"}) | set(_in_collections(clues)))
    return several[:_MOST_PROJECTS] if len(several) > 1 else []


def _in_collections(clues: Clues) -> Iterator[str]:
    """Yield the folders in `packages/` and similar ones that declare dependencies."""
    for path in clues.files:
        parts = path.split("/", 2)
        if (
            len(parts) == 3
            and parts[0] in _COLLECTIONS
            and DECLARES_DEPENDENCIES.fullmatch(parts[2])
        ):
            yield f"{parts[0]}/{parts[1]}"


def _scripts(clues: Clues) -> list[str]:
    beside = {"conftest.py", "noxfile.py", "setup.py", "tasks.py", "versioneer.py"}
    top = (path for path in clues.files if "/" not in path and path.endswith(".py"))
    return sorted(path for path in top if path not in beside and not TEST.fullmatch(path))


def _has_code(clues: Clues, folder: str) -> bool:
    return any(path.startswith(folder) and path.endswith(".py") for path in clues.files)

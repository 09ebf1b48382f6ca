"""Answers for a repository that was never generated, each with its reason. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.adoption import facts
from scaffold.adoption.clues import Clues
from scaffold.answers.project_names import (
    check_package_name,
    check_project_name,
    normalize_package,
    propose_name,
)
from scaffold.errors import InvalidNameError
from scaffold.project.stage_names import STAGES

# The folders of a project's stages: where they are decides the layout.
# The stack that has the folders alone, and no code beside the code that is there.
LEAST_INTRUSIVE = "skeleton"
# The answer that lists the facts that are not stated: these questions are not answered.
UNSTATED = "unstated"
# Facts that the terminal can be asked for without a proposal.
NO_FACTS = frozenset({"author_name", "description"})
_LEFT_OUT = "not stated in your files, or not supported by the template"
DEFAULT_BRANCH = "default_branch"
# The branch that the template takes for the default one.
_USUAL_BRANCH = "main"
# Folders with Python files in them that are not the package.
_BESIDE = frozenset(
    {"benchmarks", "conf", "config", "configs", "data", "doc", "docs", "examples", "experiments"}
    | {"notebooks", "scripts", "src", "test", "tests", "tools", "build", "dist", "venv", "env"}
)
# Python files at the top that are not scripts.
_OF_PACKAGING = frozenset({"conftest.py", "noxfile.py", "setup.py", "tasks.py", "versioneer.py"})
# A folder of `.github` can hold forms for issues alone; only a workflow tells of the feature.
_NARROWER = {".github/": ".github/workflows/"}


@dataclass(frozen=True, slots=True)
class Guess:
    """An answer, and where it comes from."""

    key: str
    value: Any
    reason: str


def guess_answers(
    clues: Clues,
    features: Mapping[str, Sequence[str]],
    *,
    pythons: Sequence[str] = (),
    taken: Collection[str] = (),
) -> list[Guess]:
    """Guess answers.

    Args:
        clues: What is there.
        features: The paths that tell of each feature of the template, the surest first.
        pythons: The Pythons that the template supports.
        taken: Packages that the project will depend on; it cannot have their names.

    Returns:
        The guesses. The facts that the repository does not state are the guess `unstated`.
    """
    name = _project_name(clues, taken)
    stated = [
        Guess("description", *facts.description_of(clues)),
        Guess("author_name", *facts.author_of(clues)),
        _oldest_python(clues, pythons),
    ]
    license_guess = Guess("license", *facts.license_of(clues))
    missing = [guess.key for guess in stated if not guess.value]
    missing += ["license"] if license_guess.value == facts.NO_LICENSE else []
    found = [
        name,
        _package_name(clues, name.value, taken),
        *(guess for guess in stated if guess.value),
        Guess("stack", LEAST_INTRUSIVE, "the folders alone; your code stays as it is"),
        _layout(clues),
        license_guess,
        _features(clues, features),
        _default_branch(clues),
        Guess(UNSTATED, missing, _LEFT_OUT) if missing else None,
    ]
    return [guess for guess in found if guess]


def _project_name(clues: Clues, taken: Collection[str]) -> Guess:
    said = (Guess("project_name", made.name, file) for file, made in clues.metadata if made.name)
    for guess in (*said, Guess("project_name", clues.folder, "name of the folder")):
        try:
            check_project_name(guess.value, taken)
        except InvalidNameError:
            continue
        return guess
    reason = f"the folder `{clues.folder}`, made valid"
    return Guess("project_name", propose_name(clues.folder, taken), reason)


def _package_name(clues: Clues, project: str, taken: Collection[str]) -> Guess | None:
    """Return the package that is there: the one named as the project, or the only one.

    Scripts beside the only package at the top use it as one of their modules.
    """
    wanted = normalize_package(project)
    scripts = {path for path in clues.files if "/" not in path and path.endswith(".py")}
    for place in ("src/", ""):
        names = [name for name in clues.packages(place) if name not in STAGES | _BESIDE]
        fit = [name for name in names if _fits(name, taken)]
        if wanted in fit:
            return Guess("package_name", wanted, f"{place}{wanted}/")
        only = len(fit) == 1 and clues.has(f"{place}{fit[0]}/__init__.py")
        if only and (not clues.has("src/__init__.py") if place else not scripts - _OF_PACKAGING):
            return Guess("package_name", fit[0], f"{place}{fit[0]}/ is the only package")
    return None


def _fits(package: str, taken: Collection[str]) -> bool:
    try:
        check_package_name(package, taken)
    except InvalidNameError:
        return False
    return True


def _layout(clues: Clues) -> Guess | None:
    packages = [name for name in clues.packages("src/") if name not in STAGES]
    stages = [stage for stage in sorted(STAGES) if clues.has(f"src/{stage}/")]
    if stages:
        return Guess("layout", "flat", f"src/{stages[0]}/")
    if clues.has("src/__init__.py"):
        return Guess("layout", "flat", "src/__init__.py")
    if packages:
        return Guess("layout", "package", f"src/{packages[0]}/")
    return None


def _features(clues: Clues, features: Mapping[str, Sequence[str]]) -> Guess:
    found: dict[str, str] = {}
    for name, paths in features.items():
        present = [path for path in paths if clues.has(_NARROWER.get(path, path))]
        found |= {name: present[0]} if present else {}
    return Guess("features", list(found), ", ".join(found.values()) or "your files use none")


def _oldest_python(clues: Clues, pythons: Sequence[str]) -> Guess:
    """Return the oldest version that is allowed; nothing where the template does not support it."""
    version, reason = facts.oldest_python_of(clues)
    return Guess("oldest_python", version if version in pythons else "", reason)


def _default_branch(clues: Clues) -> Guess | None:
    if clues.branch in ("", _USUAL_BRANCH) or not re.fullmatch(r"[\w][\w./-]*", clues.branch, re.A):
        return None
    return Guess(DEFAULT_BRANCH, clues.branch, "git")

"""Detect the answers for an existing repository, with reasons. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.adoption import facts
from scaffold.adoption.clues import Clues, find_code
from scaffold.adoption.stage_paths import as_answer, explain, find_stages
from scaffold.adoption.structure import is_built
from scaffold.answers.project_names import (
    check_package_name,
    check_project_name,
    normalize_package,
    propose_name,
)
from scaffold.errors import InvalidNameError
from scaffold.project.stage_names import AS_IS, STAGES

# The stack without code.
LEAST_INTRUSIVE = "skeleton"
# The answer with the names of the questions that stay unanswered.
UNSTATED = "unstated"
# Questions that a prompt can ask without a default.
NO_FACTS = frozenset({"author_name", "description"})
LEFT_OUT = "not found in your files, or not supported by the template"
DEFAULT_BRANCH = "default_branch"
# The default branch in the template.
_USUAL_BRANCH = "main"
# A folder that packages of any layout have.
_ANYWHERE = {"utils"}
# Folders with Python files that are not the package.
_BESIDE = frozenset(
    {"benchmarks", "conf", "config", "configs", "data", "doc", "docs", "examples", "experiments"}
    | {"notebooks", "scripts", "src", "test", "tests", "tools", "build", "dist", "venv", "env"}
)
# Python files at the top that are not scripts.
_OF_PACKAGING = frozenset({"conftest.py", "noxfile.py", "setup.py", "tasks.py", "versioneer.py"})
# `.github` can contain only issue forms; a workflow indicates the feature.
_NARROWER = {".github/": ".github/workflows/"}


@dataclass(frozen=True, slots=True)
class Guess:
    """A detected answer with its reason."""

    key: str
    value: Any
    reason: str


def guess_answers(
    clues: Clues,
    features: Mapping[str, Sequence[str]],
    *,
    pythons: Sequence[str] = (),
    taken: Collection[str] = (),
    as_is: bool = False,
) -> list[Guess]:
    """Detect answers.

    Args:
        clues: The repository.
        features: The paths that indicate each feature of the template, the best one first.
        pythons: The Python versions that the template supports.
        taken: Packages that the project depends on, whose names are not available.
        as_is: Whether code can stay in its folders; else the layout is one of the template's.

    Returns:
        The answers. The guess `unstated` lists the questions without an answer.
    """
    name = _project_name(clues, taken)
    stated = [
        Guess("description", *facts.description_of(clues)),
        Guess("author_name", *facts.author_of(clues)),
        _oldest_python(clues, pythons),
    ]
    license_guess = Guess("license", *facts.license_of(clues))
    missing = [guess for guess in stated if not guess.value]
    missing += [license_guess] if license_guess.value == facts.NO_LICENSE else []
    found = [
        name,
        _package_name(clues, name.value, taken),
        *(guess for guess in stated if guess.value),
        Guess("stack", LEAST_INTRUSIVE, "default; no code is added"),
        *_layout(clues, as_is=as_is),
        license_guess,
        _features(clues, features),
        _default_branch(clues),
        _unstated(missing) if missing else None,
    ]
    return [guess for guess in found if guess]


def _unstated(missing: Sequence[Guess]) -> Guess:
    """Return the questions without an answer, and what the files state instead."""
    no_facts = [each.key for each in missing if each.reason in ("", facts.NO_LICENSE_FOUND)]
    others = [each.key for each in missing if each.key not in no_facts]
    groups = {"not found in your files": no_facts, "not supported by the template": others}
    reasons = {why: ", ".join(keys) for why, keys in groups.items() if keys}
    told = [f"{why}: {keys}" if len(reasons) > 1 else why for why, keys in reasons.items()]
    return Guess(UNSTATED, [each.key for each in missing], "; ".join(told))


def _project_name(clues: Clues, taken: Collection[str]) -> Guess:
    said = (Guess("project_name", made.name, file) for file, made in clues.metadata if made.name)
    for guess in (*said, Guess("project_name", clues.folder, "folder name")):
        try:
            check_project_name(guess.value, taken)
        except InvalidNameError:
            continue
        return guess
    reason = f"normalized from the folder name `{clues.folder}`"
    return Guess("project_name", propose_name(clues.folder, taken), reason)


def _package_name(clues: Clues, project: str, taken: Collection[str]) -> Guess | None:
    """Return the package with the name of the project, or else the only package.

    A package at the top with scripts next to it is a module of the scripts, and does not count
    unless a distribution is of it.
    """
    wanted = normalize_package(project)
    scripts = {path for path in clues.files if "/" not in path and path.endswith(".py")}
    for place in ("src/", ""):
        names = [name for name in clues.packages(place) if name not in STAGES | _BESIDE]
        fit = [name for name in names if _fits(name, taken)]
        if wanted in fit:
            return Guess("package_name", wanted, f"{place}{wanted}/")
        packages = [name for name in fit if clues.has(f"{place}{name}/__init__.py")]
        at_top = not scripts - _OF_PACKAGING or is_built(clues, packages)
        is_own = not clues.has("src/__init__.py") if place else at_top
        if len(packages) == 1 and is_own:
            return Guess("package_name", packages[0], f"{place}{packages[0]}/ (the only package)")
    return None


def _fits(package: str, taken: Collection[str]) -> bool:
    try:
        check_package_name(package, taken)
    except InvalidNameError:
        return False
    return True


def _layout(clues: Clues, *, as_is: bool) -> list[Guess]:
    """Return the layout of the stages; code in other folders stays where it is."""
    packages = [name for name in clues.packages("src/") if name not in STAGES]
    stages = [stage for stage in sorted(STAGES) if clues.has(f"src/{stage}/")]
    if stages:
        return [Guess("layout", "flat", f"src/{stages[0]}/")]
    code = find_code(clues.files)
    if as_is and code and not any(_has_stages(clues, f"src/{name}") for name in packages):
        found = find_stages(clues.files)
        shown = found[0].path if found else code
        layout = Guess("layout", AS_IS, f"your code stays where it is, as `{shown}`")
        return [layout, *([Guess("stages", as_answer(found), explain(found))] if found else [])]
    if clues.has("src/__init__.py"):
        return [Guess("layout", "flat", "src/__init__.py")]
    return [Guess("layout", "package", f"src/{packages[0]}/")] if packages else []


def _has_stages(clues: Clues, folder: str) -> bool:
    return any(clues.has(f"{folder}/{stage}/") for stage in STAGES - _ANYWHERE)


def _features(clues: Clues, features: Mapping[str, Sequence[str]]) -> Guess:
    found: dict[str, str] = {}
    for name, paths in features.items():
        present = [path for path in paths if clues.has(_NARROWER.get(path, path))]
        found |= {name: present[0]} if present else {}
    return Guess("features", list(found), ", ".join(found.values()) or "none detected")


def _oldest_python(clues: Clues, pythons: Sequence[str]) -> Guess:
    """Return the oldest allowed version; empty if the template does not support it."""
    version, reason = facts.oldest_python_of(clues)
    return Guess("oldest_python", version if version in pythons else "", reason)


def _default_branch(clues: Clues) -> Guess | None:
    if clues.branch in ("", _USUAL_BRANCH) or not re.fullmatch(r"[\w][\w./-]*", clues.branch, re.A):
        return None
    return Guess(DEFAULT_BRANCH, clues.branch, "Git")

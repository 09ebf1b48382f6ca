"""Answers for a repository that was never generated, each with its reason. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.clues import Clues
from scaffold.errors import InvalidNameError
from scaffold.names import check_package_name, check_project_name, normalize_package, propose_name

# The folders of a project's stages: where they stand says which layout it is.
STAGES = frozenset({"data", "models", "evaluation", "inference", "utils"})
# The stack that brings the folders alone, and no code beside the code that is there.
LEAST_INTRUSIVE = "skeleton"
# Folders with Python files in them that are not the package.
_BESIDE = frozenset(
    {"benchmarks", "conf", "config", "configs", "data", "doc", "docs", "examples", "experiments"}
    | {"notebooks", "scripts", "src", "test", "tests", "tools", "build", "dist", "venv", "env"}
)


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
    author: str = "",
    taken: Collection[str] = (),
) -> list[Guess]:
    """Guess answers.

    Args:
        clues: What is there.
        features: The paths that tell of each feature of the template, the surest first.
        pythons: The Pythons that the template supports.
        author: Whom git knows; used where the metadata names nobody.
        taken: Packages that the project will depend on; it cannot have their names.
    """
    name = _project_name(clues, taken)
    found = [
        name,
        _package_name(clues, name.value, taken),
        _said(clues, "description", "description"),
        _said(clues, "author", "author_name") or _known_author(author),
        Guess("stack", LEAST_INTRUSIVE, "the folders alone; your code stays as it is"),
        _layout(clues),
        _license(clues),
        _features(clues, features),
        _oldest_python(clues, pythons),
    ]
    return [guess for guess in found if guess]


def _project_name(clues: Clues, taken: Collection[str]) -> Guess:
    said = _said(clues, "name", "project_name")
    guess = said or Guess("project_name", clues.folder, "name of the folder")
    try:
        check_project_name(guess.value, taken)
    except InvalidNameError:
        reason = f"{guess.value!r} in {guess.reason}" if said else f"the folder {guess.value!r}"
        return Guess("project_name", propose_name(guess.value, taken), f"{reason}, made valid")
    return guess


def _package_name(clues: Clues, project: str, taken: Collection[str]) -> Guess | None:
    """Return the package that is there; of several, the one named as the project."""
    wanted = normalize_package(project)
    for place, names in (("src/", clues.packages_in_src), ("", clues.packages)):
        fit = [name for name in names if name not in STAGES | _BESIDE and _fits(name, taken)]
        if wanted in fit:
            return Guess("package_name", wanted, f"{place}{wanted}/")
        if len(fit) == 1:
            return Guess("package_name", fit[0], f"{place}{fit[0]}/ holds code")
    return None


def _fits(package: str, taken: Collection[str]) -> bool:
    try:
        check_package_name(package, taken)
    except InvalidNameError:
        return False
    return True


def _layout(clues: Clues) -> Guess | None:
    packages = [name for name in clues.packages_in_src if name not in STAGES]
    stages = sorted(STAGES.intersection(clues.folders_in_src))
    if stages:
        return Guess("layout", "flat", f"src/{stages[0]}/")
    if clues.src_is_package:
        return Guess("layout", "flat", "src/__init__.py")
    if packages:
        return Guess("layout", "package", f"src/{packages[0]}/")
    return None


def _license(clues: Clues) -> Guess:
    """Return MIT only where it is written: a licence is given by its owner, not by a tool."""
    name, text = clues.license_file
    if name:
        is_mit = bool(re.search(r"\bMIT License\b|Permission is hereby granted, free", text, re.I))
        return Guess("license", "MIT" if is_mit else "none", name if is_mit else f"{name} differs")
    said = _said(clues, "license", "license")
    if said is None:
        return Guess("license", "none", "none is named")
    is_mit = bool(re.fullmatch(r"(the )?MIT( licen[sc]e)?", said.value, re.I))
    reason = said.reason if is_mit else f"{said.value[:40]} in {said.reason}"
    return Guess("license", "MIT" if is_mit else "none", reason)


def _features(clues: Clues, features: Mapping[str, Sequence[str]]) -> Guess:
    present = {
        name: [path for path in paths if path in clues.present] for name, paths in features.items()
    }
    found = {name: paths[0] for name, paths in present.items() if paths}
    return Guess("features", list(found), ", ".join(found.values()) or "no file of theirs is here")


def _oldest_python(clues: Clues, pythons: Sequence[str]) -> Guess | None:
    """Return the lower bound of the metadata, where the template can be told of it."""
    said = _said(clues, "python", "oldest_python")
    bound = re.search(r"(?:>=|~=|==|\^)\s*(3\.\d+)", said.value) if said else None
    if said is None or bound is None or bound[1] not in pythons:
        return None
    return Guess("oldest_python", bound[1], f"{said.value[:40]} in {said.reason}")


def _said(clues: Clues, attribute: str, key: str) -> Guess | None:
    return next(_sayings(clues, attribute, key), None)


def _sayings(clues: Clues, attribute: str, key: str) -> Iterator[Guess]:
    for file, metadata in clues.metadata:
        value = getattr(metadata, attribute)
        if value:
            yield Guess(key, value, file)


def _known_author(name: str) -> Guess | None:
    return Guess("author_name", name, "user.name of git") if name else None

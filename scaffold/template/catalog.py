"""The stacks, features and releases of the bundled template, read from its questions."""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.answers.given import parse_features
from scaffold.answers.project_names import normalize_package
from scaffold.template.definition import read_definition
from scaffold.template.releases import Release, Source


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack, with the metadata that the generator needs.

    Attributes:
        name: The answer that chooses it.
        summary: One line for `scaffold list`.
        packages: Distributions and modules that the project depends on, normalized as packages.
        first_run: Arguments of the project's command for each step of the workflow.
        next_steps: Commands to run next to a new project, with `{name}` and `{command}`.
        steps_after_run: The same for a project that is installed and has run.
    """

    name: str
    summary: str
    packages: frozenset[str]
    first_run: tuple[tuple[str, ...], ...]
    next_steps: tuple[str, ...]
    steps_after_run: tuple[str, ...]

    def steps(self, folder: str, command: str, *, has_run: bool = False) -> list[str]:
        """Return the next commands, where `folder` is the path of the project."""
        steps = self.steps_after_run if has_run else self.next_steps
        return [step.format(name=shlex.quote(folder), command=command) for step in steps]


@dataclass(frozen=True, slots=True)
class Choice:
    """A stack, feature or release: its name and a summary."""

    name: str
    summary: str


def read_stacks(release: Release) -> list[Stack]:
    """Read the stacks of a release, in the order in which its questions name them."""
    try:
        indirect = _read_facts(release.path, "indirect_modules")
    except KeyError:  # The first releases only list the modules of the dependencies themselves.
        indirect = []
    stacks = _read_facts(release.path, "stacks")
    return [_stack(name, facts, indirect) for name, facts in stacks.items()]


def read_features(release: Release) -> list[Choice]:
    """Read the optional features of a release."""
    parts = _read_facts(release.path, "parts")
    return [Choice(name, facts["summary"]) for name, facts in parts.items()]


def read_feature_clues(release: Release) -> dict[str, tuple[str, ...]]:
    """Return the paths that indicate each feature: those it adds, then alternatives.

    The first releases only list the paths that a feature adds.
    """
    parts = _read_facts(release.path, "parts")
    return {
        name: (facts["path"], *facts.get("clues", ()))
        for name, facts in parts.items()
        if facts.get("detect", True)
    }


def read_pythons(release: Release) -> list[str]:
    """Return the Python versions that a release supports, the oldest first."""
    try:
        return list(_read_facts(release.path, "supported_pythons"))
    except KeyError:
        return []


def has_layout_as_is(template: Release | Source) -> bool:
    """Return whether a release can describe code that stays where it is; no to other templates."""
    return asks(template, "stages")


def asks(template: Release | Source, question: str) -> bool:
    """Return whether a release has a question; no to other templates."""
    if isinstance(template, Source):
        return False
    return question in read_definition(template.path).questions


def find_stack(template: Release | Source, answers: Mapping[str, Any]) -> Stack | None:
    """Return the chosen stack; None for other templates."""
    if isinstance(template, Source):
        return None
    return next((s for s in read_stacks(template) if s.name == answers.get("stack")), None)


def choose_features(text: str | None, template: Release | Source) -> list[str] | None:
    """Parse the option `--features`; None if it was not passed.

    Raises:
        InvalidAnswerError: A name is not a feature of the bundled template.
    """
    if text is None:
        return None
    if isinstance(template, Source):
        return [name.strip() for name in text.split(",")]
    return parse_features(text, [feature.name for feature in read_features(template)])


def _stack(name: str, facts: Mapping[str, Any], indirect: Iterable[str]) -> Stack:
    requirements = [*facts["dependencies"], *facts["development"]]
    packages = {_package_of(requirement) for requirement in requirements}
    if requirements:
        packages |= {normalize_package(module) for module in indirect}
    return Stack(
        name=name,
        summary=facts["summary"],
        packages=frozenset(packages | set(facts["modules"])),
        first_run=tuple(tuple(arguments) for arguments in facts["first_run"]),
        next_steps=tuple(facts["next_steps"]),
        steps_after_run=tuple(facts["steps_after_run"]),
    )


def _package_of(requirement: str) -> str:
    return normalize_package(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0])


def _read_facts(template: Path, question: str) -> Any:
    """Return the value of a hidden question: metadata by stack or feature, or a list."""
    return read_definition(template).questions[question]["default"]

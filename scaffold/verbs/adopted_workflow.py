"""The workflow of an adopted repository: what it runs, and where it is."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scaffold.adoption.clues import Clues
from scaffold.adoption.contents import read_contents
from scaffold.adoption.fitting import Fitted
from scaffold.adoption.guess import Guess
from scaffold.adoption.workflow_steps import CHECKS, WORKFLOWS, find_steps
from scaffold.errors import InvalidAnswerError
from scaffold.plan.actions import Action
from scaffold.project.gates.passing_rules import LintRules
from scaffold.project.proof.chosen_checks import Check
from scaffold.project.remote import FORGES, find_forge
from scaffold.verbs.planned_adoption import AdoptRequest

_FEATURES = "features"


def with_workflow(
    guesses: Sequence[Guess], request: AdoptRequest, clues: Clues, lint: LintRules
) -> list[Guess]:
    """Add a workflow to the detected answers, if the repository has none and is on a forge.

    Args:
        guesses: The detected answers.
        request: The repository and the options.
        clues: What is seen of the repository.
        lint: Lint rules that its code passes.
    """
    forge = _find_forge(request)
    if not forge or CHECKS in request.answers or "ci" not in request.parts:
        return [*guesses]
    steps = find_steps(clues, read_contents(request.folder, clues), lint)
    if steps is None:
        return [*guesses]
    added = (_with_feature(each, forge) for each in guesses)
    return [*added, Guess(CHECKS, steps.as_answer(), steps.reason)]


def _find_forge(request: AdoptRequest) -> str:
    """Return the feature with the workflows of the forge; empty if there is none."""
    given = request.answers.get(_FEATURES)
    if given is not None:
        return next((name for name in FORGES.values() if name in given), "")
    return find_forge(request.folder)


def _with_feature(guess: Guess, forge: str) -> Guess:
    if guess.key != _FEATURES or forge in guess.value:
        return guess
    reason = f"{guess.reason}; `origin` is on {forge}" if guess.value else f"`origin` is on {forge}"
    return Guess(_FEATURES, sorted([*guess.value, forge]), reason)


def find_workflows(answers: Mapping[str, Any], template: Mapping[str, Any]) -> frozenset[str]:
    """Return the files of the template that run the commands of the answers."""
    return WORKFLOWS.intersection(template) if answers.get(CHECKS) else frozenset()


def with_commands(fitted: Fitted, answers: Mapping[str, Any]) -> Fitted:
    """Return a plan with the commands that have to succeed before a workflow is created.

    Raises:
        InvalidAnswerError: A quote in a command is not closed.
    """
    created = find_created(fitted)
    commands = [Check(line, _split(line)) for line in answers[CHECKS]["run"]]
    return replace(fitted, commands=dict.fromkeys(created, commands)) if created else fitted


def _split(line: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(line))
    except ValueError as error:
        message = f"Invalid command `{line}` in `{CHECKS}`: {error}"
        raise InvalidAnswerError(message, "Close the quote") from error


def find_created(fitted: Fitted) -> frozenset[str]:
    """Return the workflows that a plan creates."""
    return frozenset(
        action.path
        for action in fitted.plan.actions
        if action.path in WORKFLOWS and action.action is Action.CREATE
    )

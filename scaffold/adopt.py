"""Bring in a repository that was never generated: guess, render outside, plan, then apply."""

import tempfile
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from scaffold import git
from scaffold.adoptable import check_adoptable
from scaffold.adoption import AdoptRequest, PlannedAdoption
from scaffold.answers import Answers
from scaffold.answers_file import ANSWERS_FILE
from scaffold.apply.journal import Change, apply_changes
from scaffold.catalog import find_stack, read_feature_clues, read_pythons
from scaffold.clues import read_clues
from scaffold.errors import TemplateSourceError
from scaffold.fetching import sharing_fetches
from scaffold.guess import LEAST_INTRUSIVE, Guess, guess_answers
from scaffold.keeping import KEPT
from scaffold.names import check_package_name, check_project_name
from scaffold.plan import Plan
from scaffold.plan_adoption import kept_patterns, parents, plan_adoption
from scaffold.releases import Release, bundled_release
from scaffold.trees import File, Tree, read_paths, read_rendered

_FOLDER = File(b"a folder", "obstacle")


def find_answers(request: AdoptRequest) -> list[Guess]:
    """Guess the answers that are not given, from what is in the folder.

    Raises:
        DestinationError: There is no folder that could be adopted.
        AlreadyAProjectError: It is a project.
        InterruptedCommandError: An earlier command has not come to its end.
        InvalidNameError: A given name cannot be used.
    """
    check_adoptable(request.folder)
    taken = _taken_packages(request)
    if "project_name" in request.answers:
        check_project_name(str(request.answers["project_name"]), taken)
    if "package_name" in request.answers:
        check_package_name(str(request.answers["package_name"]), taken)
    own = request.template if isinstance(request.template, Release) else bundled_release()
    features = read_feature_clues(own)
    clues = read_clues(request.folder, chain.from_iterable(features.values()))
    author = git.read_setting("user.name")
    pythons = read_pythons(own)
    guesses = guess_answers(clues, features, pythons=pythons, author=author, taken=taken)
    return [guess for guess in guesses if guess.key not in request.answers]


@sharing_fetches()
def plan(request: AdoptRequest, guesses: Sequence[Guess]) -> PlannedAdoption:
    """Find out what adopting would do; nothing is written in the folder.

    Raises:
        TemplateSourceError: The template cannot be rendered, or cannot remember what is kept.
        InvalidAnswerError: An answer does not fit the template.
        InvalidNameError: A name that was answered cannot be used.
    """
    likely = {guess.key: guess.value for guess in guesses}
    answers, theirs = _render(request, request.answers, likely=likely, ask=request.ask)
    if "package_name" in answers:  # It may have been asked for on the terminal.
        check_package_name(answers["package_name"], _taken_packages(request))
    remembered = theirs.pop(ANSWERS_FILE, None)
    planned = _plan(request, theirs)
    kept = sorted({*answers.get(KEPT, []), *kept_patterns(planned, _obstacles(request, theirs))})
    if kept != answers.get(KEPT, []):
        answers, again = _render(request, {**_without_notes(answers), KEPT: kept})
        remembered = again.get(ANSWERS_FILE)
    if remembered is None or answers.get(KEPT, []) != kept:
        raise TemplateSourceError(
            "This template cannot remember which files it has to leave alone.",
            f"It needs the question {KEPT!r} and an answers file, as the bundled one has them.",
        )
    standing = read_paths(request.folder, [ANSWERS_FILE]).get(ANSWERS_FILE)
    return PlannedAdoption(
        path=request.folder,
        target=str(answers.get("_commit", "newest")),
        answers=tuple(_explain(_without_notes(answers), guesses, request)),
        plan=planned,
        kept=tuple(kept),
        remembered=Change(ANSWERS_FILE, standing, remembered),
    )


def apply(planned: PlannedAdoption) -> list[str]:
    """Make the changes of a plan.

    Returns:
        Paths that were left alone because they changed since the plan was made.
    """
    return apply_changes(planned.path, "adopt", planned.changes)


def _taken_packages(request: AdoptRequest) -> frozenset[str]:
    stack = find_stack(request.template, {"stack": LEAST_INTRUSIVE, **request.answers})
    return stack.packages if stack else frozenset()


def _render(
    request: AdoptRequest,
    answers: Mapping[str, Any],
    *,
    likely: Mapping[str, Any] | None = None,
    ask: bool = False,
) -> tuple[Answers, dict[str, File]]:
    from scaffold.render import render

    given = {key: value for key, value in answers.items() if key in request.answers}
    offered = {key: value for key, value in answers.items() if key not in request.answers}
    with tempfile.TemporaryDirectory() as folder:
        # Copier shows templates the name of the folder, so the folder is called as the project's.
        place = Path(folder) / (request.folder.name or "project")
        remembered = render(
            request.template, place, given, offered=offered, likely=likely or {}, ask=ask
        )
        return remembered, read_rendered(place)


def _plan(request: AdoptRequest, theirs: Tree) -> Plan:
    ours = read_paths(request.folder, theirs)
    if not request.merge:
        return plan_adoption(ours, theirs)
    from scaffold.merge import unite_file

    return plan_adoption(ours, theirs, unite_file)


def _obstacles(request: AdoptRequest, theirs: Tree) -> list[str]:
    """Return what stands where the template has a folder, and is none."""
    folders = set[str]().union(*map(parents, theirs))
    standing = read_paths(request.folder, sorted(folders))
    return [path for path, file in standing.items() if file != _FOLDER]


def _without_notes(answers: Mapping[str, Any]) -> Answers:
    """Drop what Copier notes for itself."""
    return {key: value for key, value in answers.items() if not key.startswith("_")}


def _explain(answers: Answers, guesses: Sequence[Guess], request: AdoptRequest) -> list[Guess]:
    reasons = {guess.key: guess for guess in guesses}
    explained = []
    for key, value in answers.items():
        guess = reasons.get(key)
        reason = "answered" if request.ask else "the template's default"
        if key in request.answers:
            reason = "given"
        elif guess and guess.value == value:
            reason = guess.reason
        explained += [] if key == KEPT else [Guess(key, value, reason)]
    return explained

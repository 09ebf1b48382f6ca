"""Plan the adoption of a repository: detect the answers, render elsewhere, compare."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scaffold.adoption.clues import Clues, read_clues
from scaffold.adoption.facts import declared_pythons
from scaffold.adoption.fitting import Fitted, fit_template
from scaffold.adoption.guess import (
    DEFAULT_BRANCH,
    LEAST_INTRUSIVE,
    LEFT_OUT,
    NO_FACTS,
    UNSTATED,
    Guess,
    guess_answers,
)
from scaffold.adoption.image_steps import CONTAINER
from scaffold.adoption.workflow_steps import CHECKS
from scaffold.answers.given import Answers
from scaffold.answers.kept import KEPT
from scaffold.answers.project_names import check_package_name, check_project_name
from scaffold.errors import TemplateSourceError
from scaffold.files.tree import Change, File, Tree, read_paths
from scaffold.plan.adoption import kept_patterns, parents
from scaffold.project.adoptable import check_adoptable
from scaffold.project.gates.passing_rules import NO_RULES, LintRules
from scaffold.project.stage_names import AS_IS
from scaffold.project.template_ownership import read_ownership
from scaffold.template.catalog import (
    find_stack,
    has_layout_as_is,
    read_feature_clues,
    read_pythons,
)
from scaffold.template.fetching import sharing_fetches
from scaffold.template.releases import Release, bundled_release
from scaffold.template.rendered import KnownAnswers, Rendered
from scaffold.verbs.adopted_image import creates_image, explain_no_image, with_image
from scaffold.verbs.adopted_workflow import (
    find_created,
    find_workflows,
    with_commands,
    with_workflow,
)
from scaffold.verbs.named_parts import with_named_parts
from scaffold.verbs.planned_adoption import AdoptRequest, PlannedAdoption

# Leaves files out of a plan.
Admit = Callable[[Fitted], Fitted]

_FOLDER = File(b"a folder", "obstacle")


def find_answers(request: AdoptRequest, lint: LintRules = NO_RULES) -> list[Guess]:
    """Detect the answers that were not given from the files of the repository.

    Args:
        request: The repository and the options.
        lint: Lint rules that its code passes.

    Raises:
        DestinationError: The folder cannot be adopted.
        InterruptedCommandError: An earlier command was interrupted.
        InvalidNameError: A given name is invalid.
    """
    check_adoptable(request.folder, request.answers_file)
    taken = _taken_packages(request)
    if "project_name" in request.answers:
        check_project_name(str(request.answers["project_name"]), taken)
    if "package_name" in request.answers:
        check_package_name(str(request.answers["package_name"]), taken)
    own = request.template if isinstance(request.template, Release) else bundled_release()
    clues = read_clues(request.folder)
    guesses = guess_answers(
        clues,
        read_feature_clues(own),
        pythons=read_pythons(own),
        taken=taken,
        as_is=_can_stay(request),
    )
    guesses = with_named_parts(guesses, request)
    if any(guess.value == AS_IS for guess in guesses):
        guesses = with_workflow(guesses, request, clues, lint)
    guesses = with_image(guesses, request, clues)
    answered = {*request.answers, *_facts_of_code(request, clues)}
    return [left for guess in guesses for left in _unanswered(guess, answered)]


def _can_stay(request: AdoptRequest) -> bool:
    """Return whether the code can stay in its folders: the stack brings none."""
    without_code = request.answers.get("stack", LEAST_INTRUSIVE) == LEAST_INTRUSIVE
    is_open = request.answers.get("layout", AS_IS) == AS_IS
    return without_code and is_open and has_layout_as_is(request.template)


def _facts_of_code(request: AdoptRequest, clues: Clues) -> set[str]:
    """Return the facts that the code of a stack determines if the repository declares none."""
    brings_code = request.answers.get("stack", LEAST_INTRUSIVE) != LEAST_INTRUSIVE
    return {"oldest_python"} if brings_code and not any(declared_pythons(clues)) else set()


def _unanswered(guess: Guess, answered: set[str]) -> list[Guess]:
    if guess.key != UNSTATED:
        return [] if guess.key in answered else [guess]
    left = [key for key in guess.value if key not in answered]
    reason = guess.reason if left == guess.value else LEFT_OUT
    return [Guess(UNSTATED, left, reason)] if left and UNSTATED not in answered else []


@sharing_fetches()
def plan_first(request: AdoptRequest, guesses: Sequence[Guess], admit: Admit) -> PlannedAdoption:
    """Plan an adoption without changing the repository.

    Args:
        request: The repository and the options.
        guesses: The detected answers.
        admit: Leaves out what does not pass a gate.

    Raises:
        TemplateSourceError: The template cannot be rendered, or lacks the question `kept`.
        InvalidAnswerError: The template rejects an answer.
        InvalidNameError: An answered name is invalid.
    """
    rendered = _render_guessed(request, guesses)
    answers, theirs = rendered.recorded, dict(rendered.files)
    if "package_name" in answers:  # A prompt may have changed it.
        check_package_name(answers["package_name"], _taken_packages(request))
    remembered = theirs.pop(request.answers_file, None)
    ownership = read_ownership(rendered.answers.get("managed")) if request.merge else None
    unstated = answers.get(UNSTATED, [])
    workflows = find_workflows(answers, theirs)
    no_image = explain_no_image(request, answers, theirs)
    fitted = fit_template(
        request.folder,
        theirs,
        ownership=ownership,
        unstated=unstated,
        parts=request.parts,
        gated=workflows,
        unfounded=no_image,
    )
    fitted = admit(with_commands(fitted, answers) if workflows else fitted)
    unused = {CHECKS} if workflows and not find_created(fitted) else set[str]()
    unused |= set() if creates_image(fitted) else {CONTAINER}
    answers = {key: value for key, value in answers.items() if key not in unused}
    places = [*_obstacles(request, theirs), *fitted.not_created, *fitted.derived]
    kept = sorted({*answers.get(KEPT, []), *kept_patterns(fitted.plan, places)})
    if kept != answers.get(KEPT, []):
        again = _render(request, {**_without_notes(answers), KEPT: kept})
        answers, remembered = again.recorded, again.files.get(request.answers_file)
    if remembered is None or answers.get(KEPT, []) != kept:
        raise TemplateSourceError(
            f"The template does not support adoption: it lacks the question `{KEPT}`",
            f"Add `{KEPT}` and an answers file to the template, as in the bundled one",
        )
    explained = _explain(_without_notes(answers), guesses, request)
    # An image that the template would not render, either, is listed but not kept.
    fitted = replace(fitted, not_created={**no_image, **fitted.not_created})
    return _planned(request, answers, explained, fitted, kept, remembered)


def _planned(
    request: AdoptRequest,
    answers: Answers,
    explained: Sequence[Guess],
    fitted: Fitted,
    kept: Sequence[str],
    remembered: File,
) -> PlannedAdoption:
    standing = read_paths(request.folder, [request.answers_file]).get(request.answers_file)
    return PlannedAdoption(
        path=request.folder,
        target=str(answers.get("_commit", "newest")),
        answers=tuple(explained),
        plan=fitted.plan,
        kept=tuple(kept),
        not_created=tuple(fitted.not_created.items()),
        ignored=fitted.ignored,
        remembered=Change(request.answers_file, standing, remembered),
    )


def _taken_packages(request: AdoptRequest) -> frozenset[str]:
    stack = find_stack(request.template, {"stack": LEAST_INTRUSIVE, **request.answers})
    return stack.packages if stack else frozenset()


def _render_guessed(request: AdoptRequest, guesses: Sequence[Guess]) -> Rendered:
    """Render with the given answers, and with the guesses for the others."""
    likely = {guess.key: guess.value for guess in guesses}
    unstated = likely.pop(UNSTATED, [])
    never_asked = {key: likely.pop(key) for key in (DEFAULT_BRANCH,) if key in likely}
    if request.ask:  # Questions without a detected answer have no default.
        likely |= {key: "" for key in unstated if key in NO_FACTS}
        unstated = [key for key in unstated if key == "license"]
    if unstated:
        never_asked[UNSTATED] = unstated
    answers = {**never_asked, **request.answers}
    return _render(request, answers, likely=likely, ask=request.ask)


def _render(
    request: AdoptRequest,
    answers: Mapping[str, Any],
    *,
    likely: Mapping[str, Any] | None = None,
    ask: bool = False,
) -> Rendered:
    from scaffold.template.render import render

    given = {key: value for key, value in answers.items() if key in request.answers}
    offered = {key: value for key, value in answers.items() if key not in request.answers}
    known = KnownAnswers(given, offered, likely or {}, request.answers_file)
    return render(request.template, request.folder.name or "project", known, ask=ask)


def _obstacles(request: AdoptRequest, theirs: Tree) -> list[str]:
    """Return the paths that are folders in the template but not in the repository."""
    folders = set[str]().union(*map(parents, theirs))
    standing = read_paths(request.folder, sorted(folders))
    return [path for path, file in standing.items() if file != _FOLDER]


def _without_notes(answers: Mapping[str, Any]) -> Answers:
    """Drop the keys that Copier adds."""
    return {key: value for key, value in answers.items() if not key.startswith("_")}


def _explain(answers: Answers, guesses: Sequence[Guess], request: AdoptRequest) -> list[Guess]:
    reasons = {guess.key: guess for guess in guesses}
    explained = []
    for key, value in answers.items():
        guess = reasons.get(key)
        reason = "answered" if request.ask else "default"
        if key in request.answers:
            reason = "given"
        elif guess and guess.value == value:
            reason = guess.reason
        explained += [] if key == KEPT else [Guess(key, value, reason)]
    return explained

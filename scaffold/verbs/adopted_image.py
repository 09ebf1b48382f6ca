"""The image of an adopted repository: what it runs, and why there is none."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from scaffold.adoption.clues import Clues, find_code, read_clues
from scaffold.adoption.contents import read_contents
from scaffold.adoption.entry_point import NoEntryPointError
from scaffold.adoption.fitting import Fitted
from scaffold.adoption.guess import LEAST_INTRUSIVE, Guess
from scaffold.adoption.image_steps import CONTAINER, ImageSteps, find_image
from scaffold.adoption.kinds_of_files import CONTAINER as CONTAINER_FILE
from scaffold.adoption.parts import part_of
from scaffold.files.tree import read_paths
from scaffold.plan.actions import Action
from scaffold.plan.adoption import is_missing
from scaffold.template.catalog import asks
from scaffold.verbs.planned_adoption import AdoptRequest

_FEATURE, _FEATURES = "docker", "features"
_DOCKERFILE = "Dockerfile"


def with_image(guesses: Sequence[Guess], request: AdoptRequest, clues: Clues) -> list[Guess]:
    """Add the contents of an image to the detected answers, if one can be chosen and is known.

    Args:
        guesses: The detected answers.
        request: The repository and the options.
        clues: What is seen of the repository.
    """
    likely = {guess.key: guess.value for guess in guesses}
    answers = {**likely, **request.answers}
    is_open = request.ask or _is_chosen(answers)
    if not is_open or not _is_for_own_code(request, answers, clues) or _find_other(request, clues):
        return [*guesses]
    steps, _ = _find(request, clues)
    return [*guesses, Guess(CONTAINER, steps.as_answer(), steps.reason)] if steps else [*guesses]


def explain_no_image(
    request: AdoptRequest, answers: Mapping[str, Any], theirs: Collection[str]
) -> dict[str, str]:
    """Return the files of an image that is chosen but not known, with the reason.

    Args:
        request: The repository and the options.
        answers: All answers.
        theirs: The files of the template; its image for empty folders has no command.
    """
    if CONTAINER in answers or not _is_chosen(answers):
        return {}
    clues = read_clues(request.folder)
    if not _is_for_own_code(request, answers, clues):
        return {}
    if other := _find_other(request, clues):
        is_listed = _DOCKERFILE in theirs or other == _DOCKERFILE
        return {} if is_listed else {_DOCKERFILE: f"you have `{other}`"}
    _, reason = _find(request, clues)
    paths = {path for path in theirs if part_of(path) == "container"}
    return dict.fromkeys(sorted({*paths, _DOCKERFILE}), reason) if reason else {}


def creates_image(fitted: Fitted) -> bool:
    """Return whether a plan creates the image."""
    created = (each.path for each in fitted.plan.actions if each.action is Action.CREATE)
    return _DOCKERFILE in created


def _is_chosen(answers: Mapping[str, Any]) -> bool:
    return _FEATURE in answers.get(_FEATURES, ())


def _is_for_own_code(request: AdoptRequest, answers: Mapping[str, Any], clues: Clues) -> bool:
    """Return whether the template has an image for code of the repository's own."""
    without_code = answers.get("stack", LEAST_INTRUSIVE) == LEAST_INTRUSIVE
    is_wanted = "container" in request.parts and asks(request.template, CONTAINER)
    return without_code and bool(find_code(clues.files)) and is_wanted


def _find_other(request: AdoptRequest, clues: Clues) -> str:
    """Return a file of the repository that is for a container; empty if there is none."""
    paths = [path for path in clues.files if CONTAINER_FILE.fullmatch(path)]
    paths.sort(key=lambda path: (path != _DOCKERFILE, path))
    standing = read_paths(request.folder, paths)
    return next((path for path in paths if not is_missing(standing.get(path))), "")


def _find(request: AdoptRequest, clues: Clues) -> tuple[ImageSteps | None, str]:
    """Return what the image runs, or None and the reason why it is not known."""
    try:
        return find_image(request.folder, clues, read_contents(request.folder, clues)), ""
    except NoEntryPointError as error:
        return None, str(error)

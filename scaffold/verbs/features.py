"""More or fewer features for a project: an update with another answer."""

from dataclasses import replace

from scaffold.answers.file import ANSWERS_FILE
from scaffold.answers.given import closest
from scaffold.errors import AnswersFileError, InvalidAnswerError
from scaffold.plan.update import Plan
from scaffold.project.project import Project, open_project
from scaffold.template.catalog import read_features
from scaffold.template.releases import find_release
from scaffold.verbs.planned_update import PlannedUpdate, UpdateResult
from scaffold.verbs.update import UpdateRequest


def choose_feature(
    request: UpdateRequest, feature: str, *, wanted: bool
) -> UpdateRequest | UpdateResult:
    """Return the update that adds or removes a feature; an empty result if there is nothing to do.

    The project stays at its release unless the request names another one: adding a feature is no
    reason to change anything else.

    Raises:
        NotAProjectError: There are no answers.
        AnswersFileError: The answers cannot be read, or hold no list of features.
        InterruptedCommandError: An earlier command has not come to its end.
        InvalidAnswerError: There is no such feature.
        TemplateSourceError: The release is not to be had.
    """
    project = open_project(request.path)
    release = request.to or project.reference
    chosen = _chosen_features(project)
    if project.is_of_bundled_template:
        available = [choice.name for choice in read_features(find_release(release))]
        _check_name(feature, [*available, *chosen])
    else:  # A template from elsewhere says so itself, when it is rendered.
        available = [*chosen, feature]
    if (feature in chosen) == wanted:
        nothing = PlannedUpdate(project, project.reference, Plan(()), None)
        return UpdateResult(nothing, request.dry_run)
    features = {*chosen, feature} if wanted else {*chosen} - {feature}
    in_order = [name for name in dict.fromkeys([*available, *chosen]) if name in features]
    return replace(request, to=release, answers={"features": in_order})


def _chosen_features(project: Project) -> list[str]:
    features = project.answers.get("features", [])
    if not isinstance(features, list):
        raise AnswersFileError(
            f"{ANSWERS_FILE} holds no list of features.", "Take it from git's history."
        )
    return [str(feature) for feature in features]


def _check_name(feature: str, known: list[str]) -> None:
    if feature not in known:
        raise InvalidAnswerError(
            f"There is no feature {feature!r}.", closest(feature, known) or "See `scaffold list`."
        )

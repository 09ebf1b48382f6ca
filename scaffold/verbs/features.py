"""Add or remove a feature: an update with a new answer to `features`."""

from dataclasses import replace

from scaffold.answers.given import closest
from scaffold.errors import AnswersFileError, InvalidAnswerError
from scaffold.plan.actions import Plan
from scaffold.project.project import Project, open_project
from scaffold.template.catalog import read_features
from scaffold.template.releases import find_release
from scaffold.verbs.planned_update import PlannedUpdate, UpdateResult
from scaffold.verbs.update import UpdateRequest


def choose_feature(
    request: UpdateRequest, feature: str, *, wanted: bool
) -> UpdateRequest | UpdateResult:
    """Return the update that adds or removes a feature; an empty result if there is nothing to do.

    The release does not change unless the request names another one: adding a feature should not
    change anything else.

    Raises:
        NotAProjectError: The folder has no answers file.
        AnswersFileError: The answers file cannot be read, or `features` is not a list.
        InterruptedCommandError: An earlier command was interrupted.
        InvalidAnswerError: The template has no such feature.
        TemplateSourceError: The release is unavailable.
    """
    project = open_project(request.path, request.answers_file)
    release = request.to or project.reference
    chosen = _chosen_features(project)
    if project.is_of_bundled_template:
        available = [choice.name for choice in read_features(find_release(release))]
        _check_name(feature, [*available, *chosen])
    else:  # Rendering another template reports unknown features.
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
            f"`features` in `{project.answers_file}` is not a list",
            "Fix the file or restore it from Git",
        )
    return [str(feature) for feature in features]


def _check_name(feature: str, known: list[str]) -> None:
    if feature not in known:
        raise InvalidAnswerError(
            f"Unknown feature `{feature}`",
            closest(feature, known) or "Run `scaffold list` to see the features",
        )

"""Parts that an adoption was asked for by name, and the features that bring them."""

from collections.abc import Iterator, Sequence

from scaffold.adoption.guess import Guess
from scaffold.adoption.parts import part_of
from scaffold.template.catalog import read_features
from scaffold.template.releases import Release
from scaffold.verbs.planned_adoption import AdoptRequest, PlannedAdoption

_FEATURES = "features"
# Parts that the bundled template has only with one of some features.
_BROUGHT_BY = {"ci": ("github", "gitlab"), "container": ("docker",), "hooks": ("pre-commit",)}


def with_named_parts(guesses: Sequence[Guess], request: AdoptRequest) -> list[Guess]:
    """Add the features that bring the parts which were asked for by name.

    A part that several features can bring is left to what is detected.

    Args:
        guesses: The detected answers.
        request: The repository and the options.
    """
    choices = {part: _list_features(request, part) for part in sorted(request.named)}
    only = {part: features[0] for part, features in choices.items() if len(features) == 1}
    return [_with_features(each, only) if each.key == _FEATURES else each for each in guesses]


def _with_features(guess: Guess, features: dict[str, str]) -> Guess:
    new = {part: feature for part, feature in features.items() if feature not in guess.value}
    if not new:
        return guess
    asked = f"`--only {','.join(new)}`"
    reason = f"{guess.reason}; {asked}" if guess.value else asked
    return Guess(_FEATURES, sorted([*guess.value, *new.values()]), reason)


def explain_empty_parts(request: AdoptRequest, planned: PlannedAdoption) -> Iterator[str]:
    """Yield a sentence for each part that was asked for by name and has no files.

    Args:
        request: The repository and the options.
        planned: The plan of the adoption.
    """
    paths = [action.path for action in planned.plan.actions]
    paths += [path for path, _ in planned.not_created]  # Some are folders.
    present = {part for path in paths for part in (part_of(path), part_of(f"{path}/"))}
    for part in sorted(request.named - present):
        options = " or ".join(f"`--features {name}`" for name in _list_features(request, part))
        hint = (
            f" without a feature: use {options}" if options else ": the template has no such files"
        )
        yield f"`--only {part}` adds nothing{hint}"


def _list_features(request: AdoptRequest, part: str) -> list[str]:
    """Return the features that bring a part; none for other templates and for older releases."""
    if part not in _BROUGHT_BY or not isinstance(request.template, Release):
        return []
    known = {feature.name for feature in read_features(request.template)}
    return [name for name in _BROUGHT_BY[part] if name in known]

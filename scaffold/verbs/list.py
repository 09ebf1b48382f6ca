"""List what a user can choose from."""

from dataclasses import asdict, dataclass
from typing import Any

from scaffold.template.archives import Archive
from scaffold.template.catalog import Choice, read_features, read_stacks
from scaffold.template.releases import Release, all_releases, bundled_release


@dataclass(frozen=True, slots=True)
class ListResult:
    """All stacks, features and releases."""

    stacks: tuple[Choice, ...]
    features: tuple[Choice, ...]
    releases: tuple[Choice, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the lists as JSON values."""
        return asdict(self)


def list_choices() -> ListResult:
    """Return the stacks and features of the newest release, and all releases.

    Raises:
        TemplateSourceError: The package was installed without its template.
    """
    release = bundled_release()
    return ListResult(
        stacks=tuple(Choice(stack.name, stack.summary) for stack in read_stacks(release)),
        features=tuple(read_features(release)),
        releases=tuple(Choice(each.version, _summarize(each)) for each in all_releases()[::-1]),
    )


def _summarize(release: Archive | Release) -> str:
    if isinstance(release, Release):
        return "bundled with this version"
    return f"released on {release.date}"

"""Find the newest release for a project, for all commands alike."""

from packaging.version import Version

from scaffold.errors import DowngradeError
from scaffold.errors.wording import version
from scaffold.files.version_text import read_version
from scaffold.project.origin import find_source
from scaffold.project.project import Project
from scaffold.template.clone import Clone
from scaffold.template.fetching import cloned
from scaffold.template.releases import Release, Source, bundled_release, find_release

_OLD_PACKAGE = "Upgrade mlops-scaffold, or revert the update with Git"


def find_newer(project: Project) -> str | None:
    """Return the newest release; None if the project is up to date.

    A release is newer than another if its version is, and newer than a commit if it contains that
    commit. Pre-releases are for projects at an earlier pre-release of the same version.

    Raises:
        TemplateSourceError: The template cannot be fetched.
        UntrustedTemplateError: The user has not trusted the address of the template.
        EmbeddedTemplateError: The template is inside the project or its repository.
    """
    if project.is_of_bundled_template:
        newest = bundled_release().tag
        return newest if _is_older(project.reference, newest) else None
    source = find_source(project, None)
    with cloned(source.address) as clone:
        return None if clone is None else _find_newer(clone, project.reference)


def choose_target(project: Project, to: str | None) -> Release | Source:
    """Return the target release of an update; that of the project if it is up to date.

    A release that is named may be older: naming it is a deliberate downgrade.

    Raises:
        DowngradeError: No release is named, and the package has older ones only.
        TemplateSourceError: The template cannot be fetched, or has no such release.
        UntrustedTemplateError: The user has not trusted the address of the template.
        EmbeddedTemplateError: The template is inside the project or its repository.
    """
    if project.is_of_bundled_template:
        if to:
            return find_release(to)
        target = bundled_release()
        if _is_older(target.tag, project.reference):
            raise _downgrade(project, target.tag)
        return target
    return find_source(project, to or find_newer(project) or project.reference)


def _find_newer(clone: Clone, reference: str) -> str | None:
    at = clone.releases.get(reference)
    if at is not None:
        newer = {
            name: each
            for name, each in clone.releases.items()
            if each > at and _is_offered(each, at)
        }
        return max(newer, key=newer.__getitem__, default=None)
    commit = clone.find_commit(reference)
    return None if commit is None else _find_containing(clone, commit)


def _is_offered(other: Version, at: Version) -> bool:
    """Return whether a version is offered to a project; pre-releases are restricted."""
    return not other.is_prerelease or (at.is_prerelease and other.release == at.release)


def _find_containing(clone: Clone, commit: str) -> str | None:
    """Return the newest release after a commit; without releases, the head of the repository."""
    if clone.find_newest():
        names = clone.find_containing(commit)
        return max(names, key=clone.releases.__getitem__, default=None)
    head = clone.find_commit("HEAD")
    if head is None or head == commit or not clone.is_within(commit, head):
        return None
    return clone.find_name(head)


def _is_older(tag: str, other: str) -> bool:
    """Return whether a release of the bundled template is older than another."""
    one, two = read_version(tag), read_version(other)
    return bool(one and two and one < two)


def _downgrade(project: Project, wanted: str) -> DowngradeError:
    versions = f"from {version(project.reference)} to {version(wanted)}"
    return DowngradeError(f"Cannot downgrade {versions}", _OLD_PACKAGE)

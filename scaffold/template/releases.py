"""Choose the template to render: a bundled release or another template."""

from dataclasses import dataclass
from pathlib import Path

from scaffold import __version__
from scaffold.errors import TemplateSourceError
from scaffold.files.user_data import DATA_ADDRESS, find_place
from scaffold.template.archives import Archive, read_archives

# The wheel contains the template here; a checkout has it next to the package.
_PACKAGE = Path(__file__).parent.parent
_IN_WHEEL = _PACKAGE / "bundle"
_IN_CHECKOUT = _PACKAGE.parent

# Address of the bundled template in answers files: the same on every machine. Copier expands it to
# the path of the user's repository of releases.
TEMPLATE_ADDRESS = f"{DATA_ADDRESS}/template"


@dataclass(frozen=True, slots=True)
class Release:
    """A release of the bundled template, as a folder with `copier.yml`."""

    version: str
    path: Path

    @property
    def tag(self) -> str:
        """The tag of this release for Copier."""
        return f"v{self.version}"


@dataclass(frozen=True, slots=True)
class Source:
    """A template that is not bundled with the package.

    Attributes:
        address: Any address that Copier accepts: a folder, a Git URL, or `gh:owner/name`.
        reference: A tag, branch or commit; None means the newest release.
    """

    address: str
    reference: str | None = None


def choose_template(address: str | None, reference: str | None) -> Release | Source:
    """Return the chosen template; by default the bundled release.

    Raises:
        TemplateSourceError: The bundled template has no such release.
    """
    if address is not None:
        return Source(_spell_out(address), reference)
    return bundled_release() if reference is None else find_release(reference)


def bundled_release() -> Release:
    """Return the newest release, which is unpacked in this version of the package.

    Raises:
        TemplateSourceError: The package was installed without its template.
    """
    for path in (_IN_WHEEL, _IN_CHECKOUT):
        if (path / "copier.yml").is_file():
            return Release(__version__, path)
    raise TemplateSourceError(
        "The template is missing from this installation", "Reinstall mlops-scaffold"
    )


def all_releases() -> tuple[Archive | Release, ...]:
    """Return every release that can be rendered, the oldest first and the bundled one last."""
    bundled = bundled_release()
    older = (archive for archive in read_archives() if archive.version != bundled.version)
    return (*older, bundled)


def find_release(reference: str) -> Release:
    """Return the unpacked release of a version or tag.

    Raises:
        TemplateSourceError: This version of the package does not include it, or its archive is
            corrupt.
    """
    releases = {release.tag: release for release in all_releases()}
    known = releases.get(f"v{reference.removeprefix('v')}") or releases.get(_spell(reference))
    if known is None:
        raise _unknown(reference)
    if isinstance(known, Release):
        return known
    from scaffold.template.unpacking import (
        unpacked,  # Opening archives is for those who need an older one.
    )

    return Release(known.version, unpacked(known))


def _spell_out(address: str) -> str:
    """Return the absolute path of a local template; other addresses unchanged."""
    place = find_place(address.removeprefix("git+"))
    is_here = place is not None and (place.is_dir() or place.is_file())
    return str(place.absolute()) if place and is_here else address


def _spell(reference: str) -> str:
    """Return the tag of an equal version: `0.1` means `0.1.0`, as for pip."""
    from scaffold.files.version_text import read_version

    wanted = read_version(reference)
    if wanted is None:
        return ""
    return next((each.tag for each in all_releases() if read_version(each.version) == wanted), "")


def _unknown(reference: str) -> TemplateSourceError:
    from scaffold.files.version_text import read_version

    message = f"Unknown release `{reference}` (scaffold {__version__})"
    wanted, own = read_version(reference), read_version(__version__)
    if wanted and own and wanted > own:
        return TemplateSourceError(message, "Upgrade mlops-scaffold")
    if ".dev" in reference:
        hint = (
            "Development versions are not released; set `_commit` in `.copier-answers.yml` to the "
            "next release"
        )
        return TemplateSourceError(message, hint)
    return TemplateSourceError(message, "Run `scaffold list` to see the releases")

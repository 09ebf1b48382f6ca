"""Which template to render: one that travels with the package, or one from elsewhere."""

from dataclasses import dataclass
from pathlib import Path

from scaffold import __version__
from scaffold.errors import TemplateSourceError
from scaffold.files.user_data import DATA_ADDRESS, find_place
from scaffold.template.archives import Archive, read_archives

# The wheel carries the template here; a checkout has it beside the package.
_PACKAGE = Path(__file__).parent.parent
_IN_WHEEL = _PACKAGE / "bundle"
_IN_CHECKOUT = _PACKAGE.parent

# What projects record as the home of the bundled template: the same text on every machine, which
# Copier expands to the place where the releases of this person's machine are kept.
TEMPLATE_ADDRESS = f"{DATA_ADDRESS}/template"


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the template, as a folder that holds `copier.yml`."""

    version: str
    path: Path

    @property
    def tag(self) -> str:
        """The tag that Copier knows this release by."""
        return f"v{self.version}"


@dataclass(frozen=True, slots=True)
class Source:
    """A template that does not travel with the package.

    Attributes:
        address: Any address that Copier takes: a folder, a git URL, or `gh:owner/name`.
        reference: A tag, branch or commit; None is the newest release there.
    """

    address: str
    reference: str | None = None


def choose_template(address: str | None, reference: str | None) -> Release | Source:
    """Return the template that a person names; the bundled release where no address is given.

    Raises:
        TemplateSourceError: There is no such release here.
    """
    if address is not None:
        return Source(_spell_out(address), reference)
    return bundled_release() if reference is None else find_release(reference)


def bundled_release() -> Release:
    """Return the newest release, which stands unpacked beside this version of the package.

    Raises:
        TemplateSourceError: The package was installed without its template.
    """
    for path in (_IN_WHEEL, _IN_CHECKOUT):
        if (path / "copier.yml").is_file():
            return Release(__version__, path)
    raise TemplateSourceError(
        "The template is missing from this installation.", "Install mlops-scaffold again."
    )


def all_releases() -> tuple[Archive | Release, ...]:
    """Return every release that can be rendered, the oldest first and the bundled one last."""
    bundled = bundled_release()
    older = (archive for archive in read_archives() if archive.version != bundled.version)
    return (*older, bundled)


def find_release(reference: str) -> Release:
    """Return the release that a version or tag names, unpacked.

    Raises:
        TemplateSourceError: This version of the package does not carry it, or its archive is
            damaged.
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
    """Return the full path of a template here, which works from every current folder."""
    place = find_place(address.removeprefix("git+"))
    is_here = place is not None and (place.is_dir() or place.is_file())
    return str(place.absolute()) if place and is_here else address


def _spell(reference: str) -> str:
    """Return the tag of a version, however it is written: 0.1 is 0.1.0 to people and to pip."""
    from scaffold.files.version_text import read_version

    wanted = read_version(reference)
    if wanted is None:
        return ""
    return next((each.tag for each in all_releases() if read_version(each.version) == wanted), "")


def _unknown(reference: str) -> TemplateSourceError:
    from scaffold.files.version_text import read_version

    message = f"There is no release {reference!r} in this version of scaffold, {__version__}."
    wanted, own = read_version(reference), read_version(__version__)
    if wanted and own and wanted > own:
        return TemplateSourceError(message, "It is newer: install a newer mlops-scaffold.")
    if ".dev" in reference:
        hint = "A .dev version is never released: in .copier-answers.yml, say the release after it."
        return TemplateSourceError(message, hint)
    return TemplateSourceError(message, "See `scaffold list`.")

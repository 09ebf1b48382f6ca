"""Which template to render: the one that travels with the package, or one from elsewhere."""

from dataclasses import dataclass
from pathlib import Path

from scaffold import __version__
from scaffold.errors import TemplateSourceError

# The wheel carries the template here; a checkout has it beside the package.
_IN_WHEEL = Path(__file__).parent / "bundle"
_IN_CHECKOUT = Path(__file__).parent.parent

# What projects record as the home of the bundled template: the same text on every machine, which
# Copier expands to the place where the releases of this person's machine are kept.
TEMPLATE_ADDRESS = "~/.local/share/mlops-scaffold/template"


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
        TemplateSourceError: The bundled template has no such release.
    """
    if address is not None:
        return Source(address, reference)
    release = bundled_release()
    if reference in {None, release.version, release.tag}:
        return release
    raise TemplateSourceError(
        f"There is no release {reference!r} of the bundled template.", "See `scaffold list`."
    )


def bundled_release() -> Release:
    """Return the release that travels with this version of the package.

    Raises:
        TemplateSourceError: The package was installed without its template.
    """
    for path in (_IN_WHEEL, _IN_CHECKOUT):
        if (path / "copier.yml").is_file():
            return Release(__version__, path)
    raise TemplateSourceError(
        "The template is missing from this installation.", "Install mlops-scaffold again."
    )

"""Where the template of a project comes from, if that place may be used."""

import os
from pathlib import Path

from scaffold.project.project import Project
from scaffold.template.addresses import Address, parse_address
from scaffold.template.releases import Source
from scaffold.template.source_errors import EmbeddedTemplateError, UntrustedTemplateError
from scaffold.template.trusted_addresses import is_trusted


def find_source(project: Project, reference: str | None) -> Source:
    """Return a release of a template that does not travel with this package.

    The address is in a file of the project, so its author chose it: it is used only if this user
    has trusted it, and never if the project brings the template itself.

    Raises:
        EmbeddedTemplateError: The template is a part of the project or of its repository.
        UntrustedTemplateError: The user has not trusted the address.
        TemplateSourceError: No template can have this address.
    """
    address = parse_address(project.address)
    if _is_embedded(address, project.path):
        raise EmbeddedTemplateError(address.stored)
    if not is_trusted(address):
        raise UntrustedTemplateError(address)
    return Source(project.address, reference)


def _is_embedded(address: Address, project: Path) -> bool:
    if address.folder is None:
        return False
    if not address.folder.is_absolute():
        return True
    around = (folder for folder in (project, *project.parents) if os.path.lexists(folder / ".git"))
    return Path(address.identity).is_relative_to(next(around, project))

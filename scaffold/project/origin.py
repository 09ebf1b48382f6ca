"""Find the template of a project, if the user trusts its address."""

import os
from dataclasses import replace
from pathlib import Path

from scaffold.files.user_data import find_place
from scaffold.project.project import Project
from scaffold.template.addresses import Address, parse_address
from scaffold.template.releases import TEMPLATE_ADDRESS, Source, choose_template
from scaffold.template.source_errors import EmbeddedTemplateError, UntrustedTemplateError
from scaffold.template.trusted_addresses import is_trusted


def with_address(project: Project, address: str | None) -> Project:
    """Return a project whose template has moved to another address, if there is one.

    Raises:
        TemplateSourceError: The address is invalid.
    """
    if address is None:
        return project
    if find_place(address) == find_place(TEMPLATE_ADDRESS):
        return replace(project, address=TEMPLATE_ADDRESS)
    source = choose_template(address, None)
    return replace(project, address=source.address) if isinstance(source, Source) else project


def find_source(project: Project, reference: str | None) -> Source:
    """Return a release of a template that is not bundled with this package.

    The author of the project chose the address, so it is used only if this user has trusted it,
    and never if the template is inside the project. A separate repository next to the project is
    not part of a clone, as in a home folder that is a repository.

    Raises:
        EmbeddedTemplateError: The template is inside the project or its repository.
        UntrustedTemplateError: The user has not trusted the address.
        TemplateSourceError: The address is invalid.
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
    template = Path(address.identity)
    if not address.folder.is_absolute() or template.is_relative_to(project):
        return True
    around = _find_repository(project)
    own = _find_repository(template)
    # In a submodule, which comes with a recursive clone, `.git` is a file.
    return own is not None and (
        own == around
        or ((own / ".git").is_file() and around is not None and own.is_relative_to(around))
    )


def _find_repository(folder: Path) -> Path | None:
    """Return the folder, or its nearest parent, that contains `.git`."""
    around = (folder, *folder.parents)
    return next((each for each in around if os.path.lexists(each / ".git")), None)

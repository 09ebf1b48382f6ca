"""What a command leaves for the next one once it has used a template."""

from scaffold.template.git_bundle import refresh_repository
from scaffold.template.releases import Release, Source
from scaffold.template.trusted_addresses import remember_use


def record_use(template: Release | Source) -> str:
    """Keep the releases where plain Copier finds them, or the address of another template.

    Returns:
        A warning for the user; usually empty.
    """
    if isinstance(template, Release):
        return refresh_repository()
    return remember_use(template.address)

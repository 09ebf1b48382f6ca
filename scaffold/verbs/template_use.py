"""What later commands need after a template was used."""

from scaffold.template.git_bundle import refresh_repository
from scaffold.template.releases import Release, Source
from scaffold.template.trusted_addresses import remember_use

# Such a commit exists only in the temporary clone that was rendered.
UNCOMMITTED = (
    "warning: uncommitted changes of the template were used, so later updates cannot start from "
    "this state; undo it, and repeat the command after you commit them"
)


def record_use(template: Release | Source) -> str:
    """Store the releases where `copier update` finds them, or trust the address of a template.

    Returns:
        A warning for the user; usually empty.
    """
    if isinstance(template, Release):
        return refresh_repository()
    return remember_use(template.address)

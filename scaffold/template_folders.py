"""Templates from elsewhere that are folders here: which of them can be read at all."""

import os
import stat
from pathlib import Path

from scaffold.apply.places import is_gits_own
from scaffold.errors import TemplateSourceError
from scaffold.template_errors import CHECK_SOURCE
from scaffold.user_data import find_place


def check_address(address: str) -> None:
    """Refuse what stands at an address and is neither a folder nor a file; a pipe would never end.

    Raises:
        TemplateSourceError: Nothing there can be a template.
    """
    place = find_place(address) if "\0" not in address else None
    if place is not None and not os.path.lexists(place):
        return  # It may be the address of a repository elsewhere; Copier finds out.
    if place is None or not (place.is_dir() or place.is_file()):
        raise TemplateSourceError(f"There is no template at {address!r}.", CHECK_SOURCE)
    if is_gits_own(place.resolve()):
        raise TemplateSourceError(
            f"{address} belongs to git itself.", "Clone it, and name the clone."
        )


def check_files(root: Path, destination: Path) -> None:
    """Refuse a folder whose render would not come to its end.

    Raises:
        TemplateSourceError: The project would be made inside of its own template, or a pipe or a
            device stands among the files.
    """
    if destination.absolute().is_relative_to(root.absolute()):
        raise TemplateSourceError(
            "The project would be made inside of its template.", "Choose another --into."
        )
    for parent, _, files in os.walk(root):
        for name in files:
            mode = (Path(parent) / name).lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
                raise TemplateSourceError(
                    f"{name!r} in the template is neither a file nor a folder.", "Take it away."
                )

"""Templates from elsewhere that are folders here: which of them can be read at all."""

import os
import stat
from pathlib import Path

from scaffold.errors import TemplateSourceError


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

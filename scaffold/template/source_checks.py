"""Check the files of another template before it is rendered."""

import os
import stat
from pathlib import Path

from scaffold.errors import TemplateSourceError


def check_files(root: Path, destination: Path) -> None:
    """Refuse a template whose rendering would never end.

    Raises:
        TemplateSourceError: The destination is inside the template, or a file is a pipe or device.
    """
    if destination.absolute().is_relative_to(root.absolute()):
        raise TemplateSourceError(
            "The destination is inside the template", "Choose another `--into`"
        )
    for parent, _, files in os.walk(root):
        for name in files:
            mode = (Path(parent) / name).lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
                raise TemplateSourceError(
                    f"Unsupported file type in the template: `{name}`", "Remove it"
                )

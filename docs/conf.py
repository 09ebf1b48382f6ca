"""The documentation site: plain Markdown, built strictly by `just docs`."""

from scaffold import __version__

project = "mlops-scaffold"
author = "The mlops-scaffold authors"
version = release = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["images"]
# Every heading can be linked to, as code hosts do it.
myst_heading_anchors = 3
nitpicky = True
html_theme = "furo"
html_title = "mlops-scaffold"
html_show_copyright = False
html_show_sphinx = False
# Pages are read from a folder, too: nothing in them asks a server for fonts or scripts.
html_copy_source = False

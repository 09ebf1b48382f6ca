"""Projects to learn with: function bodies are blanked as exercises, and can be solved again.

`lessons` reads what the project's template marks, `bodies` edits source text, `progress` runs the
tests of the exercises, `solving` plans new bodies, with a backup of the old ones.
"""

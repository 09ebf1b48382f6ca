"""Which files an owner keeps, whatever the template has at their place."""

from collections.abc import Mapping
from typing import Any

from scaffold.trees import File, Tree

# The answer, and the question of the template, that hold the patterns.
KEPT = "kept"


def without_kept(base: Tree, answers: Mapping[str, Any]) -> dict[str, File]:
    """Return a base without the files that an owner keeps from now on.

    The new render does not have them. With the base that has them, an update would take them for
    dropped by the template, and delete the one that its owner wants to have.

    Args:
        base: Render of the release that the project is at, for its answers until now.
        answers: The answers from now on.
    """
    patterns = answers.get(KEPT)
    if not isinstance(patterns, list) or not patterns:
        return dict(base)
    from pathspec import GitIgnoreSpec  # Copier's own matcher; needed by adopted projects alone.

    spec = GitIgnoreSpec.from_lines(map(str, patterns))
    return {path: file for path, file in base.items() if not spec.match_file(path)}

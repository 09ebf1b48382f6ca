"""Which files an owner keeps, whatever the template has at their place."""

from collections.abc import Mapping
from typing import Any

from scaffold.trees import File, Tree

# The answer, and the question of the template, that hold the patterns.
KEPT = "kept"


def without_kept(files: Tree, answers: Mapping[str, Any]) -> dict[str, File]:
    """Return the files of a tree that an owner does not keep.

    A new render has no kept file. A base that has one would make an update take it for dropped by
    the template, and delete the file that its owner wants to have; among the project's own files,
    one could pass for a file of the template that moved.

    Args:
        files: A base, or the project's own files.
        answers: The answers from now on.
    """
    patterns = answers.get(KEPT)
    if not isinstance(patterns, list) or not patterns:
        return dict(files)
    from pathspec import GitIgnoreSpec  # Copier's own matcher; needed by adopted projects alone.

    spec = GitIgnoreSpec.from_lines(map(str, patterns))
    return {path: file for path, file in files.items() if not spec.match_file(path)}

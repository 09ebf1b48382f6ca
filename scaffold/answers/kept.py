"""Kept files: files that updates never change."""

from collections.abc import Callable, Mapping
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.errors import AnswersFileError
from scaffold.files.tree import File, Tree

# The question of the template whose answer contains the patterns.
KEPT = "kept"


def without_kept(files: Tree, answers: Mapping[str, Any]) -> dict[str, File]:
    """Return the files of a tree without the kept files.

    New template output has no kept files. In the base, a kept file would look like one that the
    template removed, and the update would delete it. Among the project's other files, it could
    look like a template file that moved.

    Args:
        files: A base, or the project's own files.
        answers: The answers after the update.
    """
    is_kept = match_kept(answers)
    return {path: file for path, file in files.items() if not is_kept(path)}


def match_kept(answers: Mapping[str, Any]) -> Callable[[str], bool]:
    """Return a function that tests whether the file at a path is kept.

    Raises:
        AnswersFileError: A pattern in the answers is invalid.
    """
    patterns = answers.get(KEPT)
    # Another template can use the name for something else.
    if not isinstance(patterns, list) or not patterns:
        return lambda _: False
    from scaffold.files.patterns import match_patterns  # Only adopted projects need it.

    try:
        return match_patterns(map(str, patterns)).match_file
    except ValueError as error:
        raise AnswersFileError(
            f"Invalid `{KEPT}` in `{ANSWERS_FILE}`: {error}", "Correct the pattern"
        ) from error

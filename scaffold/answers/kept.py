"""Which files an owner keeps, whatever the template has at their place."""

from collections.abc import Callable, Mapping
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.errors import AnswersFileError
from scaffold.files.tree import File, Tree

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
    is_kept = match_kept(answers)
    return {path: file for path, file in files.items() if not is_kept(path)}


def match_kept(answers: Mapping[str, Any]) -> Callable[[str], bool]:
    """Return a function that says whether the user keeps the file at a path.

    Raises:
        AnswersFileError: A pattern in the answers is invalid.
    """
    patterns = answers.get(KEPT)
    # Another template may mean something else by that name.
    if not isinstance(patterns, list) or not patterns:
        return lambda _: False
    from scaffold.files.patterns import match_patterns  # Only adopted projects need it.

    try:
        return match_patterns(map(str, patterns)).match_file
    except ValueError as error:
        raise AnswersFileError(
            f"{ANSWERS_FILE} has an invalid value of `{KEPT}`: {error}.", "Correct the pattern."
        ) from error

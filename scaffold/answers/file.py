"""Read the answers file of a project, which may be invalid."""

import os
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from scaffold.answers.given import Answers
from scaffold.errors import (
    AnswersFileError,
    ForbiddenPlaceError,
    InvalidAnswerError,
    NotAProjectError,
    UnreadableFileError,
)
from scaffold.files import yaml_values
from scaffold.files.paths import check_place
from scaffold.files.reading import read_regular

ANSWERS_FILE = ".copier-answers.yml"
_RESTORE = "Fix the file or restore it from Git"


def check_answers_file(name: str) -> None:
    """Refuse the path of an answers file that is not one inside a project.

    Raises:
        InvalidAnswerError: It is not a plain path, or leads outside.
    """
    try:
        # Another spelling of a path would be another file in the template output.
        check_place(name if PurePosixPath(name).as_posix() == name else "..")
    except ForbiddenPlaceError as error:
        raise InvalidAnswerError(
            f"`{name}` cannot be an answers file",
            "Use a path inside the project, such as `.copier-answers.docs.yml`",
        ) from error


def read_answers_file(folder: Path, name: str = ANSWERS_FILE) -> bytes:
    """Return the content of an answers file in a folder.

    Raises:
        InvalidAnswerError: The name is not a path inside the folder.
        NotAProjectError: The folder has no answers file.
        AnswersFileError: It is not a regular file, or is too large.
    """
    check_answers_file(name)
    file = folder / name
    if not os.path.lexists(file):
        raise NotAProjectError(f"No `{name}` in `{folder}`", _name_project_around(folder))
    if file.is_symlink():
        raise AnswersFileError(f"`{name}` is a symlink", "Replace it with a regular file")
    try:
        return read_regular(file, limit=yaml_values.LARGEST).content
    except UnreadableFileError as error:
        raise AnswersFileError(f"`{name}` is {error.reason}", _RESTORE) from error


def _name_project_around(folder: Path) -> str:
    """Return a hint with the nearest parent folder that is a project, or with `adopt`."""
    for parent in folder.parents:
        if (parent / ANSWERS_FILE).is_file():
            return f"Did you mean `{parent}`?"
    return "Run `scaffold adopt` to adopt this repository"


def parse_answers(content: bytes) -> Answers:
    """Parse the content of an answers file.

    Raises:
        AnswersFileError: It is not a YAML mapping of names to values.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswersFileError(f"`{ANSWERS_FILE}` is not UTF-8", _RESTORE) from error
    if any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in text.splitlines()):
        raise AnswersFileError(
            f"`{ANSWERS_FILE}` contains conflict markers", "Resolve the conflict"
        )
    try:
        answers, node = yaml_values.load(text)
    except yaml_values.TooManyValuesError as error:
        raise AnswersFileError(f"`{ANSWERS_FILE}` has too many values", _RESTORE) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise AnswersFileError(f"Invalid YAML in `{ANSWERS_FILE}`{where}", _RESTORE) from error
    except (ValueError, RecursionError) as error:  # An impossible date; too many brackets.
        raise AnswersFileError(f"Invalid value in `{ANSWERS_FILE}`", _RESTORE) from error
    if not isinstance(answers, dict) or not all(isinstance(key, str) for key in answers):
        raise AnswersFileError(f"No answers in `{ANSWERS_FILE}`", _RESTORE)
    _refuse_second_answers(node)
    return answers


def _refuse_second_answers(mapping: Any) -> None:
    """Refuse duplicate keys, of which YAML silently takes the last."""
    counts = Counter(key.value for key, _ in mapping.value)
    for key, count in counts.items():
        if count > 1:
            raise AnswersFileError(
                f"Duplicate key `{key}` in `{ANSWERS_FILE}`", "Remove one of them"
            )

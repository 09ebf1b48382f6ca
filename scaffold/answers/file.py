"""The file in which a project remembers its answers, as anybody may have left it."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from scaffold.answers.given import Answers
from scaffold.errors import AnswersFileError, NotAProjectError, UnreadableFileError
from scaffold.files import yaml_values
from scaffold.files.reading import read_regular

ANSWERS_FILE = ".copier-answers.yml"
_MEND = "Take it from git's history, or mend it by hand."


def read_answers_file(folder: Path) -> bytes:
    """Return the content of the answers file of a folder; only a plain file is ever opened.

    Raises:
        NotAProjectError: There is none.
        AnswersFileError: It is no plain file of the size that answers have.
    """
    file = folder / ANSWERS_FILE
    if not os.path.lexists(file):
        raise NotAProjectError(
            f"{folder} has no {ANSWERS_FILE}, so no template is known to have made it.",
            _name_project_around(folder),
        )
    if file.is_symlink():
        raise AnswersFileError(
            f"{ANSWERS_FILE} is a link, which an update would replace.",
            "Put the file in its place.",
        )
    try:
        return read_regular(file, limit=yaml_values.LARGEST).content
    except UnreadableFileError as error:
        raise AnswersFileError(f"{ANSWERS_FILE} is {error.reason}.", _MEND) from error


def _name_project_around(folder: Path) -> str:
    """Return a hint on the project that a folder is a part of, if it is."""
    for parent in folder.parents:
        if (parent / ANSWERS_FILE).is_file():
            return f"It is a part of {parent}, which has one."
    return "Name the folder of a project, or bring this one in with `scaffold adopt`."


def parse_answers(content: bytes) -> Answers:
    """Parse the content of an answers file.

    Raises:
        AnswersFileError: It is not a YAML mapping of names to values.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswersFileError(f"{ANSWERS_FILE} is not UTF-8.", _MEND) from error
    if any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in text.splitlines()):
        raise AnswersFileError(
            f"{ANSWERS_FILE} holds the markers of a conflict.", "Resolve the conflict in it first."
        )
    try:
        answers, node = yaml_values.load(text)
    except yaml_values.TooManyValuesError as error:
        raise AnswersFileError(f"{ANSWERS_FILE} has more values than answers do.", _MEND) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise AnswersFileError(f"{ANSWERS_FILE} is not YAML{where}.", _MEND) from error
    except (ValueError, RecursionError) as error:  # A day that no month has; brackets without end.
        raise AnswersFileError(f"{ANSWERS_FILE} holds a value that is none.", _MEND) from error
    if not isinstance(answers, dict) or not all(isinstance(key, str) for key in answers):
        raise AnswersFileError(f"{ANSWERS_FILE} holds no answers.", _MEND)
    _refuse_second_answers(node)
    return answers


def _refuse_second_answers(mapping: Any) -> None:
    """Refuse a key that stands twice, of which YAML would silently take the last."""
    counts = Counter(key.value for key, _ in mapping.value)
    for key, count in counts.items():
        if count > 1:
            raise AnswersFileError(f"{ANSWERS_FILE} answers {key!r} twice.", "Keep one of the two.")

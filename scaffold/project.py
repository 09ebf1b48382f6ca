"""A project as its answers describe it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scaffold.answers import Answers
from scaffold.apply.state import check_at_rest
from scaffold.errors import AnswersFileError, NotAProjectError
from scaffold.releases import TEMPLATE_ADDRESS

ANSWERS_FILE = ".copier-answers.yml"


@dataclass(frozen=True, slots=True)
class Project:
    """What a project remembers.

    Attributes:
        path: Its folder, as an absolute path.
        answers: Its answers, without what Copier notes for itself.
        address: Where its template lives.
        reference: The release that it is at, as a tag of the template.
        remembered: Its answers file, as it was read.
    """

    path: Path
    answers: Answers
    address: str
    reference: str
    remembered: bytes

    @property
    def is_of_bundled_template(self) -> bool:
        """Say whether its template travels with this package."""
        return self.address == TEMPLATE_ADDRESS


def open_project(path: Path) -> Project:
    """Read what a project remembers.

    Raises:
        NotAProjectError: There are no answers.
        InterruptedCommandError: An earlier command has not come to its end.
        ProjectBusyError: Another command is changing it.
        AnswersFileError: The answers cannot be understood.
    """
    folder = path.resolve()  # A name like `..` would lead renders out of their own folders.
    file = folder / ANSWERS_FILE
    if not folder.is_dir():
        raise NotAProjectError(f"{path} is not a folder.", "Name the folder of a project.")
    check_at_rest(folder)
    if not file.is_file():
        raise NotAProjectError(
            f"{path} has no {ANSWERS_FILE}, so no template is known to have made it.",
            "Name the folder of a project that `scaffold new` made.",
        )
    if file.is_symlink():
        raise AnswersFileError(
            f"{ANSWERS_FILE} is a link, which an update would replace.",
            "Put the file in its place.",
        )
    content = file.read_bytes()
    remembered = parse_answers(content)
    address, reference = remembered.get("_src_path"), remembered.get("_commit")
    if not isinstance(address, str) or not isinstance(reference, str) or not address:
        raise AnswersFileError(
            f"{ANSWERS_FILE} does not say which release made the project.",
            "It needs `_src_path` and `_commit`; take them from git's history.",
        )
    answers = {key: value for key, value in remembered.items() if not key.startswith("_")}
    return Project(folder, answers, address, reference, content)


def parse_answers(content: bytes) -> Answers:
    """Parse the content of an answers file.

    Raises:
        AnswersFileError: It is not a YAML mapping of names to values.
    """
    hint = "Take it from git's history, or mend it by hand."
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswersFileError(f"{ANSWERS_FILE} is not UTF-8.", hint) from error
    if any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in text.splitlines()):
        raise AnswersFileError(
            f"{ANSWERS_FILE} holds the markers of a conflict.", "Resolve the conflict in it first."
        )
    try:
        node = yaml.compose(text, yaml.SafeLoader)
        answers: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise AnswersFileError(f"{ANSWERS_FILE} is not YAML{where}.", hint) from error
    except (ValueError, RecursionError) as error:  # A day that no month has; brackets without end.
        raise AnswersFileError(f"{ANSWERS_FILE} holds a value that is none.", hint) from error
    if not isinstance(answers, dict) or not all(isinstance(key, str) for key in answers):
        raise AnswersFileError(f"{ANSWERS_FILE} holds no answers.", hint)
    _refuse_second_answers(node)
    return answers


def _refuse_second_answers(mapping: Any) -> None:
    """Refuse a key that stands twice, of which YAML would silently take the last."""
    keys = [key.value for key, _ in mapping.value]
    for key in keys:
        if keys.count(key) > 1:
            raise AnswersFileError(f"{ANSWERS_FILE} answers {key!r} twice.", "Keep one of the two.")

"""What a template gives for some answers, as values in memory."""

from dataclasses import dataclass

from scaffold.answers.given import Answers
from scaffold.files.tree import Tree


@dataclass(frozen=True, slots=True)
class Rendered:
    """The output of a template.

    Attributes:
        files: All files, the answers file included.
        recorded: The answers that the answers file records.
        answers: All answers, computed ones included.
        created_once: Patterns of files that updates create and never change.
    """

    files: Tree
    recorded: Answers
    answers: Answers
    created_once: tuple[str, ...] = ()

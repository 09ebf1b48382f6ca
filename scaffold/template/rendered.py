"""What goes into a template and what comes out of it, as values in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.answers.given import Answers
from scaffold.files.tree import Tree


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """Answers that are known before a template is rendered.

    Attributes:
        given: Answers of the user, each to a question that the template asks.
        offered: Further answers, for the questions among them that the template asks.
        likely: Defaults that come before those of the template, in the same way.
        file: Path of the answers file.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    offered: Mapping[str, Any] = field(default_factory=dict)
    likely: Mapping[str, Any] = field(default_factory=dict)
    file: str = ANSWERS_FILE


@dataclass(frozen=True, slots=True)
class Rendered:
    """The output of a template.

    Attributes:
        files: All files, the answers file included.
        recorded: The answers that the answers file records.
        answers: All answers, computed ones included.
        created_once: Patterns of files that updates create and never change.
        is_uncommitted: Whether the template had uncommitted changes, which were used.
    """

    files: Tree
    recorded: Answers
    answers: Answers
    created_once: tuple[str, ...] = ()
    is_uncommitted: bool = False

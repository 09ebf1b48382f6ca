"""Numbers the questions of a template on a terminal."""

from collections.abc import Callable, Sequence
from itertools import count
from shutil import get_terminal_size
from textwrap import fill
from typing import Any

_NARROWEST = 20


def number_questions(prompt: Callable[..., Any]) -> Callable[..., Any]:
    """Return a prompt that numbers its questions, and wraps them at the width of the terminal.

    Args:
        prompt: Asks questions of the form of questionary; hidden ones are not numbered.
    """
    numbers = count(1)

    def prompt_numbered(questions: Sequence[dict[str, Any]], **options: Any) -> Any:
        for question in questions:
            if question["when"](options):
                question["qmark"] = f"{next(numbers)}."
                question["message"] = wrap(question["message"], len(question["qmark"]) + 1)
        return prompt(questions, **options)

    return prompt_numbered


def wrap(message: str, indent: int) -> str:
    """Wrap the lines of a question behind its number; the last line is for the answer.

    Args:
        message: The question.
        indent: Number of columns of the number.
    """
    *lines, last = message.split("\n")
    margin, width = " " * indent, max(get_terminal_size().columns - 1, _NARROWEST)
    wrapped = [fill(each, width, initial_indent=margin, subsequent_indent=margin) for each in lines]
    return "\n".join([*wrapped, last]).removeprefix(margin)

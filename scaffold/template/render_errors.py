"""Turn errors of Copier, Jinja and YAML into errors with a hint."""

import scaffold.template.processor  # noqa: F401 - before Copier

# isort: split
import re
from collections.abc import Iterator
from contextlib import contextmanager

import yaml
from copier.errors import (
    CopierAnswersInterrupt,
    CopierError,
    ForbiddenPathError,
    InteractiveSessionError,
    InvalidConfigFileError,
    MultipleConfigFilesError,
    UnsafeTemplateError,
    UnsupportedVersionError,
)
from jinja2 import TemplateError
from pydantic import ValidationError

from scaffold.answers.given import CHANGE_ANSWER, closest
from scaffold.errors import InvalidAnswerError, TemplateSourceError

FIX_SETTINGS = "Fix Copier's settings or set `COPIER_SETTINGS_PATH`"
_FIX_TEMPLATE = "Fix the template or report it to its maintainers"
# Errors that expressions in a template can raise.
_RAISED_BY_EXPRESSIONS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    UnicodeError,
    yaml.YAMLError,
)
# Which of them depends on the order; Copier asserts that a path is not a folder.
_RAISED_BY_TWO_FOR_ONE = (AssertionError, FileExistsError, IsADirectoryError, NotADirectoryError)
# What Copier says, word by word, of an answer that is none of the choices.
_UNKNOWN_CHOICE = re.compile(
    r"Invalid choice for '(?P<question>\w+)': (?P<given>[^\[]*) is not in \[(?P<choices>.*)\]"
)
_TWO_FOR_ONE = "The template renders two files to the same path"


@contextmanager
def naming_errors() -> Iterator[None]:
    """Turn errors of Copier, Jinja and Git into errors with a hint.

    Raises:
        TemplateSourceError: The template cannot be fetched, read or rendered.
        InvalidAnswerError: The template rejects an answer.
    """
    try:
        yield
    except CopierAnswersInterrupt as error:
        raise KeyboardInterrupt from error
    except UnsafeTemplateError as error:
        raise TemplateSourceError(
            f"The template requires permission to run code: {_features(error)}",
            "If you trust it, add its address to `trust` in Copier's settings",
        ) from error
    except _RAISED_BY_TWO_FOR_ONE as error:
        raise TemplateSourceError(_TWO_FOR_ONE, _FIX_TEMPLATE) from error
    except (CopierError, ValidationError) as error:
        raise TemplateSourceError(*_explain(error)) from error
    except (TemplateError, *_RAISED_BY_EXPRESSIONS) as error:
        raise TemplateSourceError(
            f"Cannot render the template: {_one_line(error)}", _FIX_TEMPLATE
        ) from error
    except ValueError as error:
        raise InvalidAnswerError(*_explain_answer(_first_line(error))) from error


def _explain_answer(text: str) -> tuple[str, str]:
    """Return what is wrong with an answer, and what could be meant if there is a choice."""
    found = _UNKNOWN_CHOICE.fullmatch(text)
    if not found:
        return text, CHANGE_ANSWER
    choices = [choice.strip(" '\"") for choice in found["choices"].split(",")]
    given = found["given"].strip("'\"")
    name = found["question"]
    hint = f"Choose one with `-d {name}=...`: {', '.join(choices)}"
    return f"`{given}` is not a choice for `{name}`", closest(given, choices) or hint


def _explain(error: Exception) -> tuple[str, str]:
    match error:
        case ForbiddenPathError():
            reason = _first_line(error)
            message = f"The template refers to a path outside its folder or the project: {reason}"
            return message, "Check the source of the template"
        case UnsupportedVersionError():
            hint = "Upgrade mlops-scaffold, or use an older release of the template"
            return _one_line(error), hint
        case InteractiveSessionError():  # Copier would ask which of the two to use.
            return _TWO_FOR_ONE, _FIX_TEMPLATE
        case MultipleConfigFilesError():
            return "The template has both `copier.yml` and `copier.yaml`", _FIX_TEMPLATE
        case InvalidConfigFileError():
            return "Invalid YAML in `copier.yml` of the template", _FIX_TEMPLATE
        case ValidationError():
            reason = error.errors()[0]["msg"].removesuffix(".")
            hint = "Check `copier.yml` and Copier's settings"
            return f"Invalid settings of the template or of Copier: {reason}", hint
    return f"Cannot read the template: {_one_line(error)}", _FIX_TEMPLATE


def _features(error: UnsafeTemplateError) -> str:
    """Return the unsafe settings, as in `copier.yml`."""
    listed = _first_line(error).partition(": ")[2].removesuffix(".")
    return ", ".join(f"`_{name}`" for name in listed.split(", "))


def _one_line(error: Exception) -> str:
    """Return a message on one line, without a final period."""
    return " ".join(str(error).split()).removesuffix(".") or type(error).__name__


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)

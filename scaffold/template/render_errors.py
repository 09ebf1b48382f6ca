"""What can go wrong while Copier renders, as sentences."""

import scaffold.template.processor  # noqa: F401 - before Copier

# isort: split
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

from scaffold.answers.given import WHERE_ANSWERS_ARE
from scaffold.errors import InvalidAnswerError, TemplateSourceError

MEND_SETTINGS = "Mend them, or name others in COPIER_SETTINGS_PATH."
_MEND_TEMPLATE = "Mend the template, or tell those who keep it."
# An expression in a template raises whatever its operations raise.
_RAISED_BY_EXPRESSIONS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    UnicodeError,
    yaml.YAMLError,
)
# Which of them depends on what comes first; Copier asserts that it meets no folder.
_RAISED_BY_TWO_FOR_ONE = (AssertionError, FileExistsError, IsADirectoryError, NotADirectoryError)
_TWO_FOR_ONE = "The template has two different things for one path of the project"


@contextmanager
def naming_errors() -> Iterator[None]:
    """Turn what Copier, Jinja and git raise into one sentence and a hint.

    Raises:
        TemplateSourceError: The template cannot be fetched, read or rendered.
        InvalidAnswerError: It is an answer that does not fit.
    """
    try:
        yield
    except CopierAnswersInterrupt as error:
        raise KeyboardInterrupt from error
    except UnsafeTemplateError as error:
        raise TemplateSourceError(
            f"The template wants to run code of its own: {_features(error)}",
            "If you trust it, add its address to `trust` in Copier's settings.",
        ) from error
    except _RAISED_BY_TWO_FOR_ONE as error:
        raise TemplateSourceError(f"{_TWO_FOR_ONE}.", _MEND_TEMPLATE) from error
    except (CopierError, ValidationError) as error:
        raise TemplateSourceError(*_tell_unreadable(error)) from error
    except (TemplateError, *_RAISED_BY_EXPRESSIONS) as error:
        raise TemplateSourceError(
            f"The template cannot be rendered: {_one_line(error)}.", _MEND_TEMPLATE
        ) from error
    except ValueError as error:
        raise InvalidAnswerError(_first_line(error), WHERE_ANSWERS_ARE) from error


def _tell_unreadable(error: Exception) -> tuple[str, str]:
    match error:
        case ForbiddenPathError():
            sentence = f"The template leads out of its folder or the project: {_first_line(error)}."
            return sentence, "Look at who gave it."
        case UnsupportedVersionError():
            hint = "Install a newer mlops-scaffold, or name an older release of the template."
            return _one_line(error) + ".", hint
        case InteractiveSessionError():  # It would ask which of the two to take.
            return f"{_TWO_FOR_ONE}.", _MEND_TEMPLATE
        case MultipleConfigFilesError():
            return "The template has both copier.yml and copier.yaml.", _MEND_TEMPLATE
        case InvalidConfigFileError():
            return "The template cannot be read: its copier.yml is not YAML.", _MEND_TEMPLATE
        case ValidationError():
            reason = error.errors()[0]["msg"].removesuffix(".")
            hint = "Look at copier.yml, and at the settings of your Copier."
            return f"The template or the settings of Copier cannot be read: {reason}.", hint
    return f"The template cannot be read: {_one_line(error)}.", _MEND_TEMPLATE


def _features(error: UnsafeTemplateError) -> str:
    """Return the settings that Copier takes for unsafe, as the template names them."""
    listed = _first_line(error).partition(": ")[2].removesuffix(".")
    return ", ".join(f"`_{name}`" for name in listed.split(", "))


def _one_line(error: Exception) -> str:
    """Return a whole message without the full stop, which the sentence around it has."""
    return " ".join(str(error).split()).removesuffix(".") or type(error).__name__


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)

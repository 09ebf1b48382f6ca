"""Given answers: options, `KEY=VALUE` pairs and a file."""

import difflib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from scaffold.errors import InvalidAnswerError, UnreadableFileError
from scaffold.files import yaml_values
from scaffold.files.reading import read_text
from scaffold.files.utf8 import as_utf8

Answers = dict[str, Any]

CHANGE_ANSWER = "Change the value with `-d KEY=VALUE` or in `.copier-answers.yml`"
_USE_A_LIST = 'Use a list, as in `-d "features=[docker, github]"`'
_WRITE_PAIRS = "Write one `key: value` pair per line"
# Answered by options and by `adopt`, so hints do not list them.
_HIDDEN = frozenset(
    {"checks", "container", "default_branch", "kept", "sample_seed", "stages", "unstated"}
    | {"workshop"}
)
# Question types with a single value.
_SINGLE = frozenset({"bool", "float", "int", "path", "str"})


def gather_answers(
    data_file: Path | None, pairs: Iterable[str], options: Mapping[str, Any]
) -> Answers:
    """Combine all given answers; the more explicit one takes precedence.

    Args:
        data_file: A YAML mapping of answers; `pairs` override it.
        pairs: Texts such as `license=MIT`.
        options: Answers with options of their own; None means not given.

    Raises:
        InvalidAnswerError: The file is not a YAML mapping, a pair has no `=`, or an option and a
            pair differ.
    """
    given = parse_pairs(pairs)
    chosen = {key: value for key, value in options.items() if value is not None}
    for key in chosen.keys() & given.keys():
        if str(chosen[key]) != str(given[key]):
            raise InvalidAnswerError(
                f"Conflicting values for `{key}`: `{given[key]}` and `{chosen[key]}`",
                f"Pass either `--{key}` or `-d {key}=...`",
            )
    return {**read_data_file(data_file), **given, **chosen}


def parse_pairs(pairs: Iterable[str]) -> Answers:
    """Parse texts such as `license=MIT`; the values are converted later.

    Raises:
        InvalidAnswerError: A pair has no `=`, or no key before it.
    """
    answers: Answers = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not key.strip():
            raise InvalidAnswerError(f"Invalid answer `{pair}`", "Use `KEY=VALUE`")
        answers[key.strip()] = as_utf8(value)
    return answers


def read_data_file(path: Path | None) -> Answers:
    """Read a YAML file with answers; None means no answers.

    Raises:
        InvalidAnswerError: The file cannot be read, or is not a mapping.
    """
    if path is None:
        return {}
    try:
        # The user gave this path, so symlinks in it are intended.
        text = read_text(os.path.realpath(path), limit=yaml_values.LARGEST)
        answers, _ = yaml_values.load(text)
    except UnreadableFileError as error:
        raise InvalidAnswerError(
            f"Cannot read `{path}`: it is {error.reason}", "Check `--data-file`"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidAnswerError(
            f"Cannot read `{path}`: {_reason(error)}", "Check `--data-file`"
        ) from error
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise InvalidAnswerError(f"Invalid YAML in `{path}`{line}", _WRITE_PAIRS) from error
    except (ValueError, RecursionError) as error:  # An impossible date; too many brackets.
        raise InvalidAnswerError(f"Invalid value in `{path}`", _WRITE_PAIRS) from error
    if not isinstance(answers, dict) or not all(isinstance(key, str) for key in answers):
        raise InvalidAnswerError(f"No answers in `{path}`", _WRITE_PAIRS)
    return answers


def parse_features(text: str, available: Iterable[str]) -> list[str]:
    """Parse a comma-separated list of features, `all` or `none`.

    Raises:
        InvalidAnswerError: The template has no such feature.
    """
    names = list(available)
    if text.strip() in {"all", "none"}:
        return names if text.strip() == "all" else []
    chosen = [name.strip() for name in text.split(",") if name.strip()]
    for name in chosen:
        if name not in names:
            raise InvalidAnswerError(
                f"Unknown feature `{name}`",
                closest(name, names) or "Run `scaffold list` to see the features",
            )
    return [name for name in names if name in chosen]


def check_keys(answers: Mapping[str, Any], questions: Iterable[str]) -> None:
    """Refuse answers that belong to no question of the template.

    Raises:
        InvalidAnswerError: A key is unknown; the hint suggests the closest one.
    """
    known = list(questions)
    for key in answers:
        if key not in known:
            shown = [name for name in known if name not in _HIDDEN]
            raise InvalidAnswerError(
                f"Unknown question `{key}`",
                closest(key, known) or f"Questions: {', '.join(shown)}",
            )


def check_kinds(answers: Mapping[str, Any], questions: Mapping[str, Any]) -> None:
    """Refuse values of the wrong kind; Copier's error would not name the question.

    Args:
        answers: Answers, some of them from an answers file.
        questions: The definitions of the questions.

    Raises:
        InvalidAnswerError: The value is a list but the question requires a single value, or the
            other way around; or a text has bytes that are not UTF-8.
    """
    for key, value in answers.items():
        if not _is_text(value):
            raise InvalidAnswerError(f"The answer to `{key}` is not UTF-8", CHANGE_ANSWER)
        question = questions.get(key) or {}
        if question.get("multiselect") and not _is_flat_list(value):
            raise InvalidAnswerError(f"`{key}` requires a list", _USE_A_LIST)
        if isinstance(value, str) and _is_yaml(question):
            _refuse_long_yaml(key, value)
        if question.get("type") in _SINGLE and not question.get("multiselect"):
            _refuse_several(key, value)


def _is_yaml(question: Mapping[str, Any]) -> bool:
    """Return whether Copier reads the text of an answer as YAML."""
    is_text = isinstance(question.get("default"), str)
    return question.get("type", "str" if is_text else "yaml") in {"yaml", "json"}


def _refuse_long_yaml(key: str, text: str) -> None:
    """Refuse a text that takes long to read as YAML; what else is wrong with it, Copier says."""
    try:
        yaml_values.load(text)
    except (yaml_values.TooManyValuesError, RecursionError) as error:
        message = f"The answer to `{key}` has too many values or brackets"
        raise InvalidAnswerError(message, CHANGE_ANSWER) from error
    except (yaml.YAMLError, ValueError):
        return


def _refuse_several(key: str, value: Any) -> None:
    if isinstance(value, list | dict | None):
        raise InvalidAnswerError(f"`{key}` requires a single value", CHANGE_ANSWER)


def _is_text(value: Any) -> bool:
    """Return whether the texts in a value can be written to a file."""
    match value:
        case str():
            return not any("\ud800" <= character <= "\udfff" for character in value)
        case dict():
            return all(map(_is_text, [*value, *value.values()]))
        case list():
            return all(map(_is_text, value))
    return True


def _is_flat_list(value: Any) -> bool:
    """Return whether a value, or a YAML text, is a list without nested lists or mappings."""
    if isinstance(value, str):
        try:
            value, _ = yaml_values.load(value)
        except (yaml.YAMLError, ValueError, RecursionError):
            return False
    return isinstance(value, list) and not any(isinstance(item, list | dict) for item in value)


def closest(word: str, words: Iterable[str]) -> str:
    """Return a hint with the most similar word; empty if none is similar."""
    matches = difflib.get_close_matches(word, list(words), n=1)
    return f"Did you mean `{matches[0]}`?" if matches else ""


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror)

"""Answers as a person gives them: options, `key=value` pairs and a file."""

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

WHERE_ANSWERS_ARE = "Mend it: on the command line, or in .copier-answers.yml."
_WRITE_A_LIST = "Write it as [one, two], on the command line or in .copier-answers.yml."
# Types of questions whose answer is one value.
_SINGLE = frozenset({"bool", "float", "int", "path", "str"})


def gather_answers(
    data_file: Path | None, pairs: Iterable[str], options: Mapping[str, Any]
) -> Answers:
    """Unite all ways of giving answers; the more explicit one wins.

    Args:
        data_file: A YAML mapping of answers; overridden by `pairs`.
        pairs: `key=value` texts.
        options: Answers that have an option of their own; None means not given.

    Raises:
        InvalidAnswerError: The file is no YAML mapping, a pair has no `=`, or an option and a
            pair give different answers.
    """
    given = parse_pairs(pairs)
    chosen = {key: value for key, value in options.items() if value is not None}
    for key in chosen.keys() & given.keys():
        if str(chosen[key]) != str(given[key]):
            raise InvalidAnswerError(
                f"{key} is given twice: {given[key]!r} and {chosen[key]!r}.",
                f"Keep either --{key} or -d {key}=...",
            )
    return {**read_data_file(data_file), **given, **chosen}


def parse_pairs(pairs: Iterable[str]) -> Answers:
    """Parse `key=value` texts; a value is read as its question's type later.

    Raises:
        InvalidAnswerError: A pair has no `=`, or no key before it.
    """
    answers: Answers = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not key.strip():
            raise InvalidAnswerError(f"{pair!r} is not an answer.", "Write it as key=value.")
        answers[key.strip()] = as_utf8(value)
    return answers


def read_data_file(path: Path | None) -> Answers:
    """Read a YAML file of answers; no file is no answers.

    Raises:
        InvalidAnswerError: The file cannot be read, or does not hold a mapping.
    """
    if path is None:
        return {}
    try:
        # Only of this file the user gave the path, so that symlinks in it are meant.
        text = read_text(os.path.realpath(path), limit=yaml_values.LARGEST)
        answers, _ = yaml_values.load(text)
    except UnreadableFileError as error:
        raise InvalidAnswerError(
            f"{path} cannot be read: it is {error.reason}.", "Check --data-file."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidAnswerError(
            f"{path} cannot be read: {_reason(error)}.", "Check --data-file."
        ) from error
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 1})" if where else ""
        raise InvalidAnswerError(
            f"{path} is not YAML{line}.", "Write one `key: value` per line."
        ) from error
    except (ValueError, RecursionError) as error:  # The 31st of June; brackets without end.
        raise InvalidAnswerError(
            f"{path} has an invalid value.", "Write one `key: value` per line."
        ) from error
    if not isinstance(answers, dict) or not all(isinstance(key, str) for key in answers):
        raise InvalidAnswerError(f"{path} holds no answers.", "Write one `key: value` per line.")
    return answers


def parse_features(text: str, available: Iterable[str]) -> list[str]:
    """Read a list of features: names with commas between them, `all` or `none`.

    Raises:
        InvalidAnswerError: A name is not a feature of the template.
    """
    names = list(available)
    if text.strip() in {"all", "none"}:
        return names if text.strip() == "all" else []
    chosen = [name.strip() for name in text.split(",") if name.strip()]
    for name in chosen:
        if name not in names:
            raise InvalidAnswerError(
                f"There is no feature {name!r}.", closest(name, names) or "See `scaffold list`."
            )
    return [name for name in names if name in chosen]


def check_keys(answers: Mapping[str, Any], questions: Iterable[str]) -> None:
    """Refuse answers to questions that the template does not ask.

    Raises:
        InvalidAnswerError: A key is unknown; a misspelled one is hinted at.
    """
    known = list(questions)
    for key in answers:
        if key not in known:
            raise InvalidAnswerError(
                f"The template does not ask for {key!r}.",
                closest(key, known) or f"It asks for: {', '.join(known)}.",
            )


def check_kinds(answers: Mapping[str, Any], questions: Mapping[str, Any]) -> None:
    """Refuse values of a kind that a question never takes; Copier would not say which answer it is.

    Args:
        answers: Answers, some of them from a file that anybody may have edited.
        questions: What a template says of its questions.

    Raises:
        InvalidAnswerError: A list, a mapping or nothing stands where a single value is asked for,
            or a single value where several are; or a text has bytes that are not UTF-8.
    """
    for key, value in answers.items():
        if not _is_text(value):
            raise InvalidAnswerError(f"The answer to {key!r} is not UTF-8.", WHERE_ANSWERS_ARE)
        question = questions.get(key) or {}
        if question.get("multiselect") and not _is_flat_list(value):
            raise InvalidAnswerError(
                f"The answer to {key!r} is not a list of single values.", _WRITE_A_LIST
            )
        if question.get("type") in _SINGLE and not question.get("multiselect"):
            _refuse_several(key, value)


def _refuse_several(key: str, value: Any) -> None:
    if isinstance(value, list | dict | None):
        raise InvalidAnswerError(f"The answer to {key!r} is not a single value.", WHERE_ANSWERS_ARE)


def _is_text(value: Any) -> bool:
    """Say whether the texts in a value can be written to a file."""
    match value:
        case str():
            return not any("\ud800" <= character <= "\udfff" for character in value)
        case dict():
            return all(map(_is_text, [*value, *value.values()]))
        case list():
            return all(map(_is_text, value))
    return True


def _is_flat_list(value: Any) -> bool:
    """Say whether a value, or the YAML in a text, is a list without lists or mappings in it."""
    if isinstance(value, str):
        try:
            value, _ = yaml_values.load(value)
        except (yaml.YAMLError, ValueError, RecursionError):
            return False
    return isinstance(value, list) and not any(isinstance(item, list | dict) for item in value)


def closest(word: str, words: Iterable[str]) -> str:
    """Return a hint that names the word most like `word`, or an empty text."""
    matches = difflib.get_close_matches(word, list(words), n=1)
    return f"Did you mean {matches[0]!r}?" if matches else ""


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror)

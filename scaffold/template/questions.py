"""Answers to the questions of a released template, as Copier finds them without a terminal."""

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import yaml

from scaffold.answers.given import Answers
from scaffold.files import yaml_values
from scaffold.template.definition import UnsupportedError

_KNOWN = frozenset(
    {"ask", "choices", "default", "help", "multiselect", "type", "validator", "when"}
)
_YES = frozenset({"y", "yes", "t", "true", "on"})
_NO = frozenset({"", "n", "no", "f", "false", "off", "~", "null", "none"})
_MISSING = object()
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RenderText(Protocol):
    """Renders a text of a template."""

    def __call__(self, text: str, answers: Mapping[str, Any]) -> str:
        """Return the text with the answers in it."""


@dataclass
class AnswerSheet:
    """Answers on the way from questions to files.

    Attributes:
        given: Answers that the user or the project gives.
        likely: Defaults that come before those of the template.
        metadata: What is recorded of the template.
        settled: Answers of the questions so far, parsed and checked.
        hidden: Questions that do not apply; their answers are computed, and not recorded.
    """

    given: Mapping[str, Any]
    likely: Mapping[str, Any]
    metadata: Mapping[str, Any]
    settled: Answers = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    @property
    def visible(self) -> Answers:
        """All answers that a template sees, in Copier's order."""
        maps = (self.settled, self.given, self.metadata, self.likely)
        return dict(ChainMap(*map(dict, maps)))

    def recorded(self, questions: Mapping[str, Any]) -> Answers:
        """Return the answers that the answers file records."""
        answers = {
            name: answer
            for name, answer in self.visible.items()
            if name in questions and name not in self.hidden and _is_storable(answer)
        }
        return {**dict(sorted(self.metadata.items())), **answers}


def settle(
    questions: Mapping[str, Mapping[str, Any]], sheet: AnswerSheet, render: RenderText
) -> None:
    """Find the answer to each question, in order.

    Raises:
        UnsupportedError: An answer is missing or invalid, or a question needs Copier.
        ValueError, TypeError, yaml.YAMLError: A value has the wrong type.
        jinja2.TemplateError: An expression cannot be evaluated.
    """
    for name, details in questions.items():
        _Question(name, details, sheet.visible, render).settle(sheet)


@dataclass
class _Question:
    name: str
    details: Mapping[str, Any]
    answers: Mapping[str, Any]
    render: RenderText

    def __post_init__(self) -> None:
        if not self.details.keys() <= _KNOWN:
            raise UnsupportedError(f"{self.name} has attributes that releases do not use")

    def settle(self, sheet: AnswerSheet) -> None:
        """Write the answer into the sheet."""
        shown = to_bool(self._rendered(self.details.get("when", True)))
        asked = to_bool(self._rendered(self.details.get("ask", True)))
        if not shown:
            sheet.hidden.add(self.name)
        if self.name in sheet.given:
            answer = self._parse(sheet.given[self.name], _parse_foreign_yaml)
            self._validate(answer)
        elif (answer := self._find_default(sheet)) is _MISSING:
            if shown and asked:
                raise UnsupportedError(f"{self.name} has no answer")
            return
        elif shown:
            self._validate(answer)
        sheet.settled[self.name] = answer

    def _find_default(self, sheet: AnswerSheet) -> Any:
        if self.name in sheet.likely:
            return self._parse(sheet.likely[self.name], _parse_foreign_yaml)
        default = self.details.get("default", _MISSING)
        if default is _MISSING:
            return _MISSING
        return self._parse(self._rendered(default), _parse_yaml)

    def _validate(self, answer: Any) -> None:
        validator = self.details.get("validator", "")
        if validator and self.render(validator, {**self.answers, self.name: answer}).strip():
            raise UnsupportedError(f"{self.name} has an invalid answer")

    def _parse(self, answer: Any, parse_yaml: Callable[[str], Any]) -> Any:
        if not self.details.get("multiselect", False):
            return self._choose(answer, parse_yaml)
        items = split_list(answer) if isinstance(answer, str) else answer
        if not isinstance(items, list):
            raise UnsupportedError(f"{self.name} takes a list")
        chosen = [self._choose(item, parse_yaml) for item in items]
        return [choice for choice in self._choices if choice in chosen]

    def _choose(self, answer: Any, parse_yaml: Callable[[str], Any]) -> Any:
        """Return an answer as the type of the question; it must be one of the choices."""
        value = self._cast(answer, parse_yaml)
        if self._choices and value not in self._choices:
            raise UnsupportedError(f"{self.name} does not have this choice")
        return value

    @cached_property
    def _choices(self) -> list[Any]:
        choices = self.details.get("choices", ())
        if isinstance(choices, str):
            choices = _parse_yaml(self._rendered(choices)) or ()
        values = choices.values() if isinstance(choices, dict) else choices
        return [self._choice(value) for value in values]

    def _choice(self, value: Any) -> Any:
        if value is None or isinstance(value, dict | list):
            raise UnsupportedError(f"{self.name} has choices with properties")
        return self._cast(self._rendered(value), _parse_yaml)

    def _cast(self, answer: Any, parse_yaml: Callable[[str], Any]) -> Any:
        kind = self._type
        if kind == "yaml" and isinstance(answer, str):
            return parse_yaml(answer)
        if kind == "yaml" and not isinstance(answer, bytes):
            return answer
        if answer is None or isinstance(answer, bytes | dict | list) or kind not in _CASTS:
            raise UnsupportedError(f"{self.name} does not take such an answer")
        return _CASTS[kind](answer)

    @property
    def _type(self) -> str:
        kind: str = self.details.get("type", "")
        default = type(self.details.get("default")).__name__
        return kind or (default if default in _CASTS else "yaml")

    def _rendered(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._rendered(item) for item in value]
        return self.render(value, self.answers) if isinstance(value, str) else value


def to_bool(value: Any) -> bool:
    """Return the truth of a value: of a number, else of a word of YAML, else of the object."""
    try:
        return bool(float(value))
    except (TypeError, ValueError):
        pass
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _YES or word in _NO:
            return word in _YES
    return bool(value)


def split_list(text: str) -> list[str]:
    """Split a list in YAML into its items, which stay text; quotes around an item are dropped.

    Raises:
        UnsupportedError: It is not a list.
        yaml.YAMLError: It is not YAML.
    """
    _, node = yaml_values.load(text)
    if not isinstance(node, yaml.SequenceNode):
        raise UnsupportedError("a text is not a list")
    return [_raw_text(text, item) for item in node.value]


def _raw_text(text: str, item: yaml.Node) -> str:
    raw = text[item.start_mark.index : item.end_mark.index].strip()
    is_text = isinstance(item, yaml.ScalarNode) and item.tag == "tag:yaml.org,2002:str"
    return raw[1:-1] if is_text and raw[0] == raw[-1] and raw[0] in "\"'" else raw


def _cast_to_str(value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise UnsupportedError("a value is not a text")
    return str(value)


def _parse_yaml(text: str) -> Any:
    """Parse what a template gives."""
    return yaml.load(text, Loader=_SafeLoader)  # noqa: S506 - safe by either name


def _parse_foreign_yaml(text: str) -> Any:
    """Parse what a user or a project gives, within bounds."""
    value, _ = yaml_values.load(text)
    return value


def _is_storable(value: Any) -> bool:
    return isinstance(value, dict | list | str | int | float | None)


_CASTS: Mapping[str, Callable[[Any], Any]] = {
    "bool": to_bool,
    "float": float,
    "int": int,
    "str": _cast_to_str,
}

"""The template and the answers that options of a command choose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.answers.given import Answers, gather_answers, parse_pairs
from scaffold.answers.project_names import check_project_name
from scaffold.template.catalog import choose_features
from scaffold.template.releases import Release, Source, choose_template


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOptions:
    """Options as the user passed them; None means not given.

    Attributes:
        template: Address of another template.
        release: Release of the template.
        stack: Name of a stack.
        layout: `package` or `flat`.
        features: Names separated by commas, `all` or `none`.
        data: Texts such as `license=MIT`.
        data_file: YAML file with answers.
        others: Answers with options of their own.
    """

    template: str | None = None
    release: str | None = None
    stack: str | None = None
    layout: str | None = None
    features: str | None = None
    data: Iterable[str] | None = None
    data_file: Path | None = None
    others: Mapping[str, Any] = field(default_factory=dict)


def read_options(given: GivenOptions) -> tuple[Release | Source, Answers]:
    """Return the chosen template and the given answers.

    Raises:
        TemplateSourceError: The bundled template has no such release.
        InvalidAnswerError: A feature is unknown, a pair has no `=`, the file cannot be read, or an
            option and a pair differ.
    """
    template = choose_template(given.template, given.release)
    features = choose_features(given.features, template)
    options = {"stack": given.stack, "layout": given.layout, "features": features, **given.others}
    return template, gather_answers(given.data_file, given.data or (), options)


def read_pairs(pairs: Iterable[str] | None) -> Answers:
    """Return the answers in texts such as `license=MIT`.

    Raises:
        InvalidAnswerError: A pair has no `=`, or no key before it.
    """
    return parse_pairs(pairs or ())


def check_name(name: str) -> None:
    """Refuse a name that cannot be the name of a project.

    Raises:
        InvalidNameError: The name is invalid.
    """
    check_project_name(name)


def read_parts(only: str | None, without: str | None) -> frozenset[str]:
    """Return the parts of a template that an adoption takes.

    Raises:
        InvalidAnswerError: A name is none of a part.
    """
    from scaffold.adoption.parts import choose_parts

    return choose_parts(only, without)

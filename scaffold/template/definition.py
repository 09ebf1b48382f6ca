"""What `copier.yml` of a released template says: its settings and its questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

# Eight times faster where PyYAML was built with libyaml, as its wheels are.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnsupportedError(Exception):
    """A template or an answer needs Copier, which also explains what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A template as `copier.yml` defines it.

    Attributes:
        settings: The settings by name, with their underscores.
        questions: The attributes of each question by its name, in the order in which they are
            asked.
    """

    settings: Mapping[str, Any]
    questions: Mapping[str, Mapping[str, Any]]


@cache
def read_definition(folder: Path) -> Definition:
    """Read the definition of a released template.

    Args:
        folder: The folder that contains `copier.yml`.

    Raises:
        UnsupportedError: It is not YAML, or includes files in a way that no release does.
        OSError: A file cannot be read.
    """
    settings: dict[str, Any] = {}
    questions: dict[str, Mapping[str, Any]] = {}
    for part in _read_parts(folder / "copier.yml", folder):
        for name, value in part.items():
            if name.startswith("_"):
                settings[name] = _merge_setting(settings, name, value)
            else:
                questions[name] = value if isinstance(value, dict) else {"default": value}
    return Definition(settings, questions)


def _merge_setting(settings: Mapping[str, Any], name: str, value: Any) -> Any:
    """Return the value of a setting; Copier joins the lists of patterns of all documents."""
    return [*settings.get(name, ()), *value] if name == "_exclude" else value


def _read_parts(file: Path, folder: Path) -> Iterator[dict[str, Any]]:
    try:
        documents = list(_load_all(file.read_text("utf-8"), folder))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise UnsupportedError(f"{file.name} is not YAML") from error
    for document in documents:
        for part in document if isinstance(document, list) else [document or {}]:
            if not isinstance(part, dict) or not all(isinstance(name, str) for name in part):
                raise UnsupportedError(f"{file.name} is not a mapping of names")
            yield part


class _Loader(_SafeLoader):  # type: ignore[misc, valid-type]  # chosen at run time
    """A loader that knows the folder of the template, for `!include`."""

    folder: Path

    def include(self, node: yaml.ScalarNode) -> list[dict[str, Any]]:
        """Return the parts of another file of the template."""
        name = str(self.construct_scalar(node))
        if not set(name).isdisjoint("*?[]\\") or name.startswith("/") or ".." in name:
            raise UnsupportedError(f"{name} is included")
        return list(_read_parts(self.folder / name, self.folder))


_Loader.add_constructor("!include", _Loader.include)


def _load_all(text: str, folder: Path) -> Iterator[Any]:
    loader = _Loader(text)
    loader.folder = folder
    try:
        while loader.check_data():
            yield loader.get_data()
    finally:
        loader.dispose()

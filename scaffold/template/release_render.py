"""Renders released templates in memory, with answers that are known, byte for byte as Copier does.

Whatever no release needs (questions on a terminal, other settings, symlinks, invalid answers) is
left to Copier, which `scaffold.template.render` asks then.
"""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import PurePath
from typing import Any
from unicodedata import normalize

import yaml
from jinja2 import FunctionLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pathspec import PathSpec

from scaffold.answers.file import ANSWERS_FILE
from scaffold.answers.given import Answers
from scaffold.files.patterns import match_in_order
from scaffold.files.tree import File, Tree
from scaffold.template.bytecode import OneFileCache, find_cache
from scaffold.template.definition import Definition, UnsupportedError, read_definition
from scaffold.template.questions import AnswerSheet, settle
from scaffold.template.releases import TEMPLATE_ADDRESS, Release
from scaffold.template.rendered import KnownAnswers, Rendered
from scaffold.template.rendering_limits import READING_FILTERS
from scaffold.template.shared_texts import SharedTexts, Values
from scaffold.template.source_files import SourceFile, list_source_files

_FILE = "file:"
_FILTERS = "jinja2_ansible_filters.AnsibleCoreFiltersExtension"  # Copier brings them to templates.
_SETTINGS = frozenset({"_answers_file", "_envops", "_exclude", "_min_copier_version"})
_OPTIONS = frozenset({"keep_trailing_newline", "lstrip_blocks", "trim_blocks"})
# What an expression, an invalid answer, or a file that is not text, raises.
_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TemplateError,
    TypeError,
    ValueError,
    yaml.YAMLError,
)


def render_release(release: Release, folder: str, answers: KnownAnswers) -> Rendered:
    """Render a release.

    Args:
        release: What to render.
        folder: The name of the project's folder.
        answers: The answers that are known.

    Raises:
        UnsupportedError: Copier has to render it, or to say what is wrong.
    """
    try:
        return _load(release).render(folder, answers)
    except _ERRORS as error:
        raise UnsupportedError(str(error)) from error


@cache
def _load(release: Release) -> "_ReleasedTemplate":
    return _ReleasedTemplate(release)


class _ReleasedTemplate:
    """A release that is read and compiled once in a process."""

    def __init__(self, release: Release) -> None:
        self._definition = read_definition(release.path)
        self._root = release.path / _find_subdirectory(self._definition)
        options = _read_options(self._definition)
        self._bytecode = OneFileCache(find_cache(release.version), repr(sorted(options.items())))
        self._environment = SandboxedEnvironment(
            loader=FunctionLoader(self._find_text),
            extensions=[_FILTERS],
            undefined=StrictUndefined,
            bytecode_cache=self._bytecode,
            cache_size=-1,
            auto_reload=False,
            **options,
        )
        self._environment.filters["to_json"] = _to_json
        for name in READING_FILTERS:
            del self._environment.filters[name]
        self._metadata = {"_src_path": TEMPLATE_ADDRESS, "_commit": release.tag}
        asked = self._definition.questions.items()
        self._asked = frozenset(name for name, each in asked if each.get("when") is not False)
        self._sources = tuple(list_source_files(self._root))
        self._contents: dict[str, bytes] = {}
        self._texts = SharedTexts(self._environment, self._find_text)

    def render(self, folder: str, answers: KnownAnswers) -> Rendered:
        """Render all files."""
        if not answers.given.keys() <= self._asked:
            raise UnsupportedError("an answer is to a question that the template does not ask")
        if answers.file != ANSWERS_FILE:
            raise UnsupportedError("the answers file has another name")
        questions = self._definition.questions
        given = {**self._only_asked(answers.offered), **answers.given}
        sheet = AnswerSheet(given, self._only_asked(answers.likely), self._metadata)
        settle(questions, sheet, self._render_text)
        recorded = sheet.recorded(questions)
        context = {
            **sheet.visible,
            "_copier_answers": recorded,
            "_copier_conf": {"answers_file": PurePath(ANSWERS_FILE)},
            "_folder_name": folder,
        }
        files = self._render_files(context)
        self._bytecode.save()
        return Rendered(files, recorded, sheet.visible)

    def _only_asked(self, answers: Mapping[str, Any]) -> Answers:
        return {name: answer for name, answer in answers.items() if name in self._asked}

    def _render_files(self, context: Mapping[str, Any]) -> Tree:
        is_excluded = self._match_excluded(context).match_file
        parts = {part for source in self._sources for part in source.parts}
        values = Values(context)
        rendered = {part: self._share_text(part, values) for part in parts}
        files: dict[str, File] = {}
        for source in self._sources:
            path = _join([rendered[part] for part in source.parts])
            if path is None or is_excluded(path):
                continue
            file = File(self._render_content(source, values), source.kind)
            if files.setdefault(path, file) != file:
                raise UnsupportedError(f"{path} is rendered twice")
        _refuse_files_as_folders(files)
        return dict(sorted(files.items()))

    def _match_excluded(self, context: Mapping[str, Any]) -> PathSpec[Any]:
        patterns = self._definition.settings.get("_exclude", ())
        texts = (self._render_text(pattern, context) for pattern in patterns)
        lines = (line for text in texts for line in _split_lines(text))
        return _match(tuple(normalize("NFD", line) for line in lines))

    def _render_content(self, source: SourceFile, values: Values) -> bytes:
        if source.is_template:
            return self._texts.render(_FILE + source.name, values).encode()
        if source.name not in self._contents:
            self._contents[source.name] = (self._root / source.name).read_bytes()
        return self._contents[source.name]

    def _share_text(self, text: str, values: Values) -> str:
        return self._texts.render(text, values) if _is_template(text) else text

    def _render_text(self, text: str, answers: Mapping[str, Any]) -> str:
        """Render a text; one without a delimiter or a line ending to change is its own render."""
        return self._environment.get_template(text).render(answers) if _is_template(text) else text

    def _find_text(self, name: str) -> str | None:
        """Return what Jinja compiles by a name; any other name than that of a file is a text."""
        if name.startswith(_FILE):
            return (self._root / name.removeprefix(_FILE)).read_text("utf-8")
        return name if _is_template(name) else None


def _is_template(text: str) -> bool:
    return "{" in text or "\r" in text


def _find_subdirectory(definition: Definition) -> str:
    settings = definition.settings
    subdirectory = settings.get("_subdirectory")
    if not isinstance(subdirectory, str) or "{" in subdirectory or not subdirectory.isidentifier():
        raise UnsupportedError("the template has no folder of its own")
    if settings.keys() - _SETTINGS - {"_subdirectory"}:
        raise UnsupportedError("the template has settings that releases do not use")
    if settings.get("_answers_file", ANSWERS_FILE) != ANSWERS_FILE:
        raise UnsupportedError("the answers file has another name")
    return subdirectory


def _read_options(definition: Definition) -> dict[str, bool]:
    """Return the options of Jinja that the template sets."""
    options = dict(definition.settings.get("_envops", {}))
    if options.pop("undefined", None) != "jinja2.StrictUndefined" or options.keys() - _OPTIONS:
        raise UnsupportedError("the template has options of Jinja that releases do not use")
    return {"keep_trailing_newline": True, **options}


def _join(parts: list[str]) -> str | None:
    """Return the path of a file in projects; None for a file that is left out."""
    path: list[str] = []
    for part in parts:
        if not part:
            return None
        if part == ANSWERS_FILE:
            return ANSWERS_FILE
        path += [] if part == "." else [part]
    if not path or any(part == ".." or not set(part).isdisjoint("/\\:\0") for part in path):
        raise UnsupportedError(f"{path} is not a plain path")
    return "/".join(path)


def _refuse_files_as_folders(files: Tree) -> None:
    for path in files:
        for parent in PurePath(path).parents:
            if parent.as_posix() in files:
                raise UnsupportedError(f"{parent} is both a file and a folder")


def _split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@lru_cache(maxsize=64)
def _match(patterns: tuple[str, ...]) -> PathSpec[Any]:
    return match_in_order(patterns)


def _to_json(value: Any, **options: Any) -> str:
    """Return a value as JSON; Copier's filter knows further objects."""
    return json.dumps(value, **options)

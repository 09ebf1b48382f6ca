"""Rewrites paths and names of modules in settings, workflows and recipes, and finds them in prose.

Whole words of a text count: `pkg/load.py`, `pkg.load`. Prose is not changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from scaffold.adoption.moving.code_names import CodeNames
from scaffold.adoption.moving.relocation import Relocation, Remark

LARGEST_SETTING = 1_000_000
_PROSE = frozenset({".md", ".rst", ".txt", ".adoc", ".html", ".org", ".tex"})
_SETTINGS = frozenset(
    {".toml", ".cfg", ".ini", ".yml", ".yaml", ".sh", ".bash", ".zsh", ".ps1", ".bat", ".cmd"}
    | {".mk", ".in", ".conf", ".service", ".env", ".dockerfile", ".just", ".hcl", ".properties"}
)
_NAMES = re.compile(
    r"(?i)(docker|container|make|just|proc|snake|jenkins|vagrant)file(\..*)?|codeowners"
    r"|\.(coveragerc|flake8|pylintrc|gitignore|dockerignore|gitattributes|isort\.cfg|env.*)"
)
_LOCKS = re.compile(r".*(\.lock|-lock\.(json|ya?ml))|(renv|package-lock)\..*")
_JSON_FOLDERS = re.compile(r"(\.[^/]+/)?[^/]+\.json")
_BEFORE, _AFTER = r"(?:(?<![\w./-])|(?<=\[mypy-))", r"(?![\w-])"
# Paths can start elsewhere: `./`, `/app/`, `$ROOT/`, `*/`.
_START = r"(?<![\w./-])((?:[.$*~/{][\w./${}*~-]*/)?)"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of texts and what it becomes.

    Attributes:
        pattern: What finds it; a first group is in front of it.
        old: The word.
        new: The new word.
    """

    pattern: re.Pattern[str]
    old: str
    new: str


def kind_of_text(path: str) -> str:
    """Return `settings` for a file to rewrite, `prose` for one to search, else nothing."""
    name, suffix = PurePosixPath(path).name, PurePosixPath(path).suffix.lower()
    if _LOCKS.fullmatch(name):
        return ""
    if suffix in _SETTINGS or _NAMES.fullmatch(name) or _JSON_FOLDERS.fullmatch(path):
        return "settings"
    return "prose" if suffix in _PROSE else ""


class TextReferences:
    """The words that change in texts."""

    def __init__(
        self, names: CodeNames, relocation: Relocation, runs: frozenset[str] = frozenset()
    ) -> None:
        """Find the words.

        Args:
            names: The modules by name.
            relocation: What moves.
            runs: Scripts that have to be run as modules after the move.
        """
        self._names = names
        self._relocation = relocation
        self._runs = runs
        self._words = [word for source in relocation.sources for word in self._find_words(source)]

    def _find_words(self, source: str) -> Iterator[Word]:
        new = self._relocation.sources[source]
        if source in self._runs:
            run = "-m " + new.removesuffix(".py").replace("/", ".")
            start = r"(python[\d.]*[ \t]+(?:-\w+[ \t]+)*)"
            yield Word(re.compile(f"{start}{re.escape(source)}{_AFTER}"), source, run)
        end = _AFTER if source.endswith(".py") else r"(?![\w.-])"
        yield Word(re.compile(f"{_START}{re.escape(source)}{end}"), source, new)
        root = self._names.root_of(source)
        if root and new.startswith(f"{root}/"):  # `*/pkg/load.py` for `src/pkg/load.py`.
            old, inside = source.removeprefix(f"{root}/"), new.removeprefix(f"{root}/")
            yield Word(re.compile(rf"(?<![\w./-])(\*+/){re.escape(old)}{end}"), old, inside)
        for root, parts in self._names.names_of(source):
            after = self._names.rename(root, parts, self._relocation) if parts else None
            if after is None:
                continue
            old, name = ".".join(parts), ".".join(after)
            word = re.escape(old)
            if len(parts) == 1:  # A name only where Python runs or loads it.
                yield Word(re.compile(rf"(-m[ =]|=\s*[\"']?){word}(?=:\w)"), old, name)
                yield Word(re.compile(rf"(-m[ =]){word}(?![\w-])"), old, name)
            else:
                yield Word(re.compile(f"{_BEFORE}(){word}{_AFTER}"), old, name)

    def rewrite(self, path: str, content: bytes, remarks: list[Remark]) -> bytes:
        """Return a text with the new words; what is only noted is added to the remarks."""
        kind = kind_of_text(path)
        if not kind or len(content) > LARGEST_SETTING or b"\0" in content:
            return content
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return content
        if kind == "prose":
            remarks += self._find_in_prose(path, text)
            return content
        return self.replace(text).encode()

    def replace(self, text: str) -> str:
        """Return a text with the new words."""
        for word in self._words:
            text = word.pattern.sub(partial(self._replace, word), text)
        return text

    def _replace(self, word: Word, found: re.Match[str]) -> str:
        prefix = found[1] or ""
        inside = f"{prefix}{word.old}".removeprefix("./")
        if prefix and inside != word.old and inside in self._names.modules:
            return found[0]  # A file of the same name in another folder.
        return found[0][: len(found[0]) - len(word.old)] + word.new

    def _find_in_prose(self, path: str, text: str) -> Iterator[Remark]:
        for number, line in enumerate(text.splitlines(), 1):
            for word in self._words:
                if word.pattern.search(line):
                    yield Remark(path, number, "text", f"`{word.old}` is now `{word.new}`")
                    break

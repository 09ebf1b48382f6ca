"""Which notebooks are read with their outputs, and which of the others can be cleared safely."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from scaffold.doctor.repository import Repository, name_of
from scaffold.files.parsing import LARGEST_SETTINGS

# Files at the top of a book or site whose pages can be notebooks, and what has to be in them.
_BOOKS = {
    "_toc.yml": "",
    "_quarto.yml": "",
    "myst.yml": "",
    "conf.py": r"nbsphinx|myst_nb|jupyter_book|sphinx_gallery",
    "mkdocs.yml": r"mkdocs-jupyter|mknotebooks|jupyter",
    "_voila.json": "",
}
# Programs that clear outputs before a commit: the project decided that already.
_CLEARS = re.compile(r"nbstripout|nb-clean|clear-output|ClearOutput|nbdev_clean")
_CLEARING_FILES = (
    *(".pre-commit-config.yaml", ".gitattributes", "pyproject.toml", "justfile", "Makefile"),
    *("lefthook.yml", "tox.ini", "noxfile.py", "settings.ini"),
)
# Programs that compare, publish or pass on the outputs that a notebook has.
_USES_OUTPUTS = re.compile(r"nbval|nbsphinx|myst[_-]nb|jupyter-?book|mkdocs-jupyter|nbviewer|voila")
# Folders in which people try things out.
_WORKSHOPS = frozenset(
    {"notebook", "notebooks", "nbs", "research", "exploration", "experiments", "eda", "scratch"}
)
# Files in which a notebook can be named: those that people and programs read.
_NAMING = (
    *(".cfg", ".html", ".ini", ".json", ".md", ".py", ".qmd", ".rst", ".sh", ".toml", ".txt"),
    *(".yaml", ".yml", "justfile", "Makefile", "Dockerfile"),
)
_SUFFIX = ".ipynb"
# Folders in which files show how something is done.
_LESSONS = re.compile(
    r"(?:examples?|tutorials?|courses?|lessons?|exercises?|homeworks?|demos?|workshops?"
    r"|(?:chapter|chap|ch|lecture|lesson|week|day|unit)[ _-]?\d+.*|playground|samples?)",
    re.IGNORECASE,
)
# A name is looked for in so many characters, and begins with one of so many words.
_LONGEST_NAME, _MOST_WORDS = 200, 8
_MOST_READMES = 20


def is_collection(repository: Repository, notebooks: list[str]) -> bool:
    """Return whether notebooks are most of a repository: a course, a book, a collection."""
    has_package = any(name_of(path) == "__init__.py" for path in repository.code)
    return not has_package and len(notebooks) > max(2, len(repository.code))


def find_books(repository: Repository) -> frozenset[PurePosixPath]:
    """Return the folders of books and sites."""
    return frozenset(
        PurePosixPath(path).parent
        for path in repository.files
        if (pattern := _BOOKS.get(name_of(path))) is not None
        and re.search(pattern, repository.read(path, LARGEST_SETTINGS))
    )


def clears_outputs(repository: Repository) -> bool:
    """Return whether the project clears outputs itself."""
    texts = (repository.read(path, LARGEST_SETTINGS) for path in _CLEARING_FILES)
    return any(map(_CLEARS.search, texts))


def is_in_lesson(path: str) -> bool:
    """Return whether a file is in a folder of examples, or of a part of a course."""
    return any(map(_LESSONS.fullmatch, path.split("/")[:-1]))


def find_shown(repository: Repository, notebooks: Iterable[str]) -> frozenset[str]:
    """Return the notebooks that are read with their outputs: examples, and those of a README.

    A project that clears outputs itself has no such notebooks.
    """
    if clears_outputs(repository):
        return frozenset()
    named = [path for path in repository.files if name_of(path).lower().startswith("readme")]
    readmes = named[:_MOST_READMES]
    texts = [unquote(repository.read(path, LARGEST_SETTINGS)) for path in readmes]
    return frozenset(
        path
        for path in notebooks
        if is_in_lesson(path) or any(name_of(path) in text for text in texts)
    )


def find_clearable(repository: Repository, notebooks: list[str]) -> frozenset[str]:
    """Return the notebooks whose outputs nothing needs.

    Either the project clears them itself, or they are in a folder to try things out, no file names
    them, and no program is at hand that compares or publishes outputs.
    """
    if clears_outputs(repository):
        return frozenset(notebooks)
    tried = {path for path in notebooks if not _WORKSHOPS.isdisjoint(_folders(path))}
    if not tried:
        return frozenset()
    stems = {PurePosixPath(path).stem for path in tried}
    for path in repository.files:
        if path.endswith(_NAMING):
            text = repository.read(path, LARGEST_SETTINGS)
            if _USES_OUTPUTS.search(text):
                return frozenset()
            stems.difference_update(_named(text, stems))
    return frozenset(path for path in tried if PurePosixPath(path).stem in stems)


def _folders(path: str) -> Iterable[str]:
    return path.casefold().split("/")[:-1]


def _named(text: str, stems: set[str]) -> Iterator[str]:
    """Yield the stems of the notebooks that a text names."""
    end = text.find(_SUFFIX)
    while end >= 0:
        before = unquote(text[max(0, end - _LONGEST_NAME) : end])
        words = re.split(r"[/\\\"'`(<>\[=:,\n]", before)[-1].split(" ")[-_MOST_WORDS:]
        yield from stems.intersection(" ".join(words[at:]) for at in range(len(words)))
        end = text.find(_SUFFIX, end + 1)

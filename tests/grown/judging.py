"""What an update kept, lost and brought back: properties that hold whatever the template has."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

Texts = Mapping[str, str]

# Git's, and what a tool keeps beside a project; the answers file is no file of a person.
_NOT_WORK = (".git/", ".scaffold/", ".copier-answers.yml")
_MARKER = re.compile(r"^<{7} ", re.MULTILINE)


def read_project(folder: Path) -> dict[str, str]:
    """Return the texts of a project by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = ((path.relative_to(folder).as_posix(), path) for path in files)
    return {
        name: path.read_text("utf-8", errors="replace")
        for name, path in named
        if not name.startswith(_NOT_WORK) and "__pycache__" not in name
    }


def count_conflicts(texts: Texts) -> int:
    """Return the number of conflicts between markers."""
    return sum(len(_MARKER.findall(text)) for text in texts.values())


def find_lost(base: Texts, ours: Texts, after: Texts) -> list[tuple[str, str]]:
    """Return the lines that a person wrote, and no file has any longer, each with its file.

    The layout does not count, nor, of an import, the order: two sides that import from one module
    are united.
    """
    everywhere = _squeeze("\n".join(after.values()))
    words = set(re.findall(r"\w+", "\n".join(after.values())))
    lost = []
    for path, text in ours.items():
        was = _squeeze(base.get(path, ""))
        for line in sorted(_lines(text) - _lines(base.get(path, ""))):
            is_import = re.match(r"(from|import)\b.*|\w+,$", line)
            wanted = _squeeze(line).removesuffix(",")
            if wanted in was or wanted in everywhere:
                continue
            if not (is_import and set(re.findall(r"\w+", line)) <= words):
                lost.append((path, line))
    return lost


def _squeeze(text: str) -> str:
    """Return a text without what formatters change: blanks, quotes and parentheses."""
    without_commas = re.sub(r",(?=\s*[)\]}])", "", text)
    return re.sub(r"[\s()]", "", without_commas).replace("'", '"')


def find_missing(base: Texts, theirs: Texts, after: Texts, path: str) -> list[str]:
    """Return the lines that a template added to a file, and that are missing there."""
    found = _lines(after.get(path, ""))
    words = set(re.findall(r"\w+", after.get(path, "")))
    added = _lines(theirs.get(path, "")) - _lines(base.get(path, ""))
    return sorted(
        line
        for line in added - found
        if not (re.match(r"(from|import)\b", line) and set(re.findall(r"\w+", line)) <= words)
    )


def find_returned(base: Texts, ours: Texts, after: Texts) -> list[str]:
    """Return the files and definitions that a person deleted, and that are back.

    A file that the template moved is back, too, if half of its lines are in a new file.
    """
    deleted = {path for path in base if path not in ours and not _is_moved(base[path], ours)}
    found = sorted(deleted & after.keys())
    created = [path for path in after if path not in ours and path not in base]
    found += [
        path
        for path in created
        if any(_is_alike(base[old], after[path]) for old in deleted if len(base[old]) > 200)
    ]
    for path in sorted(base.keys() & ours.keys() & after.keys()):
        if path.endswith(".py") and not _MARKER.search(after[path]):
            gone = _definitions(base[path]) - _definitions(ours[path])
            found += [f"{path}: {name}" for name in sorted(gone & _definitions(after[path]))]
    return found


def _is_moved(text: str, ours: Texts) -> bool:
    return len(text) > 200 and any(_is_alike(text, other) for other in ours.values())


def _is_alike(text: str, other: str) -> bool:
    lines = _lines(text)
    return len(lines & _lines(other)) * 2 > len(lines)


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if re.search(r"\w", line)}


def _definitions(text: str) -> set[str]:
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except SyntaxError:
        return set()
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}

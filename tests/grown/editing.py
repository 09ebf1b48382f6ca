"""What people do to the files of a project, without judgment and always in the same way."""

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

PACKAGE = "demo"


def change(project: Path, path: str, old: str, new: str) -> None:
    """Replace the first occurrence of a text, which has to be there."""
    text = (project / path).read_text("utf-8")
    assert old in text, f"{path} does not contain {old!r}"
    write(project, path, text.replace(old, new, 1))


def append(project: Path, path: str, text: str) -> None:
    """Add a text at the end of a file."""
    write(project, path, (project / path).read_text("utf-8") + text)


def write(project: Path, path: str, text: str) -> None:
    """Write a file, and the folders around it."""
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text(text, encoding="utf-8", newline="\n")


def delete(project: Path, *paths: str) -> None:
    """Delete files, and the folders that become empty."""
    for path in paths:
        (project / path).unlink()
        for folder in (project / path).parents:
            if folder == project or any(folder.iterdir()):
                break
            folder.rmdir()


def files_below(project: Path, *folders: str, suffixes: Iterable[str] = (".py",)) -> list[str]:
    """Return the files of some folders by path."""
    found = (path for folder in folders for path in (project / folder).rglob("*"))
    names = [path.relative_to(project).as_posix() for path in found if path.suffix in {*suffixes}]
    return sorted(name for name in names if "__pycache__" not in name)


def rename_words(project: Path, paths: Iterable[str], words: Mapping[str, str]) -> None:
    """Rename words, also inside names such as `tags_csv` and in capitals."""
    cased = {
        form(old): form(new)
        for old, new in words.items()
        for form in (str.lower, str.upper, str.capitalize)
    }
    pattern = re.compile(rf"(?<![a-zA-Z])({'|'.join(map(re.escape, cased))})(?![a-z])")
    for path in paths:
        text = (project / path).read_text("utf-8")
        write(project, path, pattern.sub(lambda found: cased[found[0]], text))


def move_module(project: Path, old: str, new: str) -> None:
    """Move a module, and change the imports of it everywhere."""
    text = _absolute_imports(old, (project / old).read_text("utf-8"), {})
    delete(project, old)
    write(project, new, text)
    package = project / PurePosixPath(new).parent / "__init__.py"
    if new.startswith("src/") and not package.exists():
        package.write_text('"""A part of the project."""\n', encoding="utf-8")
    moved = {_module_name(old): _module_name(new)}
    for path in files_below(project, "src", "tests"):
        before = (project / path).read_text("utf-8")
        after = _absolute_imports(path, before, moved, only_moved=True)
        after = after.replace(f"{_module_name(old)} ", f"{_module_name(new)} ")
        if after != before:
            write(project, path, after)


def _module_name(path: str) -> str:
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[1:] if parts[0] == "src" else parts)


def _absolute_imports(
    path: str, text: str, moved: Mapping[str, str], *, only_moved: bool = False
) -> str:
    """Return a module with absolute imports; those of modules that moved name the new place."""
    lines = text.splitlines(keepends=True)
    around = _module_name(path).split(".")[:-1]
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ImportFrom):
            continue
        above = around[: len(around) - node.level + 1] if node.level else []
        name = ".".join([*above, *(node.module or "").split(".")]).strip(".")
        if name in moved or (node.level and not only_moved):
            old = f"from {'.' * node.level}{node.module or ''} import"
            row = node.lineno - 1
            lines[row] = lines[row].replace(old, f"from {moved.get(name, name)} import")
    return "".join(lines)

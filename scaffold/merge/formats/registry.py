"""The format of a file, by its name."""

from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import PurePosixPath

from scaffold.merge.edit.form import Format
from scaffold.merge.structure.values import IGNORED, REQUIRED

# The first pattern that matches the name, or the folder and the name, decides.
_FORMATS = (
    ("toml", ("*.toml", "Pipfile", "uv.lock", "poetry.lock")),
    ("yaml", ("*.yml", "*.yaml", "*.cff")),
    ("commented json", (".vscode/*.json", "devcontainer.json", "tsconfig*.json")),
    ("commented json", ("*.jsonc", "*.code-workspace")),
    ("json", ("*.json", "*.ipynb")),
    ("requirements", ("*requirements*.txt", "*constraints*.txt", "*requirements*.in")),
    ("requirements", ("requirements/*.txt", "requirements/*.in")),
    ("ignored", (".*ignore",)),
    ("ini", ("*.cfg", "*.ini", ".flake8", ".coveragerc", ".pylintrc")),
    ("plain ini", (".editorconfig",)),
)
# Modules of formats that have another name than the format.
_MODULES = {"toml": "toml.toml", "requirements": "line_lists", "ignored": "line_lists"}


def is_python(path: str) -> bool:
    """Return whether a file is a Python source, by its name."""
    return path.endswith((".py", ".pyi"))


def format_of(path: str) -> Format | None:
    """Return the format of a file; None for a file that is merged by lines."""
    parts = PurePosixPath(path).parts[-2:]
    for name, patterns in _FORMATS:
        for pattern in patterns:
            if fnmatchcase("/".join(parts[-1 - pattern.count("/") :]), pattern):
                return _load(name)
    return None


def _load(name: str) -> Format:
    """Import what a format needs; the libraries behind it cost more than a whole text merge."""
    kind = name.split()[-1]
    module = _MODULES.get(kind, kind)
    made = import_module(f"scaffold.merge.formats.{module}")
    makers = {
        "commented json": lambda: made.Json(comments=True),
        "json": lambda: made.Json(),
        "requirements": lambda: made.Listed(REQUIRED),
        "ignored": lambda: made.Listed(IGNORED),
        "ini": lambda: made.Ini(),
        "plain ini": lambda: made.Ini(goes_on=False),
    }
    form: Format = makers[name]() if name in makers else made
    return form

"""The parts of a template, of which an adoption can take some. Pure."""

import re
from collections.abc import Collection, Mapping

from scaffold.errors import InvalidAnswerError

# The files of each part; a file that no other part has is code.
_FILES: Mapping[str, re.Pattern[str]] = {
    "ci": re.compile(r"\.github/.*|\.gitlab-ci\.ya?ml"),
    "container": re.compile(
        r"Dockerfile.*|\.dockerignore|(docker-)?compose[^/]*\.ya?ml|docker/.*|\.devcontainer(/.*)?"
    ),
    "data": re.compile(r"data/.*"),
    "dependencies": re.compile(r"[^/]*requirements[^/]*\.(txt|in)|requirements/.*|[^/]*\.lock"),
    "docs": re.compile(r"(?i)readme(\.[^/]*)?|docs/.*|[^/]*\.md"),
    "editor": re.compile(r"\.editorconfig|\.vscode/.*"),
    "hooks": re.compile(r"\.pre-commit-config\.ya?ml"),
    "ignore": re.compile(r"(.*/)?\.git(ignore|attributes)"),
    "license": re.compile(r"LICENSE.*"),
    "notebooks": re.compile(r"notebooks/.*"),
    "packaging": re.compile(r"pyproject\.toml|setup\.(py|cfg)"),
    "tests": re.compile(r"tests/.*|conftest\.py"),
}
_CODE = "code"
PARTS = frozenset({*_FILES, _CODE})


def part_of(path: str) -> str:
    """Return the part to which a file of a template belongs."""
    return next((part for part, files in _FILES.items() if files.fullmatch(path)), _CODE)


def choose_parts(only: str | None, without: str | None) -> frozenset[str]:
    """Return the chosen parts.

    Args:
        only: Names of parts, separated by commas; None for all.
        without: Names of parts that are left out.

    Raises:
        InvalidAnswerError: A name is none of a part.
    """
    chosen = PARTS if only is None else _read(only)
    return chosen - _read(without or "")


def _read(names: str) -> frozenset[str]:
    given = frozenset(name.strip() for name in names.split(",") if name.strip())
    unknown = sorted(given - PARTS)
    if unknown:
        raise InvalidAnswerError(
            f"Unknown part `{unknown[0]}`", f"Choose from {', '.join(sorted(PARTS))}"
        )
    return given


def leave_out(paths: Collection[str], parts: Collection[str]) -> dict[str, str]:
    """Return the files whose part is not chosen, each with the reason."""
    others = {path: part_of(path) for path in paths}
    return {
        path: f"part `{part}` is left out" for path, part in others.items() if part not in parts
    }

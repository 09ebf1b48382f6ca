"""What the files of a repository say: frameworks, tests, Pythons of workflows. Only reads."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scaffold.adoption.clues import Clues
from scaffold.adoption.kinds_of_files import CI, TEST
from scaffold.errors import UnreadableFileError
from scaffold.files.reading import read_regular

_LARGEST = 500_000
# Modules of a larger repository say nothing new.
_MOST_MODULES = 5_000
_MOST_CODE = 50_000_000
_MOST_WORKFLOWS = 30

# What code imports, and the framework that it shows.
_FRAMEWORKS: Mapping[bytes, str] = {
    b"kedro": "Kedro",
    b"lightning": "Lightning",
    b"pytorch_lightning": "Lightning",
    b"ray": "Ray",
    b"django": "Django",
    b"flask": "Flask",
    b"fastapi": "FastAPI",
    b"streamlit": "Streamlit",
    b"gradio": "Gradio",
    b"torch": "PyTorch",
    b"tensorflow": "TensorFlow",
    b"keras": "Keras",
    b"jax": "JAX",
    b"sklearn": "scikit-learn",
    b"xgboost": "XGBoost",
    b"lightgbm": "LightGBM",
    b"transformers": "Transformers",
    b"mlflow": "MLflow",
    b"wandb": "Weights & Biases",
    b"hydra": "Hydra",
}
APPLICATIONS = ("Django", "Flask", "FastAPI", "Streamlit", "Gradio")
_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.M)
_MAIN = re.compile(rb"^if __name__ ?== ?['\"]__main__['\"]", re.M)
_HAS_TESTS = re.compile(rb"^[ \t]*(?:async )?def test|^class Test|TestCase\b|\bdoctest\b", re.M)
# All code in such a folder is for tests, whatever it holds.
_OF_TESTS = re.compile(r"(?i)(.*/)?(tests?|pytest)/.*|(.*/)?tests\.py")
_SERVER = re.compile(rb"\b(?:FastAPI|Flask)\(")
# A module that imports one of these and has no server only uses it.
_SERVERS = frozenset({b"fastapi", b"flask"})
_PYTHONS = re.compile(
    r"python(?:[-_]?versions?)?[\"']?:[ \t]*((?:\[[^\]]*\]|[^\n\[]+|(?:\n\s*- .+)+))", re.I
)
_BASE_IMAGE = re.compile(r"^FROM +(?:[\w.-]+/)*python:(3\.\d+)", re.M | re.I)
# The versions of orbs and actions are those of other software.
_MINOR = re.compile(r"(?<![\w.@])3\.\d+\b")
_RUNS_TESTS = re.compile(
    r"(?:(?:uv|poetry|hatch|pdm) run |python3? -m )*"
    r"(?<![\w.-])(?:pytest|unittest|tox|nox)(?=[\s;&|\"']|$)"
    # A quote after a blank begins an argument; another one ends what the command is written in.
    r"(?:[^\n;&|\"'>#]|(?<=[\s=])(?:\"[^\"\n]*\"|'[^'\n]*')|(?<=\S)#)*"
)
_CONTINUED = re.compile(r"\\\r?\n")
# Lines of workflows that name a tool of tests and do not run it.
_OTHER_LINE = re.compile(
    r"\s*(?:#|(?:- *)?[\"']?name[\"']?:"
    r"|.*\b(?:(?:pip[3x]?|conda|mamba|tool|apt|apt-get|brew) (?:-\S+ )*(?:install|create)"
    r"|(?:uv|poetry|pdm) add)\b)"
)
# Commands are shorter, and the time to search a line grows faster than its length.
_LONGEST_COMMAND = 1_000
# Files with recipes, and how the recipe `test` of each begins and is called.
_RECIPES: Mapping[str, tuple[str, str]] = {
    "justfile": (r"^test\b.*:", "just test"),
    "Makefile": (r"^test[ \t]*:", "make test"),
    "mise.toml": (r"^\[tasks\.[\"']?(?:check:)?test", "mise run test"),
    "tox.ini": (r"^\[(?:tox|testenv)", "tox"),
    "noxfile.py": (r"^def ", "nox"),
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What some files of a repository say; each with the file that says it.

    Attributes:
        frameworks: The frameworks that code imports.
        entries: Modules that can be run, and servers.
        tests: Modules for tests; without scripts that only have such a name.
        test_command: How the tests are run; the second text is empty if nothing says so.
        pythons: Files below the top that name Python versions: workflows and Dockerfiles.
        uses_lfs: Whether Git LFS stores files.
    """

    frameworks: tuple[tuple[str, str], ...] = ()
    entries: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    test_command: tuple[str, str] = ("", "")
    pythons: tuple[tuple[str, str], ...] = ()
    uses_lfs: bool = False


def read_contents(folder: Path, clues: Clues) -> Contents:
    """Read modules, workflows and recipes, each up to a bound."""
    modules = sorted((path for path in clues.files if path.endswith(".py")), key=_depth)
    frameworks: dict[str, str] = {}
    entries: list[str] = []
    tests = {path for path in modules if TEST.fullmatch(path)}
    left = _MOST_CODE
    for path in modules[:_MOST_MODULES]:
        content = _read(folder, path) if left > 0 else b""
        left -= len(content)
        _find_frameworks(content, path, frameworks)
        if path not in tests:
            entries += [path] if _is_entry(content, path) else []
        elif not _is_for_tests(content, path):
            tests.remove(path)
    workflows = sorted(path for path in clues.files if CI.fullmatch(path))[:_MOST_WORKFLOWS]
    texts = {path: _read(folder, path).decode(errors="replace") for path in workflows}
    return Contents(
        tuple(frameworks.items()),
        tuple(entries),
        tuple(sorted(tests)),
        _find_test_command(folder, clues, texts, tests),
        (*_find_pythons(texts), *_find_base_images(folder, clues)),
        b"filter=lfs" in _read(folder, ".gitattributes"),
    )


def _depth(path: str) -> tuple[int, str]:
    return path.count("/"), path


def _find_frameworks(content: bytes, path: str, found: dict[str, str]) -> None:
    for name in dict.fromkeys(_IMPORT.findall(content)):
        if name in _FRAMEWORKS and (name not in _SERVERS or _SERVER.search(content)):
            found.setdefault(_FRAMEWORKS[name], path)


def _is_entry(content: bytes, path: str) -> bool:
    name = PurePosixPath(path).name
    if name in ("setup.py", "test_environment.py"):
        return False
    runs = name in ("manage.py", "__main__.py") or bool(_SERVER.search(content))
    return runs or ("/" not in path and bool(_MAIN.search(content)))


def _is_for_tests(content: bytes, path: str) -> bool:
    return not content or bool(_OF_TESTS.fullmatch(path) or _HAS_TESTS.search(content))


def _find_test_command(
    folder: Path, clues: Clues, workflows: Mapping[str, str], tests: Collection[str]
) -> tuple[str, str]:
    """Return the command of a recipe or a workflow, else the usual one for the tests."""
    for name, (pattern, command) in _RECIPES.items():
        text = _read(folder, name).decode(errors="replace") if clues.has(name) else ""
        if re.search(pattern, text, re.M):
            return command, name
    for path, text in workflows.items():
        found = next(filter(None, map(_RUNS_TESTS.search, _commands(text))), None)
        if found and "{" not in found[0]:  # What fills a placeholder is known only there.
            return " ".join(found[0].split()), path
    manage = next((path for path in clues.files if PurePosixPath(path).name == "manage.py"), "")
    if manage and tests:
        return f"python {manage} test", manage
    return ("pytest", "") if tests else ("", "")


def _commands(workflow: str) -> Iterator[str]:
    """Yield the lines of a workflow that can run tests."""
    for line in _CONTINUED.sub(" ", workflow).splitlines():
        if len(line) <= _LONGEST_COMMAND and not _OTHER_LINE.match(line):
            yield line


def _find_pythons(workflows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, text in workflows.items():
        versions = {each for found in _PYTHONS.findall(text) for each in _MINOR.findall(found)}
        if versions:
            yield path, ", ".join(sorted(versions, key=_minor))


def _find_base_images(folder: Path, clues: Clues) -> Iterator[tuple[str, str]]:
    """Yield the Dockerfiles in folders; those at the top are clues."""
    nested = (path for path in clues.files if path.endswith("/Dockerfile") and "{{" not in path)
    for path in sorted(nested, key=_depth)[:_MOST_WORKFLOWS]:
        found = _BASE_IMAGE.search(_read(folder, path).decode(errors="replace"))
        if found:
            yield path, found[1]


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _read(folder: Path, path: str) -> bytes:
    try:
        return read_regular(folder / path, limit=_LARGEST).content
    except (OSError, UnreadableFileError):
        return b""

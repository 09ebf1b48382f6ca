"""Checks for tests, and for CI that runs them."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import translate
from typing import Any

from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository, name_of
from scaffold.files.parsing import LARGEST_SETTINGS

_PATTERNS = (
    *(".github/workflows/*.yml", ".github/workflows/*.yaml", ".gitlab-ci.yml", ".gitlab/*.yml"),
    *(".gitea/workflows/*.y*ml", ".forgejo/workflows/*.y*ml", ".circleci/*.yml", ".travis.yml"),
    *("azure-pipelines*.yml", ".azure*/*.yml", "bitbucket-pipelines.yml", "*Jenkinsfile*"),
    *(".drone.yml", ".woodpecker*.y*ml", ".cirrus.yml", "*appveyor.yml", ".buildkite/*.yml"),
    *("buildspec.y*ml", "cloudbuild.y*ml", "*codefresh.yml", ".semaphore/*.yml", ".builds/*.yml"),
    *(".zuul.y*ml", ".aicoe-ci.y*ml", ".teamcity/*"),
)
_PIPELINE = re.compile("|".join(map(translate, _PATTERNS)))
# pre-commit.ci and many workflows run the hooks of a repository.
_HOOKS = ".pre-commit-config.yaml"
# Files that say how a project is built, in which there is nothing to test.
_BUILD = frozenset({"__init__.py", "conftest.py", "noxfile.py", "setup.py", "tasks.py"})
_TEST_FOLDERS = frozenset({"test", "tests", "testing", "unittests", "unit_tests", "pytest"})
# Files of these names also hold scripts and helpers, so what is in them decides.
_IS_TEST = re.compile(
    r"\bdef test(?:[_A-Z]\w*\(|\w*\(\))|TestCase\b|@given\("
    r"|^(?:import|from) (?:pytest|unittest|doctest|hypothesis|nose)\b",
    re.MULTILINE,
)
_DOCTEST = re.compile(r"^[ \t]*>>> ", re.MULTILINE)
_RUNS_DOCTESTS = re.compile(r"doctest-modules|-m doctest|doctest\.testmod|xdoctest")
_SETTINGS = ("pyproject.toml", "setup.cfg", "pytest.ini", "tox.ini", "Makefile", "justfile")
# A runner of tests, wherever it is called.
_RUNNER = re.compile(
    r"\b(?:pytest|unittest|tox|nox|nosetests|nose2|doctest|xdoctest|nbmake|behave|ward|stestr)\b"
    r"|\bmanage\.py test\b|\bsetup\.py test\b|\bcoverage run\b|\btestmod\b"
)
# Programs with recipes, and where they keep them.
_RECIPE_FILES = {
    r"g?make": ("Makefile", "makefile", "GNUmakefile"),
    r"just": ("justfile", "Justfile", ".justfile"),
    r"mise|rtx": ("mise.toml", ".mise.toml", "mise/config.toml", ".config/mise.toml"),
    r"task": ("Taskfile.yml", "Taskfile.yaml"),
    r"invoke|inv": ("tasks.py",),
    r"doit": ("dodo.py",),
    r"pixi": ("pixi.toml", "pyproject.toml"),
    r"poe|hatch|pdm|poetry|uvx?|rye|taskipy": ("pyproject.toml",),
    r"npm|yarn|pnpm|bun": ("package.json",),
    r"docker|podman": ("Dockerfile",),
    r"earthly": ("Earthfile",),
    r"dvc": ("dvc.yaml",),
    r"rake|duty|dagger|bazel|pants|moon|conda|mamba|kedro": (),
}
_RECIPES: Mapping[re.Pattern[str], tuple[str, ...]] = {
    re.compile(rf"\b(?:{programs})\b"): paths for programs, paths in _RECIPE_FILES.items()
}
_RECIPE_RUNNER = re.compile("|".join(_RECIPE_FILES))
# These take several recipes at once; the others one, or a program to run.
_TAKES_SEVERAL = re.compile(r"g?make|just|mise|rtx|task|invoke|inv|doit|rake|duty")
_BETWEEN = frozenset({"run", "exec", "task"})
_SHELL_WORD = re.compile(r"[^\s\"'`\[\](){},;&|]++|[;&|]")
# Files whose recipes begin with their names; of the others, all is read.
_IN_BLOCKS = ("Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", ".justfile")
# Tables of pyproject.toml that hold recipes.
_TASK_TABLES = ("poe", "hatch", "pdm", "pixi", "rye", "taskipy", "tox")
# The name of a recipe that promises tests.
_RECIPE = re.compile(r"\b(?:unit|all)?[-_:]?(?:tests?|checks?|coverage|cov|ci|verify)\b")
# A job, a step or a shared workflow that is called after the tests that it runs.
_KEY = re.compile(r"\s*+(?:-\s*+)?([\w-]++):(.*)")
_NAMING_KEYS = frozenset({"name", "uses", "template", "job", "stage", "include"})
_CALLED_TEST = re.compile(r"\b(?:unit)?test(?:s|ing)?\b")
_WORD = re.compile(r"[^\s\"'`\[\](){},;&|]++|[;&|]")
# Files whose recipes begin with their names; of the others, all is read.
_IN_BLOCKS = ("Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", ".justfile")
# Tables of pyproject.toml that hold recipes.
_TASK_TABLES = ("poe", "hatch", "pdm", "pixi", "rye", "taskipy", "tox")
# The name of a recipe that promises tests.
_RECIPE = re.compile(r"\b(?:unit|all)?[-_:]?(?:tests?|checks?|coverage|cov|ci|verify)\b")
# A job, a step or a shared workflow that is called after the tests that it runs.
_NAMED = re.compile(
    r"^[ \t]*(?:-\s*)?(?:(?:name|uses|template|job|stage|include):.*\btest(?:s|ing)?\b"
    r"|(?:[\w-]+[-_])?(?:unit)?tests?(?:[-_][\w-]+)?:)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w./-])[\w./-]++")
_BLOCK = re.compile(r"^@?([\w-]++)[^\n:=]*+:(?!=)", re.MULTILINE)
# How often a file may name another one that runs the tests.
_DEEPEST = 3


def find_missing_tests(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find projects with code but without tests."""
    if all(name_of(path) in _BUILD for path in repository.code):
        return Skipped("no code to test")
    has_tests = _has_tests(repository)
    return iter([] if has_tests else [Finding("", "the project has code but no tests")])


def find_unrun_tests(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find workflows that do not run the tests."""
    if not _has_tests(repository):
        return Skipped("no tests to run")
    pipelines = [path for path in repository.files if _PIPELINE.match(path)]
    if _run_tests(repository, [*pipelines, _HOOKS]):
        return iter([])
    if not pipelines:
        return Skipped("no workflows found (`scaffold add github` adds one)")
    return iter([Finding(pipelines[0], "does not run the tests, and no other workflow does")])


def _has_tests(repository: Repository) -> bool:
    python = [path for path in repository.files if path.endswith(".py") and "{{" not in path]
    if any(_is_test(path, repository.read(path)) for path in python if _may_be_test(path)):
        return True
    if not any(_RUNS_DOCTESTS.search(repository.read(path)) for path in (*_SETTINGS, *python)):
        return False
    return any(_DOCTEST.search(repository.read(path)) for path in python)


def _may_be_test(path: str) -> bool:
    return _is_named_as_test(path) or _is_in_test_folder(path)


def _is_test(path: str, text: str) -> bool:
    """Return whether a file contains tests."""
    if _IS_TEST.search(text):
        return True
    # A standalone script in a folder of tests.
    is_script = _is_named_as_test(path) and _is_in_test_folder(path)
    return is_script and "def " in text and "__main__" in text


def _is_named_as_test(path: str) -> bool:
    name = name_of(path).casefold()
    return name.startswith("test") or name.endswith("_test.py")


def _is_in_test_folder(path: str) -> bool:
    return not _TEST_FOLDERS.isdisjoint(path.casefold().split("/")[:-1])


def _run_tests(repository: Repository, pipelines: list[str]) -> bool:
    """Return whether a pipeline runs tests, directly or through files that it mentions."""
    by_name = {name_of(path): path for path in repository.files}
    texts = [repository.read(path, LARGEST_SETTINGS) for path in pipelines]
    if any(map(_is_named_after_tests, _all_lines(texts))):
        return True
    seen = set(pipelines)
    for _ in range(_DEEPEST):
        if any(map(_runs_tests, _all_lines(texts))):
            return True
        named = {path for text in texts for path in _find_named(repository, by_name, text)} - seen
        seen |= named
        recipes = [block for text in texts for block in _find_recipes(repository, text)]
        texts = [*(repository.read(path, LARGEST_SETTINGS) for path in sorted(named)), *recipes]
    return False


def _is_named_after_tests(line: str) -> bool:
    match = _KEY.match(line.lower())
    if not match or "pypi" in match[0]:
        return False
    key, value = match.groups()
    named = value if key in _NAMING_KEYS else key.replace("_", "-")
    return bool(_CALLED_TEST.search(named))


def _all_lines(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield from (line for line in text.splitlines() if not line.lstrip().startswith("#"))


def _runs_tests(line: str) -> bool:
    return bool(_RUNNER.search(line)) or _calls_tests(_SHELL_WORD.findall(line))


def _calls_tests(words: list[str]) -> bool:
    """Return whether a command line runs a recipe whose name suggests tests."""
    is_called, takes_several = False, False
    for word in words:
        if _RECIPE_RUNNER.fullmatch(word):
            is_called, takes_several = True, bool(_TAKES_SEVERAL.fullmatch(word))
        elif word.startswith("-") or word in _BETWEEN:
            continue
        elif is_called and _RECIPE.search(word):
            return True
        else:
            is_called = takes_several and word not in ";&|"
    return False


def _find_named(repository: Repository, by_name: Mapping[str, str], text: str) -> Iterator[str]:
    """Yield the scripts, settings and workflows that a text mentions."""
    for word in _WORD.findall(text):
        path = word.removeprefix("./")
        name = name_of(path)
        if path in repository.sizes and ("/" in path or "." in path):
            yield path
        elif "." in name.strip(".") and name in by_name:
            yield by_name[name]


def _find_recipes(repository: Repository, text: str) -> Iterator[str]:
    """Yield the recipes that a text calls, or the whole file if its recipes are not separable."""
    for program, paths in _RECIPES.items():
        lines = ((line, program.search(line)) for line in _all_lines([text]))
        called = [line[match.end() :] for line, match in lines if match]
        names = {word for rest in called for word in _WORD.findall(rest)}
        for path in paths if called else ():
            content = _read_recipes(repository, path)
            yield from _blocks(content, names) if path in _IN_BLOCKS else [content]


def _read_recipes(repository: Repository, path: str) -> str:
    if path != "pyproject.toml":
        return repository.read(path, LARGEST_SETTINGS)
    tables = repository.toml(path).get("tool")
    tasks = [tables[name] for name in _TASK_TABLES if name in tables] if tables else []
    return "\n".join(_strings(tasks))


def _strings(value: Any) -> Iterator[str]:
    """Yield all texts in a value."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, list | dict):
            waiting.extend(item.values() if isinstance(item, dict) else item)


def _blocks(text: str, names: set[str]) -> Iterator[str]:
    """Yield the called recipes of a Makefile or justfile; without names, the first one."""
    heads = list(_BLOCK.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for number, (head, end) in enumerate(zip(heads, ends, strict=False)):
        if head[1] in names or (number == 0 and not names):
            # The recipes after the colon run first.
            needed, _, body = text[head.end() : end].partition("\n")
            yield f"{head[1]}\n{body}"
            yield f"make {needed}"

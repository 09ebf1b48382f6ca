"""Why a repository is better off without a file of a template, one rule for each reason. Pure."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from scaffold.adoption.clues import LICENSE, README, Clues, choose_own, find_code
from scaffold.adoption.kinds_of_files import (
    BEFORE_PYPROJECT,
    BOT,
    CI,
    CONTAINER,
    DECLARES_DEPENDENCIES,
    HOOKS,
    PACKAGE,
    TEST,
)
from scaffold.files.tree import File, Tree

# What is of use whatever the code is.
_GENERAL = re.compile(r"\.(gitignore|gitattributes|editorconfig|pre-commit-config\.yaml|vscode/.*)")
_PLACEHOLDERS = frozenset({".gitkeep", ".keep", "__init__.py"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rules look at.

    Attributes:
        clues: The repository.
        files: Its files, without those that are empty and would be filled.
        template: All files of the template.
        unstated: The facts that the repository does not state.
        reasons: Why files are left out, as far as it is known.
        gated: Files whose commands are run before they are created.
    """

    clues: Clues
    files: frozenset[str]
    template: Tree
    unstated: Collection[str]
    reasons: dict[str, str] = field(default_factory=dict)
    gated: Collection[str] = ()

    def find(self, pattern: re.Pattern[str], *, depth: int = 99) -> str:
        """Return the file nearest to the top whose path matches; an empty text for none."""
        found = (
            path
            for path in self.files
            if path.count("/") <= depth and "{{" not in path and pattern.fullmatch(path)
        )
        return min(found, key=lambda path: (path.count("/"), path), default="")

    @property
    def code(self) -> str:
        """A file of code, the nearest to the top; an empty text for none."""
        return find_code(self.files)


Rule = Callable[[str, Setting], str]


def _readme(path: str, setting: Setting) -> str:
    return _same_kind(path, README, setting, "is your README")


def _license(path: str, setting: Setting) -> str:
    reason = _same_kind(path, LICENSE, setting, "is your license")
    if not reason and LICENSE.fullmatch(path) and "author_name" in setting.unstated:
        return "your files do not name the copyright holder"
    return reason


def _same_kind(path: str, kind: re.Pattern[str], setting: Setting, words: str) -> str:
    if not kind.fullmatch(path):
        return ""
    folders = re.compile(rf"(\.github/|docs/)?({kind.pattern})(/.*)?", re.I)
    other = setting.find(folders, depth=1)
    return f"`{other}` {words}" if other else ""


def _requirements(path: str, setting: Setting) -> str:
    if not re.fullmatch(r"requirements.*\.(txt|in)", path):
        return ""
    declared = [name for name, made in setting.clues.declarations if made.dependencies]
    packaged = [name for name, made in setting.clues.metadata if made.packaged]
    packaged.sort(key=lambda name: name.endswith("setup.cfg"))  # It can just configure tools.
    listed = {path for path in setting.files if DECLARES_DEPENDENCIES.fullmatch(path)}
    own = frozenset(choose_own(listed))
    other = next(iter([*declared, *packaged]), "")
    other = other or replace(setting, files=own).find(DECLARES_DEPENDENCIES, depth=2)
    return f"`{other}` is for the dependencies" if other else ""


def _metadata(path: str, setting: Setting) -> str:
    if path not in ("pyproject.toml", "setup.py", "setup.cfg"):
        return ""
    other = setting.find(BEFORE_PYPROJECT)
    return f"it would override `{other}`" if other else ""


def _source(path: str, setting: Setting) -> str:
    """Leave out a second package, and a `src/` that changes what the build finds."""
    if not path.startswith("src/"):
        return ""
    if not any(each.startswith("src/") for each in setting.files):
        package = setting.find(PACKAGE)
        if package and not TEST.fullmatch(package):
            return f"`{package.partition('/')[0]}/` is your package"
        builds = next((name for name, made in setting.clues.metadata if made.packaged), "")
        return f"a new `src/` can change what `{builds}` builds" if builds else ""
    added = {each.split("/")[1] for each in setting.template if each.startswith("src/")}
    packages = setting.clues.packages("src/")
    if packages and not added.intersection(packages):
        return f"`src/{packages[0]}/` is your package"
    return ""


def _placeholder(path: str, setting: Setting) -> str:
    """Leave out what only keeps a folder that is empty."""
    if PurePosixPath(path).name not in _PLACEHOLDERS or setting.template[path].content.strip():
        return ""
    if PurePosixPath(path).name == "__init__.py" and _belongs_to_code(path, setting):
        return ""
    folder = f"{PurePosixPath(path).parent.as_posix()}/"
    if any(each.startswith(folder) for each in setting.files):
        return f"`{folder}` has files"
    return f"your code is in its own folders, as `{setting.code}`" if setting.code else ""


def _belongs_to_code(path: str, setting: Setting) -> bool:
    """Return whether a template has more modules beside an empty one."""
    folder = path.rpartition("/")[0]
    return any(
        each.startswith(f"{folder}/") and each.endswith(".py") and each != path
        for each in setting.template
    )


def _tests(path: str, setting: Setting) -> str:
    is_new_folder = path.startswith("tests/") and "tests" not in setting.clues.folders
    if path != "conftest.py" and not is_new_folder:
        return ""
    test = setting.find(TEST)
    return f"`{test}` is one of your tests" if test else ""


def _alike(path: str, setting: Setting) -> str:
    """Leave out a new folder at the top whose name is nearly that of another one."""
    top, slash, _ = path.partition("/")
    if not slash or top in setting.clues.folders:
        return ""
    other = next((each for each in setting.clues.folders if _stem(each) == _stem(top)), "")
    return f"you have `{other}/`" if other else ""


def _stem(folder: str) -> str:
    return re.sub(r"sets?$|s$", "", folder.lower())


def _ci(path: str, setting: Setting) -> str:
    if not (CI.fullmatch(path) or BOT.fullmatch(path)):
        return ""
    other = setting.find(CI) or (BOT.fullmatch(path) and setting.find(BOT))
    if other:
        return f"you have your own CI: `{other}`" if CI.fullmatch(other) else f"you have `{other}`"
    is_unchecked = setting.code and path not in setting.gated
    return (
        f"its jobs may fail on your code, for example on `{setting.code}`" if is_unchecked else ""
    )


def _container(path: str, setting: Setting) -> str:
    if not _is_of_container(path):
        return ""
    other = setting.find(CONTAINER)
    return f"you have `{other}`" if other else ""


def _is_of_container(path: str) -> bool:
    return bool(CONTAINER.fullmatch(path)) or path == ".dockerignore" or path.startswith("docker/")


def _hooks(path: str, setting: Setting) -> str:
    if not HOOKS.fullmatch(path):
        return ""
    other = setting.find(HOOKS)
    if other:
        return f"`{other}` has your hooks"
    tools = ((name, tool) for name, made in setting.clues.metadata for tool in made.tools)
    return next((f"`{name}` configures {tool}" for name, tool in tools), "")


def _editor(path: str, setting: Setting) -> str:
    if path.startswith(".vscode/") and any(each.startswith(".vscode/") for each in setting.files):
        return "`.vscode/` has your settings"
    return setting.clues.style if path == ".editorconfig" else ""


def _without_code(path: str, setting: Setting) -> str:
    """Leave out what belongs to code that is not created."""
    reason = next((why for each, why in setting.reasons.items() if _is_code(each, setting)), "")
    if not reason or _GENERAL.fullmatch(path):
        return ""
    return f"the code of the stack is not created: {reason}"


def _is_code(path: str, setting: Setting) -> bool:
    """Return whether a file is of the code that a template brings, or declares what that needs."""
    code = {
        each
        for each, file in setting.template.items()
        if each.startswith("src/") and each.endswith(".py") and file.content.strip()
    }
    return path in code or (path == "pyproject.toml" and bool(code))


def _without_folders(path: str, setting: Setting) -> str:
    """Leave out a README about folders that are not created, and an image that copies them."""
    left_out = [each for each in setting.reasons if each.startswith("src/")]
    if left_out and README.fullmatch(path):
        return "it describes folders that you do not have"
    if not _is_of_container(path):
        return ""
    image = setting.template.get("Dockerfile", File(b"")).content
    for needed in ("src/", "requirements.txt"):
        if needed.rstrip("/").encode() not in image:
            continue
        is_there = any(each.startswith(needed) for each in setting.files)
        if not is_there and any(each.startswith(needed) for each in setting.reasons):
            return f"it copies `{needed}`, which you do not have"
    return ""


_DOUBLED: tuple[Rule, ...] = (_readme, _license, _requirements, _tests, _alike, _container, _hooks)
_UNFIT: tuple[Rule, ...] = (_metadata, _source, _placeholder, _ci, _editor)
# A later round looks at what the rounds before have left out.
ROUNDS = ((*_DOUBLED, *_UNFIT), (_without_code,), (_without_folders,))

"""Where the modules of a notebook go in its project, and how they are imported."""

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

# What the name of a plan, beside its notebook, ends with.
PLAN_SUFFIX = ".plan.toml"
# Stages in the order in which they may import each other at the top of a module.
FLOW = ("utils", "data", "models", "evaluation", "inference")
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"^[\d_]+")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where code goes.

    Attributes:
        folder: Folder of the stages in the project, such as `src/demo`.
        package: What the stages are imported from, such as `demo`.
        entry: Folder that has to be on `sys.path`, relative to the notebook.
        slug: Name of the notebook as a name of a module.
        notebook: Path of the notebook in the project.
    """

    folder: str
    package: str
    entry: str
    slug: str
    notebook: str

    def module(self, stage: str, suffix: str = "") -> str:
        """Return the path of the module of a stage."""
        return str(PurePosixPath(self.folder, stage, f"{self.slug}{suffix}.py"))

    def import_name(self, module: str) -> str:
        """Return the name that a module is imported by."""
        inner = PurePosixPath(module).relative_to(self.folder).with_suffix("")
        return ".".join([self.package, *inner.parts])

    @property
    def config(self) -> str:
        """Path of the parameters."""
        return f"config/{self.slug}.toml"


def comes_before(one: str, other: str) -> bool:
    """Return whether a stage comes before another one, and so cannot import it at the top."""
    return one in FLOW and other in FLOW and FLOW.index(one) < FLOW.index(other)


def make_slug(stem: str) -> str:
    """Return the name of a notebook as the name of a module: without leading numbers, in ASCII."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    whole = _NOT_NAME.sub("_", plain).strip("_")
    slug = _NUMBER.sub("", whole) or (f"notebook_{whole}" if whole else "notebook")
    return slug.strip("_") or "notebook"


def find_destination(
    root: Path, notebook: Path, answers: dict[str, object], packages: list[str]
) -> Destination:
    """Return where the code of a notebook goes.

    Args:
        root: The project.
        notebook: The notebook, in the project.
        answers: Answers of the project; empty if no template made it.
        packages: Python packages in `src/`.
    """
    layout, package = answers.get("layout"), answers.get("package_name")
    if layout == "flat":
        folder, name, entry = "src", "src", root
    elif layout == "package" and isinstance(package, str):
        folder, name, entry = f"src/{package}", package, root / "src"
    elif layout == "as-is" and (shared := _find_shared_folder(answers)):
        folder, name, entry = shared, shared.replace("/", "."), root
    elif len(packages) == 1:
        folder, name, entry = f"src/{packages[0]}", packages[0], root / "src"
    else:
        folder, name, entry = "src", "src", root
    if folder.startswith("src/") and name.startswith("src."):  # A package is imported from there.
        name, entry = name.removeprefix("src."), root / "src"
    relative = Path(os.path.relpath(entry, notebook.parent)).as_posix()
    inside = Path(os.path.relpath(notebook, root)).as_posix()
    return Destination(folder, name, relative, make_slug(notebook.stem), inside)


def _find_shared_folder(answers: dict[str, object]) -> str:
    """Return the folder with the stages of a repository whose code stays where it is."""
    stages = answers.get("stages")
    found = stages.values() if isinstance(stages, dict) else ()
    parents = [str(PurePosixPath(path).parent) for path in found if isinstance(path, str)]
    shared = os.path.commonpath(parents) if parents else ""
    return shared if shared and all(map(str.isidentifier, shared.split("/"))) else ""

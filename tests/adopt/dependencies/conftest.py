"""Repositories with declarations, and a package index on disk."""

import os
import sys
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from scaffold.adoption.dependencies.chosen import choose
from scaffold.adoption.dependencies.conversion import convert
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.found import find_declarations

# Name and version of the packages of the index, and what each requires.
PACKAGES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("apple", "1.0"): (),
    ("apple", "1.5"): ("core>=1",),
    ("apple", "2.0"): ("core>=2",),
    ("core", "1.0"): (),
    ("core", "2.0"): (),
    ("melon", "1.0"): (),
    ("melon", "2.0a1"): (),
    ("pytest", "7.0"): ("core",),
    ("sauce", "1.0"): ('apple ; extra == "sweet"',),
}

Converted = Callable[[Mapping[str, str]], dict[str, Any]]


@pytest.fixture
def converted(tmp_path: Path) -> Converted:
    """Return what pyproject.toml contains after the conversion of some files."""

    def convert_files(files: Mapping[str, str]) -> dict[str, Any]:
        write(tmp_path, files)
        folder = Folder(tmp_path)
        chosen = choose(find_declarations(folder))
        assert chosen is not None
        return tomllib.loads(convert(folder, chosen).text)

    return convert_files


def uv_on_path() -> str:
    """Return a `PATH` on which the uv of this environment is."""
    return os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of wheels, the only place where uv and pip look."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for (name, version), requires in PACKAGES.items():
        write_wheel(folder, name, version, requires)
    settings = tmp_path / "uv.toml"
    settings.write_text(f"no-index = true\nfind-links = ['{folder.as_posix()}']\n", "utf-8")
    monkeypatch.setenv("UV_CONFIG_FILE", str(settings))
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return folder


def write_wheel(folder: Path, name: str, version: str, requires: tuple[str, ...]) -> None:
    info = f"{name}-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {each}" for each in requires]
    lines += ["Provides-Extra: sweet"] if any("extra" in each for each in requires) else []
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", "\n".join([*lines, ""]))
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")

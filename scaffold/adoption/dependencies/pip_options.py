"""What the options in requirements files are for uv. Pure."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scaffold.adoption.dependencies.folder import is_outside

_IGNORED = frozenset({"--require-hashes", "--prefer-binary", "--use-feature", "--no-cache-dir"})
_ONLY_UV = "pip does not read the package indexes of `[tool.uv]`: give them to pip as options"


@dataclass(slots=True)
class Options:
    """The options of files, as settings of uv.

    Attributes:
        indexes: Package indexes.
        settings: Other settings.
        notes: What is written otherwise.
        problems: What cannot be written.
    """

    indexes: list[dict[str, Any]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, option: str, value: str) -> None:
        """Add an option; one that changes nothing here is dropped."""
        if "${" in value:
            self.problems.append(f"`{option} {value}` depends on an environment variable")
        elif option in {"--index-url", "--extra-index-url", "--find-links"}:
            self._add_index(option, value)
        elif option == "--pre":
            self.settings["prerelease"] = "allow"
        elif option in {"--no-binary", "--only-binary"}:
            self._limit_formats(option, value)
        elif option in _IGNORED:
            self.notes.append(f"`{option}` is not written: it is an option of pip")
        elif option == "--trusted-host":
            self.notes.append(f"`--trusted-host {value}` is not written: it turns off checks")
        else:
            self.problems.append(f"`{option}` has no place in pyproject.toml")

    def _add_index(self, option: str, address: str) -> None:
        if is_outside(address) or address.startswith(("file:", "~")):
            self.problems.append(f"`{option} {address}` is a folder of one machine")
            return
        if re.match(r"https?://[^/@]*@", address):
            self.problems.append(f"`{option}` contains a password or token")
            return
        if option == "--index-url" and _is_default(address):
            return
        index: dict[str, Any] = {"url": address}
        if option == "--index-url":
            index["default"] = True
        elif option == "--find-links":
            index["format"] = "flat"
        self.indexes.append(index)
        if _ONLY_UV not in self.notes:
            self.notes.append(_ONLY_UV)

    def _limit_formats(self, option: str, value: str) -> None:
        key = "no-binary" if option == "--no-binary" else "no-build"
        if value == ":all:":
            self.settings[key] = True
        elif value != ":none:":
            names = [name.strip() for name in value.split(",") if name.strip()]
            self.settings[f"{key}-package"] = [*self.settings.get(f"{key}-package", []), *names]


def _is_default(address: str) -> bool:
    """Return whether an index is PyPI, which all tools use without being told."""
    return (urlsplit(address).hostname or "").split(".") == ["pypi", "org"]

"""What a kernel does before the first cell, and after each one: seeds, and copies of variables."""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from .arrays import SPECIALS
from .freezing import Freezer, Node, Store, digest_of
from .library_finder import LibraryFinder

# What IPython keeps in the namespace of a notebook: results, inputs and commands.
_OF_IPYTHON = re.compile(r"__\w*|_+|_(i+|i?\d+|ih|oh|dh|exit_code)")
_COMMANDS = {"In", "Out", "exit", "quit", "get_ipython", "open"}
_STATE = "<random state of {}>"
# What stands for the state of a generator that was seeded and not used since.
UNTOUCHED = "as seeded"
# States right after seeding, by name.
_SEEDED = dict[str, Any]()


class Probe:
    """Takes the copies of all variables at the end of a cell.

    Args:
        shell: IPython's shell.
        folder: Where the copies are kept, by digest.
        project: The copy of the project that this kernel runs in.
    """

    def __init__(self, shell: Any, folder: Path, project: Path) -> None:
        self._shell = shell
        self._store = Store(folder)
        self._project = project
        self._freezer = Freezer(self._store, SPECIALS, self._is_own)
        self._before = {*shell.user_ns}

    def snapshot(self, target: str) -> None:
        """Write digest and kind of each variable to a file, as JSON."""
        Path(target).write_text(json.dumps(self.copy_all()), "utf-8")

    def copy_all(self) -> dict[str, list[str]]:
        """Return digest and kind of each variable, and of the states of random generators."""
        states = _random_states()  # first, in case a copy draws a number
        copied = {name: self._keep(value) for name, value in self._variables().items()}
        copied |= {name: self._keep_state(name, value) for name, value in states.items()}
        copied["<working folder>"] = self._keep(os.path.relpath(Path.cwd(), self._project))
        return copied

    def _variables(self) -> dict[str, Any]:
        hidden = {*getattr(self._shell, "user_ns_hidden", ())} & self._before | _COMMANDS
        return {
            name: value
            for name, value in list(self._shell.user_ns.items())
            if name not in hidden and not _OF_IPYTHON.fullmatch(name)
        }

    def _keep(self, value: Any) -> list[str]:
        node = _freeze(self._freezer, value)
        text = json.dumps(node, separators=(",", ":")).encode()
        name = digest_of(text)
        path = self._store.folder / name
        if not path.exists():
            path.write_bytes(text)
        return [name, node[0]]

    def _keep_state(self, name: str, state: Any) -> list[str]:
        """Keep a random state; one that no number was drawn from is the same as no library."""
        kept = self._keep(state)
        untouched = name in _SEEDED and kept == self._keep(_SEEDED[name])
        return self._keep(UNTOUCHED) if untouched else kept

    def _is_own(self, kind: type) -> bool:
        if kind.__module__ == "__main__":
            return True
        source = getattr(sys.modules.get(kind.__module__), "__file__", None) or ""
        return Path(source).is_relative_to(self._project)


def _freeze(freezer: Freezer, value: Any) -> Node:
    # Values of any library are taken apart here, so anything may go wrong.
    with suppress(Exception):
        return freezer.freeze_whole(value)
    return ["opaque", type(value).__name__]


def _random_states() -> dict[str, Any]:
    """Return the states of the global generators of the modules that are loaded."""
    states: dict[str, Any] = {_STATE.format("random"): random.getstate()}
    numpy, torch = sys.modules.get("numpy.random"), sys.modules.get("torch")
    if hasattr(numpy, "get_state"):
        states[_STATE.format("numpy")] = numpy.get_state()  # type: ignore[union-attr]
    if hasattr(torch, "get_rng_state"):
        states[_STATE.format("torch")] = torch.get_rng_state()  # type: ignore[union-attr]
    return states


def _remember_seeded(library: str) -> None:
    """Remember the state of a generator that was seeded just now."""
    name = _STATE.format(library.partition(".")[0])
    states = _random_states()
    if name in states:
        _SEEDED[name] = states[name]


def list_modules(project: str) -> list[str]:
    """Return the files below a folder that loaded modules were read from."""
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    found = {str(file) for file in files if file and Path(file).is_relative_to(project)}
    return sorted(found)


def _seed_tensorflow(module: Any, seed: int) -> None:
    module.random.set_seed(seed)


_SEEDS: dict[str, Callable[[Any, int], object]] = {
    "numpy.random": lambda module, seed: module.seed(seed),
    "torch": lambda module, seed: module.manual_seed(seed),
    "tensorflow": _seed_tensorflow,
}


def seed_everything(seed: int, project: Path) -> None:
    """Seed the generators of loaded libraries now, and of others when they are imported.

    Args:
        seed: The seed.
        project: The copy of the project that this kernel runs in.
    """
    random.seed(seed)
    _remember_seeded("random")
    seeds = {name: partial(_plant, name, seed) for name in _SEEDS}
    for name, plant in seeds.items():
        if name in sys.modules:
            plant(sys.modules[name])
    sys.meta_path.insert(0, LibraryFinder(seeds, project))


def _plant(name: str, seed: int, module: ModuleType) -> None:
    _SEEDS[name](module, seed)
    _remember_seeded(name)

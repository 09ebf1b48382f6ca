"""Imports of libraries: each is seeded once it is imported, and draws no numbers at that moment."""

from __future__ import annotations

import importlib.abc
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

Seed = Callable[[ModuleType], None]


class LibraryFinder(importlib.abc.MetaPathFinder):
    """Finds what the other finders find, with loaders that leave random generators alone.

    A moved notebook imports some libraries later than its original. `rich`, which scikit-learn
    imports, draws a number at that moment.

    Args:
        seeds: What seeds a library, by its name; libraries are not imported for that alone.
        project: Modules below this folder are the notebook's own, and may draw numbers.
    """

    def __init__(self, seeds: Mapping[str, Seed], project: Path) -> None:
        self._seeds = seeds
        self._project = project

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the specification of a module."""
        spec = self._ask_others(name, path, target)
        loader = spec.loader if spec else None
        if isinstance(loader, SourceFileLoader) and not self._is_own(loader):
            self._wrap(name, loader)
        return spec

    def _is_own(self, loader: SourceFileLoader) -> bool:
        return Path(loader.path).is_relative_to(self._project)

    def _ask_others(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> ModuleSpec | None:
        for finder in [each for each in sys.meta_path if each is not self]:
            find: Any = getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = find(name, path, target) if find else None
            if spec is not None:
                return spec
        return None

    def _wrap(self, name: str, loader: Any) -> None:
        run = loader.exec_module

        def run_and_seed(module: ModuleType) -> None:
            restore = _keep_states()
            try:
                run(module)
            finally:
                restore()
            if name in self._seeds:
                self._seeds[name](module)

        loader.exec_module = run_and_seed


def _keep_states() -> Callable[[], None]:
    """Return what sets the generators that are loaded now to their present states."""
    state, numpy = random.getstate(), sys.modules.get("numpy.random")
    # While numpy itself is imported, its generator is not there yet.
    arrays: Any = numpy if hasattr(numpy, "set_state") else None
    drawn = arrays.get_state() if arrays else None

    def restore() -> None:
        random.setstate(state)
        if arrays:
            arrays.set_state(drawn)

    return restore

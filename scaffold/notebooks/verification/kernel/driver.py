"""Run the code cells of a notebook in a fresh kernel, and report on each.

`main` takes the argument `check`, or `run` and an order on stdin, one line of JSON.
Reports are lines of JSON on stdout. When stdin ends, the kernel and this process end. The
interpreter of a project runs this; it needs `ipykernel`, which brings `jupyter_client`.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import platform
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from .ending import end_marked
from .file_watcher import Watcher
from .kernels import START_SECONDS, CellLimitError, Kernel, KernelDiedError, collect
from .network import cut_off_network

_BOOT = """
import importlib.util, pathlib, sys
_spec = importlib.util.spec_from_file_location(
    "_scaffold_kernel", {folder!r} + "/__init__.py", submodule_search_locations=[{folder!r}])
_package = importlib.util.module_from_spec(_spec)
sys.modules["_scaffold_kernel"] = _package
from _scaffold_kernel.probe import Probe, seed_everything
seed_everything({seed!r}, pathlib.Path({project!r}))
_package.probe = Probe(get_ipython(), pathlib.Path({store!r}), pathlib.Path({project!r}))
"""
_PROBE = "__import__('sys').modules['_scaffold_kernel'].probe.snapshot({target!r})"
_MODULES = """
__import__('pathlib').Path({target!r}).write_text(__import__('json').dumps(
    __import__('sys').modules['_scaffold_kernel.probe'].list_modules({project!r})))
"""


def report(event: str, **values: Any) -> None:
    """Write one line for the process that started this one."""
    sys.stdout.write(json.dumps({"event": event, **values}) + "\n")
    sys.stdout.flush()


def check() -> None:
    """Report the versions of what is needed; null for what is missing."""
    found = {name: importlib.util.find_spec(name) for name in ("ipykernel", "jupyter_client")}
    versions = {
        name: getattr(importlib.import_module(name), "__version__", "?") if spec else None
        for name, spec in found.items()
    }
    report("check", python=platform.python_version(), **versions)


class Run:
    """One run of a notebook, as ordered."""

    def __init__(self, order: dict[str, Any], kernel: Kernel) -> None:
        self._order, self._kernel = order, kernel
        self._store = Path(order["store"])
        self._target = str(self._store / f"snapshot-{os.getpid()}.json")
        self._watcher = Watcher(Path(order["project"]), self._store)

    def start(self) -> None:
        """Put the probe into the kernel and seed it."""
        self._kernel.wait()
        keys = ("folder", "seed", "store", "project")
        boot = _BOOT.format(**{key: self._order[key] for key in keys})
        messages = self._kernel.execute(
            f"exec({boot!r}, {{'get_ipython': get_ipython}})", START_SECONDS, silent=True
        )
        failed = [each for each in messages if each["msg_type"] == "error"]
        if failed:
            raise RuntimeError(failed[0]["content"]["evalue"])

    def run_cells(self) -> str:
        """Run all cells and report on each; return why it ended early, or nothing."""
        for number, cell in enumerate(self._order["cells"]):
            report("begin", cell=number)
            began = time.monotonic()
            try:
                messages = self._kernel.execute(cell["source"], self._order["cell_seconds"])
            except CellLimitError:
                return "limit"
            except KernelDiedError:
                return "died"
            seconds = time.monotonic() - began
            outputs, error = collect(messages)
            report(
                "cell",
                cell=number,
                seconds=round(seconds, 3),
                outputs=outputs,
                error=error,
                variables=self._take_snapshot(),
                files=self._watcher.find_changes(),
            )
            if error and not cell["may_raise"]:
                return "error"
        return ""

    def _take_snapshot(self) -> dict[str, Any] | None:
        Path(self._target).unlink(missing_ok=True)
        seconds = self._order["cell_seconds"]
        try:
            self._kernel.execute(_PROBE.format(target=self._target), seconds, silent=True)
            copied: dict[str, Any] = json.loads(Path(self._target).read_text("utf-8"))
        except (CellLimitError, KernelDiedError, OSError, ValueError):
            return None
        return copied

    def list_modules(self) -> list[str]:
        """Return the files of modules that were loaded from the project and from its copy."""
        found = list[str]()
        for project in (self._order["project"], self._order["origin"]):
            code = _MODULES.format(target=self._target, project=project)
            try:
                self._kernel.execute(f"exec({code!r}, {{}})", START_SECONDS, silent=True)
                found += json.loads(Path(self._target).read_text("utf-8"))
            except (CellLimitError, KernelDiedError, OSError, ValueError):
                continue
        return found


def run() -> None:
    """Carry out the order on stdin."""
    order = json.loads(sys.stdin.readline())
    reason = cut_off_network() if order["cut_off"] else "allowed"
    kernel = Kernel(order["at"], order["state"])
    # Both leave through the system: other threads may be waiting for the kernel.
    signal.signal(signal.SIGTERM, lambda *_: _leave(kernel))
    threading.Thread(target=_leave_with_stdin, args=[kernel], daemon=True).start()
    try:
        report("kernel", process=kernel.process.pid, network=reason)
        task = Run(order, kernel)
        try:
            task.start()
        except (KernelDiedError, CellLimitError, RuntimeError) as error:
            report("end", reason="unstarted", text=str(error), modules=[])
            return
        reason = task.run_cells()
        report("end", reason=reason, modules=task.list_modules() if reason != "died" else [])
    finally:
        kernel.end()
        end_marked()


def _leave_with_stdin(kernel: Kernel) -> None:
    while sys.stdin.readline():
        pass
    _leave(kernel)


def _leave(kernel: Kernel) -> None:
    kernel.end()
    end_marked()
    os._exit(1)


def main() -> None:
    """Do what the arguments say."""
    check() if sys.argv[1] == "check" else run()

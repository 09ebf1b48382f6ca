"""Runs notebooks without Jupyter: each cell by `exec`, in this process.

It reads and writes what the driver of scaffold does, and copies values with the same probe, so a
verification can be tested where there is no kernel.
"""

import contextlib
import io
import json
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scaffold.notebooks.verification.kernel.file_watcher import Watcher
from scaffold.notebooks.verification.kernel.probe import Probe, list_modules, seed_everything


def report(event: str, **values: Any) -> None:
    """Write one line for the process that started this one."""
    sys.__stdout__.write(json.dumps({"event": event, **values}) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def run_cell(source: str, names: dict[str, Any]) -> tuple[str, list[str] | None]:
    """Return what a cell prints, and its error."""
    output, error = io.StringIO(), None
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(source, "cell", "exec"), names)  # noqa: S102 - a cell of a test
        except Exception as raised:  # noqa: BLE001 - whatever a cell raises
            error = [type(raised).__name__, str(raised)]
    return output.getvalue(), error


def run(order: dict[str, Any]) -> None:
    """Run the cells of an order."""
    sys.path[:] = [each for each in sys.path if "tests" not in each]
    os.chdir(order["at"])
    project, store = Path(order["project"]), Path(order["store"])
    names: dict[str, Any] = {"__name__": "__main__"}
    probe = Probe(SimpleNamespace(user_ns=names, user_ns_hidden={}), store, project)
    watcher = Watcher(project, store)
    seed_everything(order["seed"], Path(order["project"]))
    report("kernel", process=os.getpid(), network="a test")
    reason = ""
    for number, cell in enumerate(order["cells"]):
        report("begin", cell=number)
        began = time.monotonic()
        text, error = run_cell(cell["source"], names)
        outputs = [{"kind": "stdout", "text": text}] if text else []
        report(
            "cell",
            cell=number,
            seconds=time.monotonic() - began,
            outputs=outputs,
            error=error,
            variables=probe.copy_all(),
            files=watcher.find_changes(),
        )
        if error and not cell["may_raise"]:
            reason = "error"
            break
    modules = [*list_modules(str(project)), *list_modules(order["origin"])]
    report("end", reason=reason, modules=modules)


if __name__ == "__main__":
    if sys.argv[-1] == "check":
        report("check", python="3.11.0", ipykernel="7", jupyter_client="8")
    else:
        run(json.loads(sys.stdin.readline()))

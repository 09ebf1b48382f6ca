"""Runs a notebook once, in a kernel of the project's interpreter, and records what it did."""

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from scaffold.notebooks.verification.bench import Bench
from scaffold.notebooks.verification.interpreter import driver_command
from scaffold.notebooks.verification.kernel.ending import MARK, end_process
from scaffold.notebooks.verification.records import CellToRun, Limits, RunRecord
from scaffold.notebooks.verification.refusals import VerificationError

_TICK_SECONDS = 0.1
# One thread, one seed, one date: what would make two runs differ for no reason of the notebook's.
_SETTINGS = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "0",
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    "TF_DETERMINISTIC_OPS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
_FOREIGN = ("PYTHONHOME", "__PYVENV_LAUNCHER__", "COLUMNS", "LINES", "MPLBACKEND", "PYTHONSTARTUP")


# Called when a cell begins and while it runs: its number and the seconds since the run began.
Watch = Callable[[int, float], None]
# Called when a cell has ended; what it returns says whether to go on.
Judge = Callable[[RunRecord], bool]


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs notebooks on one bench.

    Attributes:
        bench: The folders.
        python: The interpreter of the project.
        limits: Time limits; the total one is counted from `deadline`.
        deadline: When everything has to end, on the monotonic clock.
        seed: Seed of all generators.
        cut_off: Whether to run without network.
    """

    bench: Bench
    python: Path
    limits: Limits
    deadline: float
    seed: int = 0
    cut_off: bool = True

    def run(
        self,
        cells: Sequence[CellToRun],
        at: str,
        watch: Watch = lambda _cell, _seconds: None,
        go_on: Judge = lambda _record: True,
        changed: Mapping[str, bytes] | None = None,
    ) -> RunRecord:
        """Run cells in a fresh kernel, in a fresh copy of the project.

        Args:
            cells: The cells.
            at: Folder in the project to start in, relative to it.
            watch: Told about progress.
            go_on: Asked after each cell whether to continue.
            changed: Contents of files that replace those of the project, by path.
        """
        self.bench.lay_out(changed or {})
        record, began, number = RunRecord(), time.monotonic(), 0
        for event in self._events(cells, at):
            record.seconds = time.monotonic() - began
            if time.monotonic() > self.deadline:
                record.reason = "total"
                break
            number = event.get("cell", number)
            watch(number, record.seconds)
            record.note_event(event)
            if event["event"] == "cell" and not go_on(record):
                break
        return record

    def _events(self, cells: Sequence[CellToRun], at: str) -> Iterator[dict[str, Any]]:
        reason = "unstarted"  # what it means if the driver ends without a word
        with self._driver(uuid4().hex) as process:
            lines = _read_lines(process)
            self._send(process, self._order(cells, at))
            event: dict[str, Any] = {"event": "tick"}
            while event["event"] != "end":
                try:
                    line = lines.get(timeout=_TICK_SECONDS)
                except queue.Empty:
                    yield {"event": "tick"}
                    continue
                if line is None:
                    event = {"event": "end", "reason": reason, "modules": [], "text": self._tail()}
                else:
                    event, reason = json.loads(line), "died"
                yield event

    def _send(self, process: subprocess.Popen[bytes], order: dict[str, Any]) -> None:
        assert process.stdin is not None  # noqa: S101 - a pipe was asked for
        # A driver that ended before it could read is noticed when its output ends.
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()

    @contextmanager
    def _driver(self, mark: str) -> Iterator[subprocess.Popen[bytes]]:
        with self.bench.log.open("wb") as log:
            try:
                process = subprocess.Popen(  # noqa: S603 - a list, which no shell reads
                    driver_command(self.python, "run"),
                    env=self._environment(mark),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
            except OSError as error:
                raise VerificationError(f"Cannot run `{self.python}`: {error.strerror}") from error
            try:
                yield process
            finally:
                end_process(process, mark)

    def _order(self, cells: Sequence[CellToRun], at: str) -> dict[str, Any]:
        return {
            "cells": [{"source": each.source, "may_raise": each.may_raise} for each in cells],
            "at": str(self.bench.project / at),
            "project": str(self.bench.project),
            "origin": str(self.bench.origin),
            "store": str(self.bench.store),
            "state": str(self.bench.state),
            "folder": str(Path(__file__).parent / "kernel"),
            "seed": self.seed,
            "cell_seconds": self.limits.cell,
            "cut_off": self.cut_off,
        }

    def _environment(self, mark: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
        path = [str(self.bench.project / "src"), str(self.bench.project)]
        path += [each for each in kept.get("PYTHONPATH", "").split(os.pathsep) if each]
        base = self.bench.base
        own = {"PYTHONPATH": os.pathsep.join(path), "IPYTHONDIR": str(base / "ipython")}
        return {**kept, **_SETTINGS, **own, "TMPDIR": str(base / "tmp"), MARK: mark}

    def _tail(self) -> str:
        lines = self.bench.log.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


def _read_lines(process: subprocess.Popen[bytes]) -> "queue.SimpleQueue[bytes | None]":
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        with suppress(ValueError):  # It was closed from outside.
            for line in process.stdout:
                lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines

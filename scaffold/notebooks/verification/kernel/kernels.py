"""Starts kernels of Jupyter, runs code in them, and collects what they show."""

from __future__ import annotations

import ctypes
import importlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

_DIE_WITH_PARENT = 1  # of <sys/prctl.h>
START_SECONDS = 60


class CellLimitError(Exception):
    """A cell took longer than it may."""


class KernelDiedError(Exception):
    """The kernel ended while a cell ran."""


class Kernel:
    """A kernel of this interpreter, and the client that talks to it.

    Args:
        folder: Where the kernel starts.
        state: Folder of its sockets; a short path, as these have at most 107 characters.
    """

    def __init__(self, folder: str, state: str) -> None:
        self._state = state
        Path(state).mkdir(mode=0o700)
        client = importlib.import_module("jupyter_client")
        transport = "tcp" if os.name == "nt" else "ipc"
        place = "127.0.0.1" if os.name == "nt" else f"{self._state}/s"
        file, _ = importlib.import_module("jupyter_client.connect").write_connection_file(
            f"{self._state}/kernel.json",
            ip=place,
            transport=transport,
            key=os.urandom(16).hex().encode(),
        )
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", file]
        self.process = subprocess.Popen(  # noqa: S603 - a list, which no shell reads
            command,
            cwd=folder,
            env={**os.environ, "JPY_PARENT_PID": str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform.startswith("linux") else None,
        )
        self.client = client.BlockingKernelClient(connection_file=file)
        self.client.load_connection_file()
        self.client.start_channels()

    def wait(self) -> None:
        """Wait until the kernel answers.

        Raises:
            KernelDiedError: It ended, or does not answer.
        """
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.client.wait_for_ready(timeout=1)
            except RuntimeError:
                continue
            return
        raise KernelDiedError

    def execute(self, code: str, seconds: float, *, silent: bool = False) -> list[dict[str, Any]]:
        """Run code and return its messages.

        Raises:
            CellLimitError: It took longer than the seconds.
            KernelDiedError: The kernel ended.
        """
        number = self.client.execute(
            code, silent=silent, store_history=not silent, allow_stdin=False, stop_on_error=False
        )
        end, messages = time.monotonic() + seconds, list[dict[str, Any]]()
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise CellLimitError
            try:
                message = self.client.get_iopub_msg(timeout=min(left, 0.5))
            except queue.Empty:
                if self.process.poll() is not None:
                    raise KernelDiedError from None
                continue
            if message["parent_header"].get("msg_id") != number:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return messages
            messages.append(message)

    def end(self) -> None:
        """End the kernel and what it started in its session."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self._state, ignore_errors=True)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def collect(messages: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str] | None]:
    """Return what a cell printed and showed, and its error, from the messages of a kernel.

    Outputs are in their order: {"kind": "stdout", "text": ...} or {"kind": "data", "data": {...}}.
    """
    outputs, error, clear = list[dict[str, Any]](), None, False
    for message in messages:
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            clear = content.get("wait", False)
            outputs = outputs if clear else []
            continue
        if kind == "error":
            error = [content["ename"], content["evalue"]]
            continue
        if kind not in ("stream", "display_data", "execute_result", "update_display_data"):
            continue
        if clear:
            outputs, clear = [], False
        _add_output(outputs, kind, content)
    return outputs, error


def _add_output(outputs: list[dict[str, Any]], kind: str, content: dict[str, Any]) -> None:
    if kind == "stream":
        if content["name"] != "stdout":
            return
        if outputs and outputs[-1]["kind"] == "stdout":
            outputs[-1]["text"] += content["text"]
        else:
            outputs.append({"kind": "stdout", "text": content["text"]})
        return
    shown = (content.get("transient") or {}).get("display_id")
    if kind == "update_display_data":
        for each in outputs:
            if each.get("id") == shown:
                each["data"] = content["data"]
        return
    outputs.append({"kind": "data", "data": content["data"], "id": shown})

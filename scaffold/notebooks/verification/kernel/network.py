"""Cuts a process and its children off the network, where the system lets it."""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of <sched.h>
_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41  # of <linux/sockios.h> and <net/if.h>


def cut_off_network() -> str:
    """Leave the network, except this machine itself; return why that failed, or nothing.

    A process with one thread can move to a network of its own, which has no devices but loopback.
    """
    if not sys.platform.startswith("linux"):
        return f"not possible on {platform.system()}"
    user, group = os.getuid(), os.getgid()
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_NEW_NETWORK):
        # Users without privileges have them in a namespace of users.
        if library.unshare(_NEW_NETWORK | _NEW_USER):
            return os.strerror(ctypes.get_errno()).lower()
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _raise_loopback()
    return ""


def _raise_loopback() -> None:
    import fcntl

    request = struct.pack("16sH14s", b"lo", _UP_AND_RUNNING, b"")
    # Without it, code that talks to itself over sockets fails in all runs alike.
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, request)

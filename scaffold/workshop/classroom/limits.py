"""Start a command with limits on its processor time, its memory and the files that it writes."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_MIB = 2**20
# Runs in a process of its own, without the packages of any environment.
_STARTER = """\
import os, resource, sys
numbers = sys.argv[1:4]
kinds = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)
for kind, number in zip(kinds, map(int, numbers)):
    hard = resource.getrlimit(kind)[1]
    if number and (hard == resource.RLIM_INFINITY or number < hard):
        resource.setrlimit(kind, (number, number))
os.execvp(sys.argv[4], sys.argv[4:])
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a command may use; 0 is no limit.

    Attributes:
        seconds: Processor seconds of each process.
        memory: Bytes of address space.
        file: Bytes of each file that it writes, its output included.
    """

    seconds: int = 0
    memory: int = 8192 * _MIB
    file: int = 64 * _MIB


def limit_command(command: Sequence[str], limits: Limits) -> tuple[str, ...]:
    """Return the command that starts another one with limits; Windows has none."""
    if os.name == "nt":
        return tuple(command)
    numbers = (str(limits.seconds), str(limits.memory), str(limits.file))
    return (sys.executable, "-I", "-S", "-c", _STARTER, *numbers, *command)

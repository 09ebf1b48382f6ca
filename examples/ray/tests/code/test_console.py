"""How commands begin and end."""

import subprocess
import sys

PROGRAM = """
import atexit, gc
before, *_ = gc.get_threshold()
# Runs last: what is registered later runs earlier.
atexit.register(lambda: print(before, gc.get_threshold()[0], gc.get_freeze_count()))
from demo.cli import app
app(["train", "--help"])
"""


def test_a_command_spares_itself_the_search_for_unused_objects() -> None:
    # S603: the interpreter of the tests, and nothing of a user's.
    printed = subprocess.check_output([sys.executable, "-c", PROGRAM], text=True)  # noqa: S603
    before, seldom, frozen = map(int, printed.splitlines()[-1].split())
    assert seldom > before
    assert frozen > 0

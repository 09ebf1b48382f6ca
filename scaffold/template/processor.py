"""Tells Python the kind of processor, before Copier asks: Python would start `uname -p` to find it.

Nothing here needs it, and a program named `uname` may be found where the user did not mean to look.
"""

import platform

platform.uname().__dict__.setdefault("processor", "")  # Where `platform` keeps the answer.

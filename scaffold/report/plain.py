"""Escape untrusted text that a terminal or a workflow log would interpret. Pure.

File names, answers, lessons and messages of other programs can contain any characters.
"""

import re

from scaffold.files.utf8 import as_utf8

# GitHub runs a command at the start of a line, after spaces. The older form, which Azure and
# TeamCity share, works anywhere in a line.
_COMMAND = re.compile(r"^ *:(?=:)|#(?=#\w*\[)")


def spell(text: str) -> str:
    r"""Return a text on one line, with escapes such as `\x1b` and `\u202e`.

    Escapes control characters, format characters such as bidi controls, line separators, all
    whitespace except the space, and bytes of file names that are not UTF-8.
    """
    if text.isprintable():
        return text
    shown = as_utf8(text)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)


def disarm(line: str) -> str:
    r"""Return a line without workflow commands: `::set-env` becomes `\x3a:set-env`."""
    return _COMMAND.sub(lambda found: f"{found[0][:-1]}\\x{ord(found[0][-1]):x}", line)

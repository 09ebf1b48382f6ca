"""Text from elsewhere, spelled out where a terminal or the log of a workflow would obey it. Pure.

Names of files, answers, lessons and messages of other programs can contain anything.
"""

import re

from scaffold.files.utf8 import as_utf8

# GitHub runs what a line starts with, blanks aside. The older form, which Azure and TeamCity
# share, counts anywhere in a line.
_COMMAND = re.compile(r"^ *:(?=:)|#(?=#\w*\[)")


def spell(text: str) -> str:
    r"""Return a text on one line, with characters such as escape and RLO as `\x1b` and `\u202e`.

    Controls, format characters (bidi controls among them), line separators, all blanks except the
    space and the bytes of a name that is not UTF-8 are spelled out.
    """
    if text.isprintable():
        return text
    shown = as_utf8(text)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)


def disarm(line: str) -> str:
    r"""Return a line in which no workflow command is left: `::set-env` becomes `\x3a:set-env`."""
    return _COMMAND.sub(lambda found: f"{found[0][:-1]}\\x{ord(found[0][-1]):x}", line)

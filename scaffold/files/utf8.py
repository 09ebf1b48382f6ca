"""Names of files and arguments as UTF-8, whatever the locale of the process makes of them. Pure."""

import re

_ESCAPED = re.compile("[\udc80-\udcff]+")


def as_utf8(text: str) -> str:
    """Return a text with the bytes that Python has kept for another encoding decoded as UTF-8.

    In the locale C, `é` in a name or an argument is two such bytes. A byte that is not UTF-8 stays
    what it is: a code point from U+DC80 to U+DCFF.
    """
    return _ESCAPED.sub(
        lambda kept: kept[0].encode(errors="surrogateescape").decode(errors="surrogateescape"), text
    )

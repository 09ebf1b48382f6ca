"""Names, arguments and texts as UTF-8, whatever the locale and Windows make of them. Pure."""

import re

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_ESCAPED = re.compile("[\udc80-\udcff]+")


def as_utf8(text: str) -> str:
    """Return a text with the bytes that Python has kept for another encoding decoded as UTF-8.

    In the locale C, `é` in a name or an argument is two such bytes. A byte that is not UTF-8 stays
    what it is: a code point from U+DC80 to U+DCFF.
    """
    return _ESCAPED.sub(
        lambda kept: kept[0].encode(errors="surrogateescape").decode(errors="surrogateescape"), text
    )


def decode_marked(content: bytes) -> str:
    """Return a text in the encoding that its first bytes name, else in UTF-8.

    Windows writes UTF-16 for `pip freeze > requirements.txt`.
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    return content.decode(encoding, "replace")

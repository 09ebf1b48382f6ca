"""SPDX identifiers of common licenses, by what only their texts say. Pure."""

import re
from collections.abc import Mapping, Sequence

_BSD = "redistribution and use in source and binary forms"
# Each identifier with phrases that are all in its text. The first that fits is it. The texts of GNU
# name each other, so what counts is their title.
_PHRASES: Sequence[tuple[str, tuple[str, ...]]] = (
    ("AGPL-3.0", ("gnu affero general public license version 3, 19 november 2007",)),
    ("LGPL-3.0", ("gnu lesser general public license version 3, 29 june 2007",)),
    ("LGPL-2.1", ("gnu lesser general public license version 2.1, february 1999",)),
    ("GPL-3.0", ("gnu general public license version 3, 29 june 2007",)),
    ("GPL-2.0", ("gnu general public license version 2, june 1991",)),
    ("MPL-2.0", ("mozilla public license", "2.0")),
    ("EPL-2.0", ("eclipse public license", "v 2.0")),
    ("Apache-2.0", ("apache license version 2.0",)),
    ("BSL-1.0", ("boost software license",)),
    ("CC-BY-NC-SA-4.0", ("attribution-noncommercial-sharealike 4.0",)),
    ("CC-BY-NC-4.0", ("attribution-noncommercial 4.0",)),
    ("CC-BY-SA-4.0", ("attribution-sharealike 4.0",)),
    ("CC-BY-4.0", ("attribution 4.0 international",)),
    ("CC0-1.0", ("cc0 1.0 universal",)),
    ("Unlicense", ("released into the public domain", "unlicense")),
    ("ISC", ("permission to use, copy, modify, and/or distribute this software",)),
    ("BSD-3-Clause", (_BSD, "neither the name")),
    ("BSD-3-Clause", (_BSD, "endorse or promote products")),
    ("BSD-2-Clause", (_BSD,)),
    ("MIT-0", ("permission is hereby granted, free of charge", "mit no attribution")),
    ("MIT", ("permission is hereby granted, free of charge, to any person",)),
)
# Additions that change the terms of a license.
_CHANGES = ("commons clause", "non-commercial use only", "noncommercial use only")
# How long the conditions of BSD licenses are, names of holders included; longer ones say more.
_CONDITIONS = re.compile(r"\bmet:(.*?)\bthis software is provided")
_LONGEST_CONDITIONS: Mapping[str, int] = {"BSD-3-Clause": 650, "BSD-2-Clause": 430}
# Dual licenses and collections have more terms below.
_LONGEST_HEAD = 40_000


def identify_license(text: str) -> str:
    """Return the SPDX identifier of a license text; empty if it is none of the common ones.

    Whether a license of GNU is meant with its later versions is not in the text, so the
    identifier leaves that open.
    """
    words = " ".join(text[:_LONGEST_HEAD].lower().split())
    if any(change in words for change in _CHANGES):
        return ""
    fitting = (name for name, phrases in _PHRASES if all(phrase in words for phrase in phrases))
    found = next(fitting, "")
    conditions = _CONDITIONS.search(words) if found in _LONGEST_CONDITIONS else None
    return "" if conditions and len(conditions[1]) > _LONGEST_CONDITIONS[found] else found

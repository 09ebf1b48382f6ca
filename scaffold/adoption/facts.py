"""Facts about a repository, as its files state them: license, author, description, Python. Pure.

What a file does not state is not invented, and the placeholders of other templates state nothing.
"""

import re
from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from scaffold.adoption.clues import Clues

Stated = tuple[str, str]  # A value, and where it comes from.
NOTHING: Stated = ("", "")
# The license of a repository that has another one than MIT, or none.
NO_LICENSE = "none"
NO_LICENSE_FOUND = "no license found"

# No sentence about a project is longer, nor is a name.
_LONGEST = 200
_LONGEST_CONSTRAINT = 200
_MIT_GRANT = "permission is hereby granted, free of charge, to any person obtaining a copy"
# What only other licenses contain. MIT-0 has no clause about the notice.
_OTHER_TERMS = (
    *("apache license", "gnu general", "gnu lesser", "gnu affero", "mozilla public"),
    *("redistribution and use in source", "creative commons", "mit no attribution", "mit-0"),
    *("commons clause", "boost software", "eclipse public"),
)
_MIT_NAME = re.compile(r"(the )?MIT([ -]licen[sc]e)?", re.I)
_PLACEHOLDER = re.compile(
    r"(?i)((your|author'?s?|first|full|my|project|package|github|organi[sz]ation)[ _-]*)*"
    r"(name|username|author|surname|last ?name|organi[sz]ation|company|team|me|you|someone)"
    r"|(add|write|describe|replace|insert|change|edit|put|enter|fill|update|provide|give)\b.*"
    r"|(an?|the|your|my|some)? ?(short|brief|one[ -]line|awesome|cool|great|new|sample|simple)? ?"
    r"((project|package|python|library|repo|repository|template)('s)? ?)*"
    r"(project|package|description|summary|template|repository)( of (the|your|this) \w+)?( here)?"
    r"|(default |project )?template for .*"
    r"|(todo|fixme|tbd|unknown|none|n/?a|test|example|hello,? world)\b.*"
    r"|lorem ipsum.*|(john|jane) doe|the authors?|authors?|.*[<{\[]{1,2}[^>}\]]*[>}\]].*"
    r"|your .*|[\W_]*"
)
_NEAR_TOP = 2_000
# Notices are shorter; what names a holder is searched in this many characters of each.
_LONGEST_NOTICE = 400
_COPYRIGHT = re.compile(
    r"^[^\w\n]*copyright\b[\s:]*(?:\(c\)|©|&copy;)?[\s:]*(?P<words>.*)$", re.I | re.M
)
# The author of the license itself, and sentences of its terms.
_NO_HOLDER = re.compile(r"(?i)free software foundation|\b(notice|holders?|owner|law|license)\b")
_YEARS = re.compile(r"^(?:\(c\)|©|[\s,\u2013-]|\d{4}|to |present\b|now\b|by )+", re.I)
_AFTER_NAME = re.compile(r"(?i)\s*(<[^>]*>|\([^)]*\)|https?://\S+|all rights reserved.*)")


def license_of(clues: Clues) -> Stated:
    """Return `MIT` where that is the only license, else `none`; with the reason."""
    texts = [(name, text) for name, text in clues.licenses if text.strip()]
    other = next((name for name, text in texts if not _is_mit(text)), "")
    if texts:
        return (NO_LICENSE, f"{other} is not MIT") if other else ("MIT", texts[0][0])
    said, source = _said(clues, "license")
    if not said:
        return NO_LICENSE, NO_LICENSE_FOUND
    is_mit = bool(_MIT_NAME.fullmatch(said))
    return ("MIT", source) if is_mit else (NO_LICENSE, f"{said[:40]} in {source}")


def author_of(clues: Clues) -> Stated:
    """Return the author that the metadata name, else the holder of the copyright."""
    said = _said(clues, "author")
    if said[0]:
        return said
    return next(filter(any, (_holder(text, name) for name, text in clues.licenses)), NOTHING)


def description_of(clues: Clues) -> Stated:
    """Return the sentence of the metadata, else the first of the README that describes it."""
    said = _said(clues, "description")
    name, text = clues.readme
    sentence = "" if said[0] else _first_sentence(text, clues.folder)
    return said if said[0] else (sentence, name if sentence else "")


def oldest_python_of(clues: Clues) -> Stated:
    """Return the oldest minor version that all declarations allow; nothing where none says so.

    Packaging metadata count first, those nearest to the top; then the pins of environments.
    """
    found = list(declared_pythons(clues))
    allowed = [set(allowed_minors(said)) for _, said in found]
    both = set.intersection(*allowed) if allowed else set()
    reason = next((f"{said[:40]} in {path}" for path, said in found), "")
    return f"3.{min(both)}" if both else "", reason


def declared_pythons(clues: Clues) -> Iterator[tuple[str, str]]:
    """Yield the files that declare versions of Python, and what they declare."""
    found = [(path, made.python) for path, made in clues.declarations if made.python]
    nearest = min((path.count("/") for path, _ in found), default=0)
    yield from [each for each in found if each[0].count("/") == nearest] or clues.pins


def allowed_minors(said: str) -> list[int]:
    """Return the minor versions of Python 3 that a constraint allows, as any tool writes it."""
    if len(said) > _LONGEST_CONSTRAINT:  # Python refuses to read numbers of thousands of digits.
        return []
    return sorted({minor for part in said.split("||") for minor in _minors(part)})


def _minors(said: str) -> Iterator[int]:
    text = re.sub(r"(?<=\d)\s+(?=[<>=!~^])", ",", said.strip()).replace(" ", "")
    text = re.sub(r"\^(\d+)([\d.]*)", lambda m: f">={m[1]}{m[2]},<{int(m[1]) + 1}", text)
    text = re.sub(r"^(?:~|=*)(\d+(?:\.\d+)?)[\d.*]*$", r"==\1.*", text)  # Poetry, conda, pins
    text = re.sub(r"(?<![<>=!~])=(?!=)([\d.]+)", r"==\1.*", text)
    try:
        allowed = SpecifierSet(text)
    except InvalidSpecifier:
        return
    for minor in range(40):
        if any(allowed.contains(f"3.{minor}{patch}") for patch in ("", ".99")):
            yield minor


def _said(clues: Clues, attribute: str) -> Stated:
    for file, metadata in clues.metadata:
        value: str = getattr(metadata, attribute)
        if value and not is_placeholder(value):
            return value, file
    return NOTHING


def is_placeholder(text: str) -> bool:
    """Return whether a text is one that templates and tools leave to be replaced."""
    return len(text) <= _LONGEST and bool(_PLACEHOLDER.fullmatch(text.strip(" .!\"'")))


def _is_mit(text: str) -> bool:
    words = " ".join(text.lower().split())
    return _MIT_GRANT in words and not any(term in words for term in _OTHER_TERMS)


def _holder(text: str, name: str) -> Stated:
    """Return whom the first notice of a license names, unless that is the license's author."""
    for found in _COPYRIGHT.finditer(text):
        # Far from the top are terms, and the notice of an appendix, which has a year.
        if found.start() > _NEAR_TOP and not re.match(r"\d{4}", found["words"]):
            continue
        notice = found["words"].strip()[:_LONGEST_NOTICE]
        words = _AFTER_NAME.sub("", _YEARS.sub("", notice)).strip(" .,;*")
        if words[:1].isalnum() and not is_placeholder(words) and not _NO_HOLDER.search(words):
            return words, name
    return NOTHING


# Lines that are not prose: headings, quotes, lists, tables, images, badges, markup, directives.
_NOT_PROSE = re.compile(r"\s*([#>|*+=~^<!:`$%&@\\-]|\.\.|\[!|\d+[.)]|\[[^\]]*\]:)|\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_LINK = re.compile(r"!?\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])|`([^`<]*?)\s*<[^>]*>`__?")
_THIS_PROJECT = r"this (\w+ ){0,3}(repo(sitory)?|project|package|library|module|code)"
_RELATION = re.compile(r"(?i)\b(is|are|for|of|to|that|with|in)\b")
_SENTENCE = re.compile(r".*?[.!?](?=\s|$)")
_SHORTEST = 20


def _first_sentence(text: str, folder: str) -> str:
    """Return the sentence of a README that says what the repository is; else nothing."""
    paragraph = next(_paragraphs(text[:20_000]), "")[: 5 * _LONGEST]
    plain = _LINK.sub(lambda m: m[1] or m[3] or "", paragraph)
    plain = re.sub(r"[*`]+|(?<!\w)_+|_+(?!\w)", "", plain)
    found = _SENTENCE.match(" ".join(plain.split()))
    sentence = found[0] if found else ""
    if not _SHORTEST <= len(sentence) <= _LONGEST or not sentence.isprintable():
        return ""
    if re.search(r"https?:|[<>{}\[\]|]", sentence) or is_placeholder(sentence):
        return ""
    name = "[-_ ]".join(map(re.escape, re.split(r"[-_ ]", folder)))
    subject = re.match(rf"(?i)(an?|the|{name}|{_THIS_PROJECT})\s", sentence)
    return sentence if subject and _RELATION.search(sentence) else ""


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the runs of lines of prose."""
    fenced, lines = False, list[str]()
    for line in [*text.splitlines(), ""]:
        is_fence = bool(_FENCE.match(line))
        fenced ^= is_fence
        if fenced or is_fence or _NOT_PROSE.match(line):
            if lines and not _is_underline(line):
                yield " ".join(lines)
            lines = []
        else:
            lines.append(line.strip())


def _is_underline(line: str) -> bool:
    """Return whether a line makes the one above it a heading."""
    return bool(re.fullmatch(r"\s*([=\-~^\"'#*+])\1{2,}\s*", line))
